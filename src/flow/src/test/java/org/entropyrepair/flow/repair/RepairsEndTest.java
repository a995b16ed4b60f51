package org.entropyrepair.flow.repair;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.entropyrepair.core.model.Bytes;
import org.entropyrepair.core.model.Cell;
import org.entropyrepair.core.model.DeadLetter;
import org.entropyrepair.core.model.DeathReason;
import org.entropyrepair.core.model.Failure;
import org.entropyrepair.core.model.Mutation;
import org.entropyrepair.core.model.Outcome;
import org.entropyrepair.core.model.RepairState;
import org.entropyrepair.core.model.Token;
import org.entropyrepair.core.model.Version;
import org.entropyrepair.core.reconcile.Policy;
import org.entropyrepair.sinks.WriteResult;
import org.entropyrepair.testkit.fake.Answer;
import org.entropyrepair.testkit.fake.ScriptedStore;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** How repairs end, when their hold does, and what is left of them. */
@Timeout(60)
class RepairsEndTest {
    private static final long HOUR = 3_600_000;

    @RegisterExtension static final RepairCluster CLUSTER = new RepairCluster();

    @Test
    void aFailureIsWrittenToItsTargetAfterTheHoldAndEndsApplied() throws Exception {
        try (RepairRig rig = new RepairRig(CLUSTER, Policies.repairing().lag(200)).start(2)) {
            long micros = Failures.nowMicros();
            Failure failure = Failures.put(1, "eu", micros);
            rig.failures().add(failure);
            rig.until("ended", () -> rig.ended(RepairState.APPLIED) == 1);
            assertThat(rig.store("eu").held(Failures.cell(1)))
                    .hasValueSatisfying(
                            held -> assertThat(held.value()).isEqualTo(Failures.value(micros)));
            Outcome end = rig.outcomes().get(0);
            assertThat(end.subject()).isEqualTo(failure.subject());
            assertThat(end.cell()).isEqualTo(failure.cell());
            assertThat(end.target()).isEqualTo("eu");
            assertThat(end.version()).isEqualTo(failure.version());
            assertThat(end.atMillis()).isGreaterThanOrEqualTo(failure.failedAtMillis() + 200);
            assertThat(rig.store("us").writes() + rig.store("ap").writes()).isZero();
            assertThat(rig.deadLetters()).isEmpty();
        }
    }

    @Test
    void recordsWaitForRoomOnTheHeapAndAllAreRepaired() throws Exception {
        int edges = 4_000;
        int room = 200;
        try (RepairRig rig =
                new RepairRig(CLUSTER, Policies.repairing().lag(200))
                        .young(room * 1_500)
                        .start(1)) {
            for (int i = 0; i < edges; i++) {
                rig.failures().add(Failures.put(i, "eu", Failures.nowMicros()));
            }
            AtomicLong pendingMost = new AtomicLong();
            rig.until(
                    "ended",
                    () -> {
                        pendingMost.accumulateAndGet(rig.gauge("eu", "pending"), Math::max);
                        return rig.ended(RepairState.APPLIED) == edges;
                    });
            assertThat(pendingMost.get()).isBetween(1L, edges / 2L);
            assertThat(rig.gaugeExactly("recordsWaitSeconds")).isBetween(0.01, 60.0);
            assertThat(rig.gaugeExactly("heapShareTaken")).isBetween(0.0, 0.05);
        }
    }

    @Test
    void whatStaysMakesRoomForOtherRecords() throws Exception {
        int room = 200;
        try (RepairRig rig = new RepairRig(CLUSTER, Policies.repairing()).young(room * 1_500)) {
            rig.start(1).store("eu").always(new Answer.Unavailable("down for the night"));
            for (int i = 0; i < 2 * room; i++) {
                rig.failures().add(Failures.put(i, "eu", Failures.nowMicros()));
            }
            rig.failures().add(Failures.put(2 * room, "us", Failures.nowMicros()));
            rig.until("the other target's", () -> rig.ended(RepairState.APPLIED) == 1);
        }
    }

    @Test
    void whatIsHeldForLongIsToldOnceWhenItLeavesTheHeapWhereItKeepsLittle() throws Exception {
        int room = 200;
        Policies held = Policies.repairing().lag(HOUR).visibleAfter(HOUR / 2);
        try (RepairRig rig = new RepairRig(CLUSTER, held).young(room * 1_500).start(1)) {
            rig.failures().add(4 * room, i -> Failures.put(i, "eu"));
            rig.until("told", () -> rig.ended(RepairState.HOLDING) > 3 * room);
            assertThat(rig.gauge("eu", "pending")).isGreaterThan(3 * room);
            rig.until("little is kept", () -> rig.gaugeExactly("heapShareTaken") < 0.15);

            rig.failures().watermark(System.currentTimeMillis() + 2 * HOUR);
            rig.until("ended", () -> rig.ended(RepairState.APPLIED) == 4 * room);
            assertThat(rig.outcomes().stream().filter(one -> one.state() == RepairState.HOLDING))
                    .extracting(Outcome::subject)
                    .doesNotHaveDuplicates();
        }
    }

    @Test
    void aNodeIsRepairedLikeAnEdge() throws Exception {
        try (RepairRig rig = new RepairRig(CLUSTER, Policies.repairing()).start(1)) {
            long micros = Failures.nowMicros();
            rig.failures()
                    .add(
                            Failures.put(
                                    Failures.node(7),
                                    Failures.cell(7),
                                    "ap",
                                    micros,
                                    micros / 1000));
            rig.until("ended", () -> rig.ended(RepairState.APPLIED) == 1);
            assertThat(rig.store("ap").held(Failures.cell(7))).isPresent();
            assertThat(rig.outcomes().get(0).subject()).isEqualTo(Failures.node(7));
        }
    }

    @Test
    void aTieWithATokenWhoseNonceIsNotToldIsTheStoresToSettle() throws Exception {
        try (RepairRig rig =
                new RepairRig(CLUSTER, Policies.repairing().readBeforeWrite()).start(1)) {
            long micros = Failures.nowMicros();
            // each would win the tie by what is told of it
            hold(rig, 1, Version.expiringPut(new Token(micros, 0, 0), 3_600));
            hold(rig, 2, Version.delete(new Token(micros, 0, 0)));
            hold(rig, 3, Version.put(new Token(micros + 1, 0, 0)));
            for (int n = 1; n <= 3; n++) {
                rig.failures().add(Failures.put(n, "eu", micros));
            }
            rig.until("ended", () -> rig.ended(RepairState.SUPERSEDED) == 3);
            assertThat(rig.store("eu").writesOf(Failures.cell(1))).isEqualTo(2);
            assertThat(rig.store("eu").writesOf(Failures.cell(2))).isEqualTo(2);
            assertThat(rig.store("eu").writesOf(Failures.cell(3)))
                    .as("newer, whichever it is")
                    .isEqualTo(1);
        }
    }

    private static void hold(RepairRig rig, int n, Version version) {
        assertThat(
                        rig.store("eu")
                                .apply(
                                        new Mutation(
                                                Failures.cell(n),
                                                version,
                                                Bytes.EMPTY,
                                                Bytes.EMPTY))
                                .toCompletableFuture())
                .isCompletedWithValue(new WriteResult.Applied());
    }

    @Test
    void aDeadLetterLeavesByTheSideWithItsOwnBytes() throws Exception {
        try (RepairRig rig = new RepairRig(CLUSTER, Policies.repairing()).start(1)) {
            Failure tomorrow = Failures.put(1, "eu", Failures.nowMicros() + HOUR * 1000);
            rig.failures().add(tomorrow);
            rig.until("buried", () -> rig.deadLetters().size() == 1);
            DeadLetter letter = rig.deadLetters().get(0);
            assertThat(letter.reason()).isEqualTo(DeathReason.CLOCK_DRIFT);
            assertThat(letter.raw()).isEqualTo(tomorrow.raw());
            rig.until("said", () -> rig.ended(RepairState.DEAD) == 1);
            assertThat(rig.store("eu").writes()).isZero();
        }
    }

    @Test
    void theHoldEndsWithTheWatermark() throws Exception {
        try (RepairRig rig = new RepairRig(CLUSTER, Policies.repairing().lag(HOUR)).start(2)) {
            Failure held = Failures.put(1, "eu");
            rig.failures().add(held);
            rig.failures().watermark(held.failedAtMillis() + HOUR - 1);
            rig.failures().add(Failures.put(2, "eu", 1)); // out of the tombstone window
            rig.until("all read", () -> rig.deadLetters().size() == 1);
            assertThat(rig.store("eu").writes()).isZero();
            rig.failures().watermark(held.failedAtMillis() + HOUR);
            rig.until("ended", () -> rig.ended(RepairState.APPLIED) == 1);
        }
    }

    @Test
    void theHoldEndsByTheDeadlineWhenNoWatermarkEverComes() throws Exception {
        long lag = 300;
        try (RepairRig rig = new RepairRig(CLUSTER, Policies.repairing().lag(lag)).start(2)) {
            rig.failures().add(Failures.put(0, "eu"));
            rig.until("warm", () -> rig.ended(RepairState.APPLIED) == 1);
            long read = System.currentTimeMillis();
            rig.failures().add(Failures.put(1, "eu"));
            rig.until("ended", () -> rig.ended(RepairState.APPLIED) == 2);
            assertThat(rig.outcomes().get(1).atMillis()).isBetween(read + lag, read + lag + 2_000);
        }
    }

    @Test
    void aRegionHoursBehindIsRepairedByTheDeadlineToo() throws Exception {
        try (RepairRig rig = new RepairRig(CLUSTER, Policies.repairing().lag(100)).start(2)) {
            rig.failures().watermark(System.currentTimeMillis() - 5 * HOUR);
            rig.failures().add(Failures.put(1, "eu"));
            rig.until("ended", () -> rig.ended(RepairState.APPLIED) == 1);
        }
    }

    @Test
    void aThousandFailuresOfOneCellWithinTheHoldAreOneWritePerTarget() throws Exception {
        try (RepairRig rig = new RepairRig(CLUSTER, Policies.repairing().lag(HOUR)).start(2)) {
            long first = Failures.nowMicros() - 1_000;
            rig.failures()
                    .add(
                            1_000,
                            i ->
                                    Failures.put(
                                            1, Policies.REGIONS.get(i % 3), first + i * 7 % 1_000));
            rig.failures().watermark(System.currentTimeMillis() + 2 * HOUR);
            rig.until("ended", () -> rig.ended(RepairState.APPLIED) == 3);
            for (String region : Policies.REGIONS) {
                ScriptedStore store = rig.store(region);
                assertThat(store.writes()).as(region).isEqualTo(1);
                assertThat(store.held(Failures.cell(1)).orElseThrow().value())
                        .isEqualTo(Failures.value(first + 999));
            }
            assertThat(rig.census(rig.checkpointAndKill()).isEmpty()).isTrue();
        }
    }

    @Test
    void theRunnerUpIsWrittenWhenTheWinnerIsRejectedForGood() throws Exception {
        try (RepairRig rig = new RepairRig(CLUSTER, Policies.repairing().lag(HOUR)).start(1)) {
            Cell cell = Failures.cell(1);
            long micros = Failures.nowMicros() - 10;
            rig.store("eu").next(cell, new Answer.Rejected("too odd"));
            Failure winner = Failures.put(1, "eu", micros + 1);
            rig.failures().add(Failures.put(1, "eu", micros), winner);
            rig.failures().watermark(Long.MAX_VALUE - 1);
            rig.until("ended", () -> rig.ended(RepairState.APPLIED) == 1);
            rig.until("buried", () -> !rig.deadLetters().isEmpty()); // by another way than outcomes
            assertThat(rig.deadLetters())
                    .singleElement()
                    .satisfies(
                            letter -> {
                                assertThat(letter.reason()).isEqualTo(DeathReason.REJECTED);
                                assertThat(letter.message()).isEqualTo("too odd");
                                assertThat(letter.raw()).isEqualTo(winner.raw());
                            });
            assertThat(rig.store("eu").held(cell).orElseThrow().value())
                    .isEqualTo(Failures.value(micros));
            assertThat(rig.census(rig.checkpointAndKill()).isEmpty()).isTrue();
        }
    }

    @Test
    void whatTheStoreCouldNotDoIsTriedAgainUntilItCan() throws Exception {
        Policies atOnce = Policies.repairing().retry(new Policy.Retry(1, 2, 1_000, 0.2, 0, 0));
        try (RepairRig rig = new RepairRig(CLUSTER, atOnce).start(1)) {
            rig.store("eu")
                    .next(
                            Failures.cell(1),
                            new Answer.Unavailable("away"),
                            new Answer.Unknown(false),
                            new Answer.Throttled("slow"),
                            new Answer.Unknown(true));
            rig.failures().add(Failures.put(2, "eu"));
            rig.until("another ended", () -> rig.ended(RepairState.APPLIED) == 1);
            rig.failures().add(Failures.put(1, "eu"));
            rig.until("ended", () -> rig.ended(RepairState.HEALED) == 1);
            assertThat(rig.store("eu").writesOf(Failures.cell(1))).isEqualTo(5);
            assertThat(rig.outcomes().get(1).attempts())
                    .as("the first and the last; between them the target answered nobody")
                    .isEqualTo(2);
        }
    }

    @Test
    void aStoreThatThrowsDoesNotEndTheJob() throws Exception {
        try (RepairRig rig = new RepairRig(CLUSTER, Policies.repairing()).start(1)) {
            rig.store("eu").next(Failures.cell(1), new Answer.Throw("a bug"));
            rig.failures().add(Failures.put(1, "eu"));
            rig.until("ended", () -> rig.ended(RepairState.APPLIED) == 1);
            assertThat(rig.store("eu").writes()).isEqualTo(2);
        }
    }

    @Test
    void theCeilingOfAttemptsMakesADeadLetter() throws Exception {
        Policy.Retry thrice = new Policy.Retry(10, 2, 100, 0, 3, 0);
        try (RepairRig rig = new RepairRig(CLUSTER, Policies.repairing().retry(thrice)).start(1)) {
            rig.store("eu").forCell(Failures.cell(1), new Answer.Unavailable("this one only"));
            rig.failures().add(Failures.put(1, "eu"));
            untilBuriedWhileOthersAreAnswered(rig);
            assertThat(rig.deadLetters().get(0).reason()).isEqualTo(DeathReason.ATTEMPTS_EXHAUSTED);
            assertThat(rig.deadLetters().get(0).attempts()).isEqualTo(3);
            assertThat(rig.store("eu").writesOf(Failures.cell(1))).isGreaterThanOrEqualTo(3);
        }
    }

    @Test
    void theCeilingOfAgeMakesADeadLetter() throws Exception {
        Policy.Retry brief = new Policy.Retry(50, 1, 50, 0, 0, 200);
        try (RepairRig rig = new RepairRig(CLUSTER, Policies.repairing().retry(brief)).start(1)) {
            rig.store("eu").forCell(Failures.cell(1), new Answer.Unavailable("this one only"));
            rig.failures().add(Failures.put(1, "eu"));
            untilBuriedWhileOthersAreAnswered(rig);
            assertThat(rig.deadLetters().get(0).reason()).isEqualTo(DeathReason.AGE_EXHAUSTED);
        }
    }

    /** Only a target that answers others lets a repair die. */
    private static void untilBuriedWhileOthersAreAnswered(RepairRig rig) {
        AtomicInteger others = new AtomicInteger(1_000);
        rig.until(
                "buried",
                () -> {
                    rig.failures().add(Failures.put(others.incrementAndGet(), "eu"));
                    return !rig.deadLetters().isEmpty();
                });
    }

    @Test
    void nothingIsKeptOfWhatHasEnded() throws Exception {
        try (RepairRig rig =
                new RepairRig(CLUSTER, Policies.repairing().lag(50)).limits(4, 4).start(2)) {
            rig.store("eu").always(new Answer.Unavailable("away"));
            List<String> regions = Policies.REGIONS;
            rig.failures()
                    .add(
                            600,
                            i ->
                                    i % 5 == 0
                                            ? Failures.delete(
                                                    i % 100, "ap", Failures.nowMicros() - i)
                                            : Failures.put(
                                                    i % 100,
                                                    regions.get(i % 3),
                                                    Failures.nowMicros() - i));
            rig.until("eu is out", () -> rig.gauge("eu", "out") > 0);
            rig.store("eu").honest();
            rig.until(
                    "nothing pending",
                    () ->
                            rig.pendingIsZero()
                                    && rig.store("us").writes() > 0
                                    && rig.store("eu").snapshot().size() == 80);
            String path = rig.checkpointAndKill();
            assertThat(rig.census(path).isEmpty()).as(rig.census(path).toString()).isTrue();
        }
    }
}
