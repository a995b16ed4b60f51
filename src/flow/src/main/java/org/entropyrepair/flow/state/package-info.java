/**
 * How values are written into state and between tasks, and the uids by which a savepoint finds its
 * operators. Values of core's words go in, bytes in a numbered format come out, and the reverse;
 * older formats stay readable for ever.
 */
@NullMarked
package org.entropyrepair.flow.state;

import org.jspecify.annotations.NullMarked;
