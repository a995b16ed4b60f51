package org.entropyrepair.flow.repair;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Objects;
import org.entropyrepair.core.model.DeadLetter;
import org.entropyrepair.core.model.DeathReason;
import org.entropyrepair.core.model.Failure;
import org.entropyrepair.core.model.Op;
import org.entropyrepair.core.model.Outcome;
import org.entropyrepair.core.model.RepairState;
import org.entropyrepair.core.model.Version;
import org.entropyrepair.core.wire.DeadLetterId;
import org.entropyrepair.testkit.fake.Answer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Copies, through the operator and its stores. */
@Tag("slow")
@Timeout(60)
class CopiesTest {
    private static final long DAY_MICROS = 86_400_000_000L;

    @RegisterExtension static final RepairCluster CLUSTER = new RepairCluster();

    private static RepairRig rig() {
        return new RepairRig(CLUSTER, Policies.repairing());
    }

    private static Outcome endOf(RepairRig rig, String target) {
        rig.until(
                "the end at " + target,
                () -> rig.outcomes().stream().anyMatch(each -> isEndAt(each, target)));
        return rig.outcomes().stream()
                .filter(each -> isEndAt(each, target))
                .findFirst()
                .orElseThrow();
    }

    private static boolean isEndAt(Outcome outcome, String target) {
        return outcome.state().isEnd() && outcome.target().equals(target) && outcome.cell() != null;
    }

    @Test
    void theWinnerOfAllRegionsIsWrittenUnderItsOwnToken() throws Exception {
        try (RepairRig rig = rig()) {
            long micros = Failures.nowMicros() - 5_000_000;
            rig.store("us").apply(Failures.written(1, micros));
            rig.store("ap").apply(Failures.written(1, micros + 1));
            rig.start(2).failures().add(Failures.copy(1, "eu", null));
            Outcome end = endOf(rig, "eu");
            assertThat(end.state()).isEqualTo(RepairState.APPLIED);
            assertThat(end.version()).isEqualTo(Version.put(Failures.token(micros + 1)));
            assertThat(rig.store("eu").held(Failures.cell(1)))
                    .hasValueSatisfying(
                            held -> assertThat(held.value()).isEqualTo(Failures.value(micros + 1)));
            assertThat(rig.store("us").writes()).isEqualTo(1);
        }
    }

    @Test
    void nothingAnywhereAndTheWinnerAtTheTargetAreHealed() throws Exception {
        try (RepairRig rig = rig()) {
            long micros = Failures.nowMicros() - 5_000_000;
            rig.store("us").apply(Failures.written(2, micros));
            rig.store("eu").apply(Failures.written(2, micros));
            rig.start(1).failures().add(Failures.copy(1, "ap", null));
            Outcome nothing = endOf(rig, "ap");
            assertThat(nothing.state()).isEqualTo(RepairState.HEALED);
            assertThat(nothing.version()).isNull();
            rig.failures().add(Failures.copy(2, "eu", Failures.token(micros)));
            assertThat(endOf(rig, "eu").state()).isEqualTo(RepairState.HEALED);
            assertThat(rig.store("eu").writes()).isEqualTo(1);
        }
    }

    @Test
    void aRegionThatDoesNotAnswerIsWaitedForAndCostsTheTargetNothing() throws Exception {
        try (RepairRig rig = new RepairRig(CLUSTER, Policies.repairing().visibleAfter(100))) {
            long micros = Failures.nowMicros() - 5_000_000;
            rig.store("us").unreadable("away (scripted)");
            rig.store("us").apply(Failures.written(1, micros));
            rig.start(1);
            for (int i = 0; i < 30; i++) {
                rig.failures().add(Failures.copy(i, "eu", null));
            }
            rig.until("it is said", () -> rig.ended(RepairState.BACKING_OFF) > 0);
            Outcome wait =
                    rig.outcomes().stream()
                            .filter(each -> each.state() == RepairState.BACKING_OFF)
                            .findFirst()
                            .orElseThrow();
            assertThat(wait.reason()).isEqualTo("another region could not be read");
            assertThat(wait.attempts()).isZero();
            rig.failures().add(Failures.put(100, "eu"));
            rig.until(
                    "an ordinary write",
                    () -> rig.store("eu").held(Failures.cell(100)).isPresent());
            assertThat(rig.gauge("eu", "out")).isZero();
            assertThat(rig.store("eu").writes()).isEqualTo(1);
            rig.store("us").honest();
            rig.until("copied", () -> rig.ended(RepairState.HEALED) == 29);
            rig.until("written", () -> rig.store("eu").held(Failures.cell(1)).isPresent());
        }
    }

    @Test
    void aDeleteThatCannotBeReadSpreadsFromTheTarget() throws Exception {
        try (RepairRig rig = rig()) {
            long micros = Failures.nowMicros() - 5_000_000;
            for (String region : Policies.REGIONS) {
                rig.store(region).hidingDeletes();
            }
            rig.store("us").apply(Failures.written(1, micros));
            rig.store("ap").apply(Failures.written(1, micros - 1));
            rig.store("eu").apply(Failures.deleted(1, micros + 7));
            rig.start(1).failures().add(Failures.copy(1, "eu", null));
            assertThat(endOf(rig, "eu").state()).isEqualTo(RepairState.SUPERSEDED);
            assertThat(endOf(rig, "us").state()).isEqualTo(RepairState.APPLIED);
            assertThat(endOf(rig, "ap").version())
                    .isEqualTo(Version.delete(Failures.token(micros)));
            for (String region : Policies.REGIONS) {
                assertThat(rig.store(region).held(Failures.cell(1)))
                        .as(region)
                        .hasValueSatisfying(held -> assertThat(held.version().isDelete()).isTrue());
            }
        }
    }

    @Test
    void absenceThatMayBeAForgottenDeleteIsForAPerson() throws Exception {
        try (RepairRig rig = rig()) {
            long old = Failures.nowMicros() - 20 * DAY_MICROS;
            rig.store("us").apply(Failures.written(1, old));
            rig.store("eu").hidingDeletes();
            Failure copy = Failures.copy(1, "eu", Failures.token(old));
            rig.start(1).failures().add(copy);
            rig.until("buried", () -> rig.deadLetters().size() == 1);
            DeadLetter letter = rig.deadLetters().get(0);
            assertThat(letter.reason()).isEqualTo(DeathReason.AMBIGUOUS_ABSENCE);
            assertThat(letter.raw()).isEqualTo(copy.raw());
            assertThat(letter.id())
                    .isEqualTo(
                            DeadLetterId.of(
                                    copy.cell(),
                                    "eu",
                                    Op.COPY,
                                    Objects.requireNonNull(copy.version()).token(),
                                    0));
            assertThat(endOf(rig, "eu").state()).isEqualTo(RepairState.DEAD);
            assertThat(rig.store("eu").writes()).isZero();
        }
    }

    @Test
    void aCopyInFlightIsMadeAgainAfterARestore() throws Exception {
        try (RepairRig rig = rig()) {
            long micros = Failures.nowMicros() - 5_000_000;
            rig.store("us").apply(Failures.written(1, micros));
            rig.store("eu").next(Failures.cell(1), new Answer.Hang(false));
            rig.start(2).failures().add(Failures.copy(1, "eu", Failures.token(micros)));
            rig.until("in flight", () -> rig.store("eu").inFlight() == 1);
            String path = rig.checkpointAndKill();
            rig.start(1, path);
            assertThat(endOf(rig, "eu").state()).isEqualTo(RepairState.APPLIED);
            assertThat(rig.store("eu").held(Failures.cell(1))).isPresent();
        }
    }

    @Test
    void regionsOfOtherJobsAreReadAndTheirDeletesSpread() throws Exception {
        try (RepairRig rig = rig().targets(List.of("eu"))) {
            long micros = Failures.nowMicros() - 5_000_000;
            rig.store("eu").hidingDeletes();
            rig.store("us").apply(Failures.written(1, micros));
            rig.store("eu").apply(Failures.deleted(1, micros));
            rig.start(1).failures().add(Failures.copy(1, "eu", null));
            endOf(rig, "us");
            assertThat(rig.store("us").held(Failures.cell(1)))
                    .hasValueSatisfying(held -> assertThat(held.version().isDelete()).isTrue());
        }
    }

    @Test
    void oneWriteCoversAGroupOfRegions() throws Exception {
        long lagMillis = 60_000; // they are let go by the watermark, when all have come
        Policies shared = Policies.repairing().lag(lagMillis).group("pair", "us", "eu");
        try (RepairRig rig = new RepairRig(CLUSTER, shared).start(1)) {
            long micros = Failures.nowMicros();
            List<String> targets = List.of("us", "eu", "ap");
            rig.failures().add(3, i -> Failures.put(1, targets.get(i), micros));
            rig.failures().watermark(System.currentTimeMillis() + 2 * lagMillis);
            rig.until("ended", () -> rig.ended(RepairState.APPLIED) == 3);
            assertThat(rig.store("us").writes() + rig.store("eu").writes()).isEqualTo(1);
            assertThat(rig.store("ap").writes()).isEqualTo(1);
            assertThat(rig.outcomes())
                    .extracting(Outcome::reason)
                    .anyMatch(r -> r.contains("through"));
        }
    }
}
