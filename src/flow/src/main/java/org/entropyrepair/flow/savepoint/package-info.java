/**
 * What a savepoint or checkpoint holds, read without running the job: the path goes in, operators,
 * topic positions and pending repairs come out. Begin with {@link
 * org.entropyrepair.flow.savepoint.Savepoint}. Nothing here writes to what it reads.
 */
@NullMarked
package org.entropyrepair.flow.savepoint;

import org.jspecify.annotations.NullMarked;
