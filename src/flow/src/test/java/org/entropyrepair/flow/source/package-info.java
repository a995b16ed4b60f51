/** Tests. */
@NullMarked
package org.entropyrepair.flow.source;

import org.jspecify.annotations.NullMarked;
