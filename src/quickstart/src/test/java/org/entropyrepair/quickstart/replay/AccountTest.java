package org.entropyrepair.quickstart.replay;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.entropyrepair.core.model.Bytes;
import org.entropyrepair.core.model.Cell;
import org.entropyrepair.core.model.DeadLetter;
import org.entropyrepair.core.model.DeathReason;
import org.entropyrepair.core.model.Op;
import org.entropyrepair.core.model.Outcome;
import org.entropyrepair.core.model.Position;
import org.entropyrepair.core.model.RawRecord;
import org.entropyrepair.core.model.RepairState;
import org.entropyrepair.core.model.Subject;
import org.entropyrepair.core.model.Token;
import org.entropyrepair.core.model.Version;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class AccountTest {
    private static final Cell CELL =
            new Cell("social.follows.forward", Bytes.utf8("user:42"), Bytes.utf8("user:7"));
    private static final RepairName REPAIR = new RepairName(CELL, "eu");

    @Test
    void nothingIsSettledBeforeSomethingWasSaid() {
        Account account = new Account(List.of(put(1, 10)));

        assertThat(account.isSettled()).isFalse();
        assertThat(account.unaccounted()).isOne();
        assertThat(account.unaccountedLines(5)).containsExactly(1);
    }

    @ParameterizedTest
    @EnumSource(RepairState.class)
    void anEndAndAWaitForSomebodyAccountForARecordAndAWaitForTimeDoesNot(RepairState state) {
        Account account = new Account(List.of(put(1, 10)));

        account.take(outcome(state, version(10), 1));

        boolean isFinal =
                switch (state) {
                    case HOLDING, BACKING_OFF, IN_FLIGHT -> false;
                    default -> true;
                };
        assertThat(account.isSettled()).isEqualTo(isFinal);
    }

    @Test
    void anOlderVersionDoesNotAccountForANewerRecord() {
        Account account = new Account(List.of(put(1, 10), put(2, 20)));

        account.take(outcome(RepairState.APPLIED, version(10), 1));
        assertThat(account.unaccountedLines(5)).containsExactly(2);

        account.take(outcome(RepairState.APPLIED, version(20), 2));
        assertThat(account.isSettled()).isTrue();
    }

    @Test
    void whatIsWrittenCoversWhatItSuperseded() {
        Account account = new Account(List.of(put(1, 10), put(2, 20)));

        account.take(outcome(RepairState.APPLIED, version(20), 1));

        assertThat(account.isSettled()).isTrue();
    }

    @Test
    void anotherTargetAccountsForNothing() {
        Account account =
                new Account(
                        List.of(
                                new Replayed(
                                        1,
                                        new Position("t", 0, 0),
                                        new RepairName(CELL, "us"),
                                        Op.PUT,
                                        version(10))));

        account.take(outcome(RepairState.APPLIED, version(10), 1));

        assertThat(account.unaccounted()).isOne();
    }

    @Test
    void aDeadLetterAccountsForTheRecordItCameFromOnly() {
        Account account = new Account(List.of(unreadable(1), unreadable(2)));

        account.take(letter("a", 1));
        account.take(letter("a", 1));

        assertThat(account.unaccountedLines(5)).containsExactly(2);
        assertThat(account.deadLetters()).hasSize(1);
        assertThat(account.lineOf(letter("a", 1))).isEqualTo(1);
    }

    @Test
    void aRepairThatIsOnItsWayAgainIsNotSettled() {
        Account account = new Account(List.of(put(1, 10)));

        account.take(outcome(RepairState.DEAD, version(10), 1));
        account.take(outcome(RepairState.BACKING_OFF, version(5), 2));
        assertThat(account.isSettled()).isFalse();

        account.take(outcome(RepairState.HOLDING, version(5), 1)); // late, of before
        account.take(outcome(RepairState.APPLIED, version(5), 3));
        account.take(outcome(RepairState.IN_FLIGHT, version(5), 2)); // late, of before
        assertThat(account.isSettled()).isTrue();
        assertThat(account.outcomes())
                .extracting(Outcome::state)
                .containsExactly(RepairState.APPLIED);
    }

    @Test
    void aCopyIsCoveredByWhateverEndsItsRepair() {
        Account account =
                new Account(
                        List.of(
                                new Replayed(
                                        1, new Position("t", 0, 1), REPAIR, Op.COPY, version(99))));

        account.take(outcome(RepairState.HEALED, null, 1));

        assertThat(account.isSettled()).isTrue();
    }

    @Test
    void aTargetAsAWholeSaysNothingOfARecord() {
        Account account = new Account(List.of(put(1, 10)));

        account.take(
                new Outcome(
                        RepairState.PARKED, null, null, "eu", null, 1, "j", 0, 0, 0, 0, "", ""));

        assertThat(account.unaccounted()).isOne();
        assertThat(account.outcomes()).isEmpty();
    }

    static Replayed put(int line, long micros) {
        return new Replayed(line, new Position("t", 0, line), REPAIR, Op.PUT, version(micros));
    }

    static Replayed unreadable(int line) {
        return new Replayed(line, new Position("t", 0, line), null, null, null);
    }

    static Version version(long micros) {
        return Version.put(new Token(micros, 1, 2));
    }

    static Outcome outcome(RepairState state, @Nullable Version version, long revision) {
        return new Outcome(
                state,
                new Subject.Edge("social", "follows", "user:42", "user:7"),
                CELL,
                "eu",
                version,
                revision,
                "job",
                0,
                0,
                0,
                0,
                "scope is paused",
                "follows");
    }

    static DeadLetter letter(String id, long offset) {
        return new DeadLetter(
                id,
                DeathReason.MALFORMED,
                "JSON: it is none",
                0,
                0,
                0,
                null,
                0,
                new RawRecord(
                        "", new Position("t", 0, offset), 0, null, null, RawRecord.Headers.NONE));
    }
}
