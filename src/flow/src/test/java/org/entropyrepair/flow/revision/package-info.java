/** Tests. */
@NullMarked
package org.entropyrepair.flow.revision;

import org.jspecify.annotations.NullMarked;
