/**
 * Everything that goes wrong, on purpose and by seed: each constituent write of the graph service
 * goes in, and what befalls it comes out; regions go down and come back; records which nobody can
 * repair are made, and remembered, since each has to end as a dead letter.
 */
@NullMarked
package org.entropyrepair.quickstart.faults;

import org.jspecify.annotations.NullMarked;
