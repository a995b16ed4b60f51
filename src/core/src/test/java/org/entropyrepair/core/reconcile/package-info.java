/** Examples and laws of the decision. Tests only. */
@NullMarked
package org.entropyrepair.core.reconcile;

import org.jspecify.annotations.NullMarked;
