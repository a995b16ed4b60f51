package org.entropyrepair.quickstart.replay;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.entropyrepair.core.model.RepairState;
import org.junit.jupiter.api.Test;

class ToldTest {
    private final Account account =
            new Account(List.of(AccountTest.put(1, 10), AccountTest.unreadable(2)));

    @Test
    void aDryRunSaysWhatWouldBeWrittenAndWhatIsDead() {
        account.take(AccountTest.outcome(RepairState.OBSERVED, AccountTest.version(10), 1));
        account.take(AccountTest.letter("a", 2));

        Told told = new Told(Mode.OBSERVE, account, List.of(), 1.25);

        assertThat(told.isComplete()).isTrue();
        assertThat(told.lines())
                .containsExactly(
                        "Observed, nothing was written."
                                + " Would be written: 1 put, 0 delete, 0 copy",
                        "  eu           social.follows.forward             observed 1",
                        "Dead letters: 1 MALFORMED",
                        "  line 2: MALFORMED, JSON: it is none",
                        "A sample of what would be written:",
                        "  eu: put social.follows.forward of follows user:42 -> user:7, token"
                                + " 10/00000000000000010000000000000002, scope follows");
        assertThat(told.toJson())
                .hasToString(
                        "{\"repairs\":[{\"target\":\"eu\",\"namespace\":\"social.follows.forward\","
                                + "\"observed\":1}],"
                                + "\"wouldWrite\":{\"put\":1,\"delete\":0,\"copy\":0},"
                                + "\"waiting\":{},\"deadLetters\":{\"MALFORMED\":1},"
                                + "\"unaccounted\":0,\"seconds\":1.3}");
    }

    @Test
    void aRepairSaysWhatTheStoresHold() {
        account.take(AccountTest.outcome(RepairState.APPLIED, AccountTest.version(10), 1));
        account.take(AccountTest.letter("a", 2));

        Told told =
                new Told(
                        Mode.REPAIR,
                        account,
                        List.of(new Holding("eu", "social.follows.forward", 3, 2, 1)),
                        1);

        assertThat(told.lines())
                .contains(
                        "Store of eu           social.follows.forward             3 values,"
                                + " 2 expired, 1 deletes");
        assertThat(told.toJson().path("stores"))
                .hasToString(
                        "[{\"region\":\"eu\",\"namespace\":\"social.follows.forward\",\"values\":3,"
                                + "\"expired\":2,\"deletes\":1}]");
    }

    @Test
    void whatWaitsAndWhatIsUnaccountedForIsSaid() {
        account.take(AccountTest.outcome(RepairState.PARKED, AccountTest.version(10), 1));

        Told told = new Told(Mode.OBSERVE, account, List.of(), 1);

        assertThat(told.isComplete()).isFalse();
        assertThat(told.lines())
                .contains(
                        "Waiting: 1 scope is paused",
                        "Dead letters: none",
                        "Not done in time (longer with --timeout): of 1 records nothing final was"
                                + " said, such as those of lines [2]");
        assertThat(told.toJson().path("unaccounted").asInt()).isOne();
    }
}
