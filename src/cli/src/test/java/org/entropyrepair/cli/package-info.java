/** Tests. */
@NullMarked
package org.entropyrepair.cli;

import org.jspecify.annotations.NullMarked;
