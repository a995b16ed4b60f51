/** Tests of what the contenders are compared by. */
@NullMarked
package org.entropyrepair.benchmarks.peers;

import org.jspecify.annotations.NullMarked;
