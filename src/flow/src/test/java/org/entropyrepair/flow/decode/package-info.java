/** Tests. */
@NullMarked
package org.entropyrepair.flow.decode;

import org.jspecify.annotations.NullMarked;
