/** Tests. */
@NullMarked
package org.entropyrepair.console.flink;

import org.jspecify.annotations.NullMarked;
