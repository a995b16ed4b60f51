/** Tests. */
@NullMarked
package org.entropyrepair.console;

import org.jspecify.annotations.NullMarked;
