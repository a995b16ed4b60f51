package org.entropyrepair.cli.letters;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.entropyrepair.cli.frame.Failed;
import org.entropyrepair.core.model.Bytes;
import org.entropyrepair.core.model.Position;
import org.junit.jupiter.api.Test;

class RedriverTest implements Redriver.Way, Redriver.Log {
    private static final Instant NOW = Instant.parse("2026-01-22T00:00:00Z");

    private final Map<Letter, CompletableFuture<Position>> sent = new LinkedHashMap<>();
    private final List<Mark> marks = new ArrayList<>();
    private final List<String> said = new ArrayList<>();
    private CompletableFuture<Void> markWritten = CompletableFuture.completedFuture(null);
    private final Redriver redriver =
            new Redriver(
                    this,
                    mark -> {
                        marks.add(mark);
                        return markWritten;
                    },
                    new Pace(0),
                    () -> NOW,
                    this);
    private final Letter one = TestingLetters.letter(1);
    private final Letter two = TestingLetters.letter(2);

    @Override
    public CompletableFuture<Position> send(Letter letter, Routes.Road road, Instant now) {
        CompletableFuture<Position> answer = new CompletableFuture<>();
        sent.put(letter, answer);
        return answer;
    }

    @Override
    public void redriven(Letter letter) {
        said.add("redriven " + letter.id());
    }

    @Override
    public void refused(Letter letter, String why) {
        said.add("refused " + letter.id());
    }

    @Test
    void aLetterIsMarkedOnlyWhenItsRecordWasTaken() {
        redrive(one);
        assertThat(sent).containsOnlyKeys(one);
        assertThat(marks).isEmpty();
        Position place = new Position("failures.us", 0, 9);
        taken(one, place);
        assertThat(marks).containsExactly(new Mark(one.id(), Mark.How.REDRIVEN, NOW, "", place));
        assertThat(said).containsExactly("redriven " + one.id());
        redriver.drain();
    }

    @Test
    void aLetterIsNotDoneBeforeItsMarkIs() {
        markWritten = new CompletableFuture<>();
        redrive(one);
        taken(one, new Position("failures.us", 0, 9));
        assertThat(said).isEmpty();
        markWritten.complete(null);
        assertThat(said).hasSize(1);
    }

    @Test
    void troubleEndsItAndNothingThatFailedIsMarked() {
        redrive(one);
        answer(one).completeExceptionally(new Failed("broker: away (expected: here)"));
        assertThatThrownBy(() -> redrive(two))
                .isInstanceOf(Failed.class)
                .hasMessageContaining("broker: away")
                .hasMessageContaining("run it again");
        assertThat(sent).containsOnlyKeys(one);
        assertThat(marks).isEmpty();
        assertThatThrownBy(redriver::drain).isInstanceOf(Failed.class);
    }

    @Test
    void aMarkThatFailsIsTrouble() {
        markWritten = CompletableFuture.failedFuture(new Failed("marks: away (expected: here)"));
        redrive(one);
        taken(one, new Position("failures.us", 0, 9));
        assertThat(said).isEmpty();
        assertThatThrownBy(redriver::drain).hasMessageContaining("marks: away");
    }

    @Test
    void marksAreReadAsTheyWereWritten() {
        Mark redriven =
                new Mark("id", Mark.How.REDRIVEN, NOW, "", new Position("failures.us", 3, 9));
        Mark discarded = new Mark("id", Mark.How.DISCARDED, NOW, "load test", null);
        assertThat(MarkCodec.encode(redriven).toString())
                .isEqualTo(
                        "{\"version\":1,\"how\":\"redriven\",\"at\":\"2026-01-22T00:00:00Z\","
                                + "\"to\":{\"topic\":\"failures.us\",\"partition\":3,\"offset\":9}}");
        for (Mark mark : List.of(redriven, discarded)) {
            assertThat(MarkCodec.decode("id", MarkCodec.encode(mark))).isEqualTo(mark);
        }
        for (String broken : List.of("?", "{}", "{\"version\":1,\"how\":\"burnt\"}")) {
            assertThatThrownBy(() -> MarkCodec.decode("id", Bytes.utf8(broken)))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    private void redrive(Letter letter) {
        Routes routes = new Routes(TestingLetters.config("127.0.0.1:1"));
        redriver.redrive(letter, ((Routes.Route.To) routes.of(letter)).road());
    }

    private CompletableFuture<Position> answer(Letter letter) {
        return Objects.requireNonNull(sent.get(letter));
    }

    private void taken(Letter letter, Position at) {
        answer(letter).complete(at);
    }
}
