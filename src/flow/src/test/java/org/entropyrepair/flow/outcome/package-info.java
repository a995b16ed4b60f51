/** Tests. */
@NullMarked
package org.entropyrepair.flow.outcome;

import org.jspecify.annotations.NullMarked;
