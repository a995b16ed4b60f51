package org.entropyrepair.quickstart.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.EnumSet;
import java.util.Set;
import org.entropyrepair.core.model.Bytes;
import org.entropyrepair.core.model.DeathReason;
import org.entropyrepair.core.model.Position;
import org.entropyrepair.core.model.RawRecord;
import org.entropyrepair.core.wire.FailureReader;
import org.entropyrepair.core.wire.Reading;
import org.entropyrepair.quickstart.faults.BadRecords.Bad;
import org.junit.jupiter.api.Test;

class BadRecordsTest {
    private static final int BYTES_MAX = 10_000;

    @Test
    void everyRecordIsBadInTheWayItSays() {
        BadRecords records = new BadRecords(3, "n", BYTES_MAX);
        FailureReader reader = new FailureReader(BYTES_MAX);
        Set<DeathReason> seen = EnumSet.noneOf(DeathReason.class);
        for (int i = 0; i < 1_000; i++) {
            Bad bad = records.next("us", "eu");
            seen.add(bad.reason());
            Reading reading = reader.read(raw(bad, i));
            if (reading instanceof Reading.Readable readable) {
                boolean recordDelete = readable.failure().cell().isWholeRecord();
                boolean foreign = readable.failure().origin().equals("eu");
                assertThat(bad.reason())
                        .isEqualTo(
                                recordDelete ? DeathReason.UNSUPPORTED_OP : DeathReason.REJECTED);
                assertThat(recordDelete || foreign).isTrue();
            } else if (reading instanceof Reading.Unreadable unreadable) {
                assertThat(unreadable.reason()).isEqualTo(bad.reason());
            }
        }
        assertThat(seen)
                .isEqualTo(
                        EnumSet.of(
                                DeathReason.MALFORMED,
                                DeathReason.UNSUPPORTED_VERSION,
                                DeathReason.UNSUPPORTED_OP,
                                DeathReason.TOO_LARGE,
                                DeathReason.REJECTED));
    }

    private static RawRecord raw(Bad bad, int offset) {
        byte[] value = bad.value();
        return new RawRecord(
                "us/topic",
                new Position("topic", 0, offset),
                0,
                null,
                value == null ? null : Bytes.copyOf(value),
                RawRecord.Headers.NONE);
    }
}
