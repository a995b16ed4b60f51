package org.entropyrepair.flow.repair;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.entropyrepair.core.model.Failure;
import org.entropyrepair.core.model.RepairState;
import org.entropyrepair.core.reconcile.Policy;
import org.entropyrepair.testkit.fake.Answer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What the operator's metrics say is what is the case. */
@Timeout(60)
class MeasuresTest {
    private static final long HOUR = 3_600_000;
    private static final long WINDOW_SECONDS = 10 * 24 * 3_600 - 3_600;
    private static final String FORWARD =
            "target\\.eu\\.namespace\\." + Policies.FORWARD.replace(".", "\\.") + "\\.";
    private static final String REVERSE =
            "target\\.eu\\.namespace\\." + Policies.REVERSE.replace(".", "\\.") + "\\.";

    @RegisterExtension static final RepairCluster CLUSTER = new RepairCluster();

    @Test
    void whatIsPendingIsToldByStateAndAgeAlsoAfterARestart() throws Exception {
        Policies paused = Policies.repairing().action(Policy.Action.PAUSE);
        try (RepairRig rig = new RepairRig(CLUSTER, paused).start(1)) {
            rig.until("there", () -> rig.gauge(FORWARD + "headroomSeconds") == WINDOW_SECONDS);
            assertThat(rig.gauge(FORWARD + "oldestPendingSeconds")).isZero();
            long now = System.currentTimeMillis();
            rig.failures().add(20, i -> Failures.put(i, "eu"));
            rig.failures()
                    .add(
                            Failures.put(
                                    Failures.edge(100),
                                    Failures.cell(100),
                                    "eu",
                                    (now - 3 * HOUR) * 1_000,
                                    now - 2 * HOUR));
            rig.until("parked", () -> rig.gauge("eu", "parked") == 21);
            assertPaused(rig);
            rig.start(2, rig.checkpointAndKill());
            rig.until("counted", () -> rig.gauge("pendingCounted") == 2);
            rig.until("parked", () -> rig.gauge("eu", "parked") == 21);
            assertThat(rig.gauge("eu", "pending")).isEqualTo(21);
            assertThat(rig.gauge(FORWARD + "state\\.parked\\.pending")).isEqualTo(21);
            assertThat(rig.gauge(FORWARD + "oldestPendingSeconds"))
                    .isGreaterThanOrEqualTo(2 * HOUR / 1_000);

            rig.revise(Policies.repairing());
            rig.until("ended", () -> rig.ended(RepairState.APPLIED) == 21);
            rig.until("none is left", () -> rig.gauge("eu", "pending") == 0);
            assertThat(rig.gauge(FORWARD + "state\\.[a-z-]+\\.pending")).isZero();
            assertThat(rig.gauge(FORWARD + "oldestPendingSeconds")).isZero();
            assertThat(rig.gauge(FORWARD + "headroomSeconds")).isEqualTo(2 * WINDOW_SECONDS);
            assertThat(rig.gauge("target\\.eu\\.le\\.3600\\.secondsFromFailure")).isEqualTo(20);
            assertThat(rig.gauge("target\\.eu\\.le\\.21600\\.secondsFromFailure")).isEqualTo(21);
            assertThat(rig.gauge("target\\.eu\\.le\\.3600\\.secondsFromArrival")).isEqualTo(21);
        }
    }

    private static void assertPaused(RepairRig rig) {
        assertThat(rig.gauge(FORWARD + "state\\.parked\\.pending")).isEqualTo(21);
        assertThat(rig.gauge(FORWARD + "state\\.holding\\.pending")).isZero();
        assertThat(rig.gauge(REVERSE + "state\\.parked\\.pending")).isZero();
        assertThat(rig.gauge(FORWARD + "oldestPendingSeconds"))
                .isBetween(2 * HOUR / 1_000, 2 * HOUR / 1_000 + 60);
        assertThat(rig.gauge(FORWARD + "headroomSeconds"))
                .isBetween(
                        WINDOW_SECONDS - 3 * HOUR / 1_000 - 60, WINDOW_SECONDS - 3 * HOUR / 1_000);
        assertThat(rig.gauge(REVERSE + "headroomSeconds")).isEqualTo(WINDOW_SECONDS);
    }

    @Test
    void aDeleteMayBeWrittenHoweverOldItIs() throws Exception {
        Policies paused = Policies.repairing().action(Policy.Action.PAUSE);
        try (RepairRig rig = new RepairRig(CLUSTER, paused).start(1)) {
            long micros = (System.currentTimeMillis() - 5 * HOUR) * 1_000;
            rig.failures().add(Failures.delete(1, "eu", micros));
            rig.until("parked", () -> rig.gauge("eu", "parked") == 1);
            assertThat(rig.gauge(FORWARD + "headroomSeconds")).isEqualTo(WINDOW_SECONDS);
        }
    }

    @Test
    void whatWasDoneIsCounted() throws Exception {
        try (RepairRig rig = new RepairRig(CLUSTER, Policies.repairing().lag(100)).start(1)) {
            rig.store("eu")
                    .next(Failures.cell(1), new Answer.Throttled("slowly"))
                    .next(Failures.cell(2), new Answer.Rejected("never"));
            List<Failure> failures =
                    IntStream.range(0, 10).mapToObj(i -> Failures.put(i, "eu")).toList();
            rig.failures().add(10, failures::get);
            rig.until("ended", () -> rig.ended(RepairState.APPLIED) == 9);
            rig.until("buried", () -> rig.deadLetters().size() == 1);
            String eu = "target\\.eu\\.";
            assertThat(rig.counter(eu + "result\\.applied\\.answers")).isEqualTo(9);
            assertThat(rig.counter(eu + "result\\.throttled\\.answers")).isEqualTo(1);
            assertThat(rig.counter(eu + "result\\.rejected\\.answers")).isEqualTo(1);
            assertThat(rig.counter(eu + "kind\\.write\\.attempts")).isEqualTo(11);
            assertThat(rig.counter(eu + "reason\\.REJECTED\\.deadLetters")).isEqualTo(1);
            assertThat(rig.counter(eu + "by\\.(watermark|deadline)\\.holdsEnded")).isEqualTo(10);
            assertThat(rig.gauge(eu + "le\\.\\+Inf\\.secondsFromFailure")).isEqualTo(9);
            assertThat(rig.gauge(eu + "le\\.\\+Inf\\.secondsFromArrival")).isEqualTo(9);
            assertThat(rig.gauge(eu + "le\\.\\+Inf\\.storeSeconds")).isEqualTo(11);
            assertThat(rig.counter("origin\\.us\\.target\\.eu\\.bytesWritten"))
                    .as("of all records, and once more of the one that was written twice")
                    .isEqualTo(
                            failures.stream().mapToLong(MeasuresTest::bytes).sum()
                                    + bytes(failures.get(1)));
            assertThat(rig.counter("target\\.[a-z]+\\.merged")).isZero();
            assertThat(rig.counter("target\\.(us|ap)\\.kind\\.write\\.attempts")).isZero();
        }
    }

    /** Of its record, which has no key. */
    private static long bytes(Failure failure) {
        return Objects.requireNonNull(failure.raw().value()).size();
    }

    @Test
    void aHoldIsToldByWhatEndsIt() throws Exception {
        try (RepairRig rig = new RepairRig(CLUSTER, Policies.repairing().lag(HOUR)).start(1)) {
            rig.failures().add(5, i -> Failures.put(i, "eu"));
            rig.until("held", () -> rig.gauge("eu", "pending") == 5);
            assertThat(rig.gauge(FORWARD + "state\\.holding\\.pending")).isEqualTo(5);
            assertThat(rig.counter("target\\.eu\\.merged")).isZero();
            rig.failures().add(3, i -> Failures.put(i, "eu"));
            rig.until("merged", () -> rig.counter("target\\.eu\\.merged") > 0);
            rig.failures().watermark(System.currentTimeMillis() + 2 * HOUR);
            rig.until("ended", () -> rig.ended(RepairState.APPLIED) == 5);
            assertThat(rig.counter("target\\.eu\\.merged")).isEqualTo(3);
            assertThat(rig.counter("target\\.eu\\.by\\.watermark\\.holdsEnded")).isEqualTo(5);
            assertThat(rig.counter("target\\.eu\\.by\\.deadline\\.holdsEnded")).isZero();
        }
        try (RepairRig rig = new RepairRig(CLUSTER, Policies.repairing().lag(100)).start(1)) {
            rig.failures().add(5, i -> Failures.put(i, "eu"));
            rig.until("ended", () -> rig.ended(RepairState.APPLIED) == 5);
            assertThat(rig.counter("target\\.eu\\.by\\.deadline\\.holdsEnded")).isEqualTo(5);
        }
    }
}
