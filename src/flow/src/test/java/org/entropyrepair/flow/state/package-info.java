/** Tests. */
@NullMarked
package org.entropyrepair.flow.state;

import org.jspecify.annotations.NullMarked;
