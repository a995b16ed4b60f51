package org.entropyrepair.cli.letters;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Objects;
import org.entropyrepair.core.model.Failure;
import org.entropyrepair.core.model.Outcome;
import org.entropyrepair.core.model.RepairState;
import org.entropyrepair.core.model.Token;
import org.entropyrepair.core.model.Version;
import org.entropyrepair.flow.redrive.Letter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class CanariesTest {
    private static final long REDRIVEN_AT = 1_000_000;

    private final Letter one = TestingLetters.letter(1);
    private final Letter two = TestingLetters.letter(2);
    private final Canaries canaries = new Canaries(List.of(one, two), REDRIVEN_AT);

    @ParameterizedTest
    @EnumSource(
            value = RepairState.class,
            names = {"APPLIED", "HEALED", "SUPERSEDED", "EXPIRED"})
    void allHaveToBeRepaired(RepairState state) {
        canaries.take(outcome(one, state, 0, REDRIVEN_AT));
        assertThat(canaries.areRepaired()).isFalse();
        canaries.take(outcome(two, state, 0, REDRIVEN_AT));
        assertThat(canaries.areRepaired()).isTrue();
        assertThat(canaries.failed()).isEmpty();
    }

    @Test
    void aNewerVersionThatLandedWillDoAnOlderOneWillNot() {
        canaries.take(outcome(two, RepairState.APPLIED, 0, REDRIVEN_AT));
        canaries.take(outcome(one, RepairState.APPLIED, -1, REDRIVEN_AT));
        assertThat(canaries.areRepaired()).isFalse();
        canaries.take(outcome(one, RepairState.APPLIED, 1, REDRIVEN_AT));
        assertThat(canaries.areRepaired()).isTrue();
    }

    @ParameterizedTest
    @EnumSource(
            value = RepairState.class,
            names = {"DEAD", "DISCARDED"})
    void oneThatDiesHasFailed(RepairState state) {
        canaries.take(outcome(one, state, 0, REDRIVEN_AT));
        assertThat(canaries.failed())
                .containsExactly(one.id() + ": " + state.wireName() + " (said in a test)");
        assertThat(canaries.areRepaired()).isFalse();
    }

    @Test
    void deathsOfOtherVersionsAndTheDeathItCameFromAreNotItsOwn() {
        canaries.take(outcome(one, RepairState.DEAD, -1, REDRIVEN_AT));
        canaries.take(outcome(one, RepairState.DEAD, 1, REDRIVEN_AT));
        canaries.take(outcome(one, RepairState.DEAD, 0, REDRIVEN_AT - 120_000));
        assertThat(canaries.failed()).isEmpty();
    }

    @Test
    void waitsSayWhatIsWaitedFor() {
        canaries.take(outcome(one, RepairState.PARKED, 0, REDRIVEN_AT));
        canaries.take(outcome(two, RepairState.APPLIED, 0, REDRIVEN_AT));
        assertThat(canaries.areRepaired()).isFalse();
        assertThat(canaries.waiting()).containsExactly(one.id() + ": parked (said in a test)");
    }

    /** The version is later than the letter's by so many microseconds. */
    private static Outcome outcome(Letter letter, RepairState state, long later, long atMillis) {
        Failure failure = TestingLetters.read(letter);
        Token token = Objects.requireNonNull(failure.version()).token();
        return new Outcome(
                state,
                failure.subject(),
                failure.cell(),
                letter.target(),
                Version.put(
                        new Token(
                                token.generatedAtMicros() + later,
                                token.nonceHigh(),
                                token.nonceLow())),
                1,
                "job",
                atMillis,
                1,
                atMillis,
                0,
                "said in a test",
                "everything");
    }
}
