package org.entropyrepair.quickstart.replay;

import org.entropyrepair.core.model.Bytes;
import org.entropyrepair.core.model.Failure;
import org.entropyrepair.core.model.Op;
import org.entropyrepair.core.model.Position;
import org.entropyrepair.core.model.RawRecord;
import org.entropyrepair.core.model.Version;
import org.entropyrepair.core.wire.FailureReader;
import org.entropyrepair.core.wire.Reading;
import org.jspecify.annotations.Nullable;

/**
 * A line of the file that stands in a local failure topic.
 *
 * @param line its number in the file, from 1
 * @param position where it stands
 * @param repair what it asks for; null if it cannot be read, so that it has to become a dead letter
 * @param op what it does; null if it cannot be read
 * @param version the version it carries; null of a copy that names none, and of what cannot be read
 */
record Replayed(
        int line,
        Position position,
        @Nullable RepairName repair,
        @Nullable Op op,
        @Nullable Version version) {

    /** A line as the job will read it. */
    static Replayed of(FailureFile.Line line, Position position, FailureReader reader) {
        Reading reading =
                reader.read(
                        new RawRecord(
                                "",
                                position,
                                System.currentTimeMillis(),
                                null,
                                Bytes.wrap(line.value()),
                                RawRecord.Headers.NONE));
        if (reading instanceof Reading.Readable readable) {
            Failure failure = readable.failure();
            return new Replayed(
                    line.number(),
                    position,
                    new RepairName(failure.cell(), failure.target()),
                    failure.op(),
                    failure.version());
        }
        return new Replayed(line.number(), position, null, null, null);
    }

    /** Whether what was said of its repair, in that version, covers this record, too. */
    boolean isCoveredBy(@Nullable Version said) {
        if (op == Op.COPY) {
            return true;
        }
        return said != null && version != null && said.token().compareTo(version.token()) >= 0;
    }
}
