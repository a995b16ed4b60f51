/** Tests. */
@NullMarked
package org.entropyrepair.cli.letters;

import org.jspecify.annotations.NullMarked;
