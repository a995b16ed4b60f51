/** Tests. */
@NullMarked
package org.entropyrepair.cli.frame;

import org.jspecify.annotations.NullMarked;
