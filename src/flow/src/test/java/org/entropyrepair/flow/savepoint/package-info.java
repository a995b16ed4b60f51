/** Tests. */
@NullMarked
package org.entropyrepair.flow.savepoint;

import org.jspecify.annotations.NullMarked;
