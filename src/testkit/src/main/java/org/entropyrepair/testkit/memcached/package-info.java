/**
 * A real memcached as a process of its own, with all that can happen to one, and the text protocol
 * as readers of a cache speak it.
 */
@NullMarked
package org.entropyrepair.testkit.memcached;

import org.jspecify.annotations.NullMarked;
