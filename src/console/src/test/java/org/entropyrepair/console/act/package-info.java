/** Tests. */
@NullMarked
package org.entropyrepair.console.act;

import org.jspecify.annotations.NullMarked;
