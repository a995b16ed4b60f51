package org.entropyrepair.cli.letters;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.entropyrepair.core.model.Bytes;
import org.entropyrepair.core.model.DeadLetter;
import org.entropyrepair.core.model.DeathReason;
import org.entropyrepair.core.model.Mark;
import org.entropyrepair.flow.redrive.LetterFilter;
import org.entropyrepair.testkit.letters.DeadLetters;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

class LetterQueueTest {
    private final DeadLetter first =
            DeadLetters.dead(DeadLetters.failure(1), DeathReason.REJECTED, 0);
    private final DeadLetter second =
            DeadLetters.dead(DeadLetters.failure(2, "us", "ap"), DeathReason.AGE_EXHAUSTED, 1);
    private final DeadLetter third = DeadLetters.unreadable("us/failures.us", "good morning");

    @Test
    void aLetterThatWasDeliveredTwiceIsOne() {
        assertThat(visited(Map.of(), false, first, second, first, first))
                .containsExactly(first.id(), second.id());
        List<String> none = new ArrayList<>();
        assertThat(
                        TestingLetters.queue(records(first, second, first), Map.of())
                                .each(LetterFilter.ALL, false, collect(none))
                                .repeats())
                .isEqualTo(1);
    }

    @Test
    void whatHasBeenDealtWithIsVisitedOnRequestOnly() {
        Map<String, Mark> marks =
                Map.of(
                        first.id(),
                        new Mark(first.id(), Mark.How.DISCARDED, Instant.EPOCH, "test", null));
        assertThat(visited(marks, false, first, second)).containsExactly(second.id());
        assertThat(visited(marks, true, first, second)).containsExactly(first.id(), second.id());
    }

    @Test
    void recordsThatAreNoDeadLettersAreCountedAndTheFirstIsNamed() {
        List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>(records(first));
        for (int offset = 7; offset < 9; offset++) {
            records.add(
                    DeadLetters.record(
                            DeadLetters.TOPIC,
                            0,
                            offset,
                            null,
                            Bytes.utf8("?"),
                            new RecordHeaders()));
        }
        LetterQueue.Passed passed =
                TestingLetters.queue(records, Map.of())
                        .each(LetterFilter.ALL, false, (letter, mark) -> true);
        assertThat(passed.unreadable()).isEqualTo(2);
        assertThat(passed.firstUnreadable()).startsWith("0/7: er-topic: missing");
    }

    @Test
    void aVisitorEndsTheScan() {
        List<String> seen = new ArrayList<>();
        TestingLetters.queue(records(first, second), Map.of())
                .each(
                        LetterFilter.ALL,
                        false,
                        (letter, mark) -> {
                            seen.add(letter.id());
                            return false;
                        });
        assertThat(seen).containsExactly(first.id());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    ''                                    | 1 2 3
                    --reason REJECTED                     | 1
                    --reason rejected,MALFORMED           | 1 3
                    --region ap                           | 2
                    --region ap,eu                        | 1 2
                    --edge-type follows                   | 1 2
                    --edge-type likes                     | ''
                    --namespace follows.forward           | 1 2
                    --since 1h                            | 1 2 3
                    --until 1h                            | ''
                    --since 2999-01-01T00:00:00Z          | ''
                    --until 2999-01-01T00:00:00Z          | 1 2 3
                    --reason REJECTED --region ap         | ''
                    """)
    void everyFilterThatIsGivenHasToHold(String line, String expected) {
        assertThat(visited(filter(line), first, second, third))
                .containsExactlyElementsOf(
                        expected.isEmpty()
                                ? List.of()
                                : List.of(expected.split(" ")).stream()
                                        .map(
                                                number ->
                                                        List.of(first, second, third)
                                                                .get(Integer.parseInt(number) - 1)
                                                                .id())
                                        .toList());
    }

    @Test
    void aLetterIsFoundByItsName() {
        assertThat(visited(filter("--id " + second.id()), first, second, third))
                .containsExactly(second.id());
    }

    private static LetterFilter filter(String line) {
        FilterOptions filter = new FilterOptions();
        new CommandLine(filter)
                .registerConverter(
                        Instant.class,
                        value ->
                                value.equals("1h")
                                        ? Instant.now().minusSeconds(3600)
                                        : Instant.parse(value))
                .setCaseInsensitiveEnumValuesAllowed(true)
                .parseArgs(line.isEmpty() ? new String[0] : line.split(" "));
        return filter.filter();
    }

    private static List<String> visited(LetterFilter filter, DeadLetter... letters) {
        List<String> seen = new ArrayList<>();
        TestingLetters.queue(records(letters), Map.of()).each(filter, false, collect(seen));
        return seen;
    }

    private static List<String> visited(
            Map<String, Mark> marks, boolean handledToo, DeadLetter... letters) {
        List<String> seen = new ArrayList<>();
        TestingLetters.queue(records(letters), marks)
                .each(LetterFilter.ALL, handledToo, collect(seen));
        return seen;
    }

    private static LetterQueue.Visitor collect(List<String> seen) {
        return (letter, mark) -> seen.add(letter.id());
    }

    private static List<ConsumerRecord<byte[], byte[]>> records(DeadLetter... letters) {
        List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
        for (DeadLetter letter : letters) {
            records.add(DeadLetters.record(letter, records.size()));
        }
        return records;
    }
}
