/** A real Prometheus as a process of its own, and its tool, from the operating system's package. */
@NullMarked
package org.entropyrepair.testkit.prometheus;

import org.jspecify.annotations.NullMarked;
