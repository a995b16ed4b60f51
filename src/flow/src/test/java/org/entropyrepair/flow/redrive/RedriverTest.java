package org.entropyrepair.flow.redrive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.entropyrepair.core.model.Mark;
import org.entropyrepair.core.model.Position;
import org.entropyrepair.flow.topic.TopicTrouble;
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
                    null,
                    this);
    private final Letter one = TestingRoads.letter(1);
    private final Letter two = TestingRoads.letter(2);

    @Override
    public CompletableFuture<Position> send(Letter letter, Road road, Instant now) {
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
    void aLetterIsMarkedOnlyWhenItsRecordWasTaken() throws InterruptedException {
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
    void aLetterIsNotDoneBeforeItsMarkIs() throws InterruptedException {
        markWritten = new CompletableFuture<>();
        redrive(one);
        taken(one, new Position("failures.us", 0, 9));
        assertThat(said).isEmpty();
        markWritten.complete(null);
        assertThat(said).hasSize(1);
    }

    @Test
    void troubleEndsItAndNothingThatFailedIsMarked() throws InterruptedException {
        redrive(one);
        answer(one).completeExceptionally(new TopicTrouble("broker: away (expected: here)"));
        assertThatThrownBy(() -> redrive(two))
                .isInstanceOf(TopicTrouble.class)
                .hasMessageContaining("broker: away")
                .hasMessageContaining("run it again");
        assertThat(sent).containsOnlyKeys(one);
        assertThat(marks).isEmpty();
        assertThatThrownBy(redriver::drain).isInstanceOf(TopicTrouble.class);
    }

    @Test
    void aMarkThatFailsIsTrouble() throws InterruptedException {
        markWritten =
                CompletableFuture.failedFuture(new TopicTrouble("marks: away (expected: here)"));
        redrive(one);
        taken(one, new Position("failures.us", 0, 9));
        assertThat(said).isEmpty();
        assertThatThrownBy(redriver::drain).hasMessageContaining("marks: away");
    }

    private void redrive(Letter letter) throws InterruptedException {
        redriver.redrive(letter, ((Routes.Route.To) TestingRoads.ROUTES.of(letter)).road());
    }

    private CompletableFuture<Position> answer(Letter letter) {
        return Objects.requireNonNull(sent.get(letter));
    }

    private void taken(Letter letter, Position at) {
        answer(letter).complete(at);
    }
}
