package org.entropyrepair.flow.redrive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.entropyrepair.core.model.Bytes;
import org.entropyrepair.core.model.DeadLetter;
import org.entropyrepair.core.model.DeathReason;
import org.entropyrepair.core.model.Mark;
import org.entropyrepair.core.wire.MarkCodec;
import org.entropyrepair.flow.topic.TopicTrouble;
import org.entropyrepair.testkit.letters.DeadLetters;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What the operator does with letters, by what it remembers of them. */
class RedriveOperatorTest {
    private static final Map<List<Integer>, DeadLetter> LETTERS = new ConcurrentHashMap<>();

    private final TestingRedrive redrive = new TestingRedrive();
    private final DeadLetter one = letter(1, 0);
    private final DeadLetter two = letter(2, 0);

    @AfterEach
    void close() {
        redrive.close();
    }

    @Test
    void eachLetterGoesBackOnceHoweverOftenItWasDelivered() throws Exception {
        redrive.start();
        redrive.take(one, two, one, one);
        redrive.end();
        assertThat(redrive.topics.sent()).containsExactlyInAnyOrder(one.id(), two.id());
        assertThat(redrive.topics.marked()).containsExactlyInAnyOrder(one.id(), two.id());
        assertThat(redrive.count(Fate.REDRIVEN)).isEqualTo(2);
        assertThat(redrive.count(Fate.REPEAT)).isEqualTo(2);
        assertThat(redrive.counts()).containsEntry("redriven: REJECTED", 2L);
    }

    @Test
    void whatIsMarkedStaysAndIsCountedOnce() throws Exception {
        redrive.topics.mark(one.id(), discarded(one));
        redrive.start();
        redrive.take(one, two, one);
        redrive.end();
        assertThat(redrive.topics.sent()).containsExactly(two.id());
        assertThat(redrive.count(Fate.HANDLED)).isEqualTo(1);
        assertThat(redrive.count(Fate.REPEAT)).isEqualTo(1);
    }

    /** Restarted, the job begins anew; its own marks tell it what it has done. */
    @Test
    void whatItRedroveBeforeARestartIsNotSentAgainAndCountedAsItsOwn() throws Exception {
        redrive.start();
        redrive.take(one);
        redrive.end();
        redrive.topics.mark(two.id(), discarded(two));
        redrive.restart();
        redrive.take(one, two);
        redrive.end();
        assertThat(redrive.topics.sent()).containsExactly(one.id());
        assertThat(redrive.count(Fate.REDRIVEN_BEFORE)).isEqualTo(1);
        assertThat(redrive.count(Fate.HANDLED)).isEqualTo(1);
        assertThat(redrive.count(Fate.REDRIVEN)).isZero();
    }

    @Test
    void whatIsSentAndNotMarkedWhenItCrashesIsSentAgain() throws Exception {
        redrive.topics.answerMarks = false;
        redrive.start();
        redrive.take(one);
        redrive.topics.answerMarks = true;
        redrive.restart();
        redrive.take(one);
        redrive.end();
        assertThat(redrive.topics.sent()).containsExactly(one.id(), one.id());
        assertThat(redrive.count(Fate.REDRIVEN)).isEqualTo(1);
    }

    @Test
    void theLastMarkOfALetterCountsAndOneThatIsTakenBackOrBrokenIsNone() throws Exception {
        redrive.topics.mark(one.id(), discarded(one));
        redrive.topics.mark(one.id(), null);
        redrive.topics.mark(two.id(), discarded(two));
        redrive.topics.mark(two.id(), Bytes.utf8("?"));
        redrive.start();
        redrive.take(one, two);
        redrive.end();
        assertThat(redrive.topics.sent()).containsExactlyInAnyOrder(one.id(), two.id());
        assertThat(redrive.counts()).containsEntry(RedriveCounts.MARKS_UNREADABLE, 1L);
    }

    @Test
    void whatHasBeenRoundOftenEnoughAndWhatHasNoWayBackAreCountedNotMarked() throws Exception {
        DeadLetter stranger =
                DeadLetters.dead(
                        DeadLetters.failure(3, "mars", "us"), DeathReason.UNKNOWN_REGION, 0);
        redrive.start();
        redrive.take(letter(1, 3), letter(2, 2), stranger);
        redrive.end();
        assertThat(redrive.topics.sent()).containsExactly(letter(2, 2).id());
        assertThat(redrive.topics.marked()).hasSize(1);
        assertThat(redrive.counts())
                .containsEntry(Fate.LOOPING.words() + ": REJECTED", 1L)
                .containsEntry(Fate.REFUSED.words() + ": UNKNOWN_REGION", 1L);
    }

    @Test
    void aRehearsalCountsTheSameAndTouchesNothing() throws Exception {
        redrive.rehearse();
        redrive.take(one, two, one, letter(4, 3));
        redrive.end();
        assertThat(redrive.topics.sent()).isEmpty();
        assertThat(redrive.topics.marked()).isEmpty();
        assertThat(redrive.count(Fate.REDRIVEN)).isEqualTo(2);
        assertThat(redrive.count(Fate.LOOPING)).isEqualTo(1);
    }

    @Test
    void troubleFailsTheTaskAtTheLatestWhenTheInputEnds() throws Exception {
        redrive.topics.trouble = true;
        redrive.start();
        redrive.take(one);
        assertThatThrownBy(redrive::end)
                .isInstanceOf(TopicTrouble.class)
                .hasMessageContaining("away");
        assertThat(redrive.topics.marked()).isEmpty();
        assertThat(redrive.count(Fate.REDRIVEN)).isZero();
    }

    @Test
    void nothingIsUnderWayAtABarrier() throws Exception {
        redrive.topics.trouble = true;
        redrive.start();
        redrive.take(one);
        assertThatThrownBy(redrive::barrier).isInstanceOf(TopicTrouble.class);
    }

    @Test
    void recordsAreCountedWhereTheyAreSelected() throws Exception {
        LetterFilter rejected = LetterFilter.ofReasons(Set.of(DeathReason.REJECTED));
        DeadLetter other = DeadLetters.dead(DeadLetters.failure(5), DeathReason.NO_SCOPE, 0);
        try (TestingSelection selection = new TestingSelection(rejected)) {
            selection.take(DeadLetters.record(one, 0));
            selection.take(DeadLetters.record(other, 1));
            selection.take(TestingSelection.somethingElse(2));
            assertThat(selection.out())
                    .extracting(letter -> letter.dead().id())
                    .containsExactly(one.id());
            assertThat(selection.counts())
                    .isEqualTo(
                            Map.of(
                                    RedriveCounts.READ,
                                    3L,
                                    Fate.NOT_MEANT.words(),
                                    1L,
                                    Fate.UNREADABLE.words(),
                                    1L));
        }
    }

    private static Bytes discarded(DeadLetter letter) {
        return MarkCodec.encode(
                new Mark(letter.id(), Mark.How.DISCARDED, Instant.EPOCH, "test", null));
    }

    /** The same letter, whenever it is asked for. */
    private static DeadLetter letter(int number, int redrives) {
        return Objects.requireNonNull(
                LETTERS.computeIfAbsent(
                        List.of(number, redrives),
                        key ->
                                DeadLetters.dead(
                                        DeadLetters.failure(number),
                                        DeathReason.REJECTED,
                                        redrives)));
    }
}
