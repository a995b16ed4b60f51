/**
 * The independent comparison: the log of all writes and the regions' stores go in, a verdict comes
 * out. What last-write-wins must give is worked out here a second time, from the design's words and
 * on purpose without {@code core.reconcile} and without the order of {@code core.model.Version}.
 */
@NullMarked
package org.entropyrepair.quickstart.judge;

import org.jspecify.annotations.NullMarked;
