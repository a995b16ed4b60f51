package org.entropyrepair.cli.letters;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.entropyrepair.core.model.DeadLetter;
import org.entropyrepair.core.model.DeathReason;
import org.entropyrepair.core.model.Failure;
import org.entropyrepair.core.model.Mark;
import org.entropyrepair.core.wire.FailureReader;
import org.entropyrepair.flow.redrive.Letter;
import org.entropyrepair.testkit.letters.DeadLetters;

/** Dead letters for tests: of edges {@code follows user:N everybody}, from us, missed by eu. */
final class TestingLetters {
    static final FailureReader FAILURES = new FailureReader();

    private TestingLetters() {}

    static Letter letter(DeadLetter dead) {
        return Letter.of(DeadLetters.record(dead, 0), FAILURES);
    }

    static Letter letter(int number) {
        return letter(DeadLetters.dead(DeadLetters.failure(number), DeathReason.REJECTED, 0));
    }

    static Failure read(Letter letter) {
        return Objects.requireNonNull(letter.failure());
    }

    static LetterQueue queue(
            List<ConsumerRecord<byte[], byte[]>> records, Map<String, Mark> marks) {
        return new LetterQueue(
                visitor -> {
                    for (ConsumerRecord<byte[], byte[]> record : records) {
                        if (!visitor.test(record)) {
                            return;
                        }
                    }
                },
                FAILURES,
                id -> Optional.ofNullable(marks.get(id)));
    }
}
