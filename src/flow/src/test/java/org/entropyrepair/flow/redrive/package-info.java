/** Tests. */
@NullMarked
package org.entropyrepair.flow.redrive;

import org.jspecify.annotations.NullMarked;
