package org.entropyrepair.jobs.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.stream.IntStream;
import org.entropyrepair.core.model.ConfigAnswer;
import org.entropyrepair.core.model.ConfigAnswer.Result;
import org.entropyrepair.core.model.RepairState;
import org.entropyrepair.core.wire.FailureMessage;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** Scopes change while the job runs, by records on its config topic. */
@Tag("slow")
@ExtendWith(OneStage.class)
@Timeout(300)
class HotScopesTest {
    private static final Duration LONGEST = Duration.ofSeconds(90);
    private static final int FAILURES = 200;
    private static final String PARKED = "target.eu.parked";
    private static final String PENDING = "scope.everything.pending";

    @Test
    void aPauseOutlivesARestoreAndResumingDrainsAll(Stage stage) throws Exception {
        try (RepairRig rig = scene(stage).open()) {
            RunningJob first = rig.start();
            FailureMessage before = Reports.put("before", "us", "eu");
            rig.publish("us", before);
            rig.awaitEnd(before, LONGEST);

            rig.propose(with(rig, "action: pause"), null);
            assertThat(rig.awaitAnswer(0, LONGEST).result()).isEqualTo(Result.ACCEPTED);
            rig.publish("us", failures(0));
            rig.await("parked", LONGEST, () -> rig.measured(first, PARKED) == FAILURES);
            assertThat(rig.measured(first, PENDING)).isEqualTo(FAILURES);

            String renamed = rig.scene().text().replace("topic: s", "topic: x");
            rig.propose(renamed, null);
            rig.propose(with(rig, "action: erase"), null);
            ConfigAnswer cold = rig.awaitAnswer(1, LONGEST);
            assertThat(cold.result()).isEqualTo(Result.REFUSED);
            assertThat(cold.reason()).contains("failures[0].topic").contains("savepoint upgrade");
            assertThat(rig.awaitAnswer(2, LONGEST).reason())
                    .contains("scopes[0].action: erase (expected: one of repair, pause");

            String checkpoint = first.checkpoint();
            first.assertNeverRestarted();
            first.cancel();
            RunningJob second = rig.restore(checkpoint, 1);
            rig.publish("us", failures(FAILURES));
            rig.await("still paused", LONGEST, () -> rig.measured(second, PARKED) == 2 * FAILURES);
            assertThat(rig.measured(second, "repair.0.configRevision")).isEqualTo(1);
            assertThat(rig.measured(second, "configRevisionsRefused")).isEqualTo(2);
            assertThat(rig.store("eu").writes()).isEqualTo(1);

            rig.propose(with(rig, "action: repair, maxWritesPerSecond: 100000"), null);
            for (FailureMessage failure : failures(0)) {
                rig.awaitEnd(failure, LONGEST);
            }
            rig.await("drained", LONGEST, () -> rig.measured(second, PENDING) == 0);
            assertThat(rig.store("eu").writes()).isEqualTo(2 * FAILURES + 1);
            second.assertNeverRestarted();
        }
    }

    @Test
    void aStoredRevisionThatTheNewConfigDoesNotFitPausesAllUntilOneDoes(Stage stage)
            throws Exception {
        RepairScene scene = scene(stage);
        try (RepairRig rig = scene.open()) {
            RunningJob first = rig.start();
            String routed =
                    scene.text()
                            .replace(
                                    "{default: 500ms}",
                                    "{default: 500ms, routes: [{from: us, to: eu, lag: 400ms}]}")
                            .replace("match: {}", "match: {edgeTypes: [follows]}");
            rig.propose(routed, null);
            assertThat(rig.awaitAnswer(0, LONGEST).result()).isEqualTo(Result.ACCEPTED);
            String checkpoint = first.checkpoint();
            first.cancel();

            scene.namespaces(
                    "follows.forward: {edgeType: knows, record: forward, table: forward,"
                            + " tombstonesKept: 10d}");
            RunningJob second = rig.restore(checkpoint, 1);
            FailureMessage meanwhile = Reports.put("meanwhile", "us", "eu");
            rig.publish("us", meanwhile);
            rig.await("parked", LONGEST, () -> rig.measured(second, PARKED) == 1);
            assertThat(rig.measured(second, "configRevisionParked")).isEqualTo(1);
            rig.await(
                    "said",
                    LONGEST,
                    () ->
                            rig.answers().stream()
                                    .anyMatch(
                                            answer ->
                                                    answer.result() == Result.PARKED
                                                            && answer.reason()
                                                                    .contains("match.edgeTypes")));
            assertThat(rig.store("eu").writes()).isZero();

            rig.propose(scene.text(), null);
            assertThat(rig.awaitEnd(meanwhile, LONGEST).state()).isEqualTo(RepairState.APPLIED);
            assertThat(rig.measured(second, "configRevisionParked")).isZero();
            second.assertNeverRestarted();
        }
    }

    @Test
    void pendingRepairsAreDiscardedOnlyByTheirCount(Stage stage) throws Exception {
        try (RepairRig rig = scene(stage).open()) {
            RunningJob job = rig.start(rig.options(), 1, null);
            rig.propose(with(rig, "action: pause"), null);
            rig.publish("us", failures(0));
            rig.await("parked", LONGEST, () -> rig.measured(job, PARKED) == FAILURES);
            String discarding = with(rig, "action: discard");
            rig.propose(discarding, null);
            assertThat(rig.awaitAnswer(1, LONGEST).reason()).contains("er-discards");
            rig.propose(discarding, "10");
            assertThat(rig.awaitAnswer(2, LONGEST).result()).isEqualTo(Result.ACCEPTED);
            assertThat(rig.answers().stream().takeWhile(one -> one.offset() != 2))
                    .as("who has the answer may ask at once what is in force")
                    .anyMatch(
                            one ->
                                    one.result() == Result.IN_FORCE
                                            && String.valueOf(one.config()).contains("discard"));
            rig.await(
                    "held back", LONGEST, () -> rig.measured(job, "discardsHeldBack") == FAILURES);
            assertThat(rig.ends().ended()).isEmpty();
            rig.propose(discarding, "" + FAILURES);
            for (FailureMessage failure : failures(0)) {
                assertThat(rig.awaitEnd(failure, LONGEST).state()).isEqualTo(RepairState.DISCARDED);
            }
            assertThat(rig.store("eu").writes()).isZero();
            job.assertNeverRestarted();
        }
    }

    @Test
    void aConfigBrokerThatIsAwayCostsNothingButNewRevisions(Stage stage) throws Exception {
        RepairScene scene = RepairScene.on(stage, "us", "eu").lag("100ms").withConfigTopic("ap");
        try (RepairRig rig = scene.open()) {
            RunningJob first = rig.start();
            rig.propose(with(rig, "action: pause"), null);
            assertThat(rig.awaitAnswer(0, LONGEST).result()).isEqualTo(Result.ACCEPTED);
            stage.proxy("ap").refuse();
            try {
                rig.publish("us", failures(0));
                rig.await("parked", LONGEST, () -> rig.measured(first, PARKED) == FAILURES);
                String checkpoint = first.checkpoint();
                first.assertNeverRestarted();
                first.cancel();
                RunningJob second = rig.restore(checkpoint, 2);
                rig.await("still paused", LONGEST, () -> rig.measured(second, PARKED) == FAILURES);
                rig.await("seen", LONGEST, () -> rig.measured(second, "configAnswersWaiting") > 0);
                second.checkpoint();
                second.assertNeverRestarted();
                assertThat(rig.store("eu").writes()).isZero();
            } finally {
                stage.proxy("ap").forward();
            }
            rig.propose(with(rig, "action: repair"), null);
            for (FailureMessage failure : failures(0)) {
                rig.awaitEnd(failure, LONGEST);
            }
        }
    }

    private static RepairScene scene(Stage stage) {
        return RepairScene.on(stage, "us", "eu").lag("100ms").withConfigTopic("us");
    }

    private static String with(RepairRig rig, String action) {
        return rig.scene().text().replace("action: repair", action);
    }

    private static FailureMessage[] failures(int from) {
        return IntStream.range(from, from + FAILURES)
                .mapToObj(i -> Reports.put("user:" + i, "us", "eu"))
                .toArray(FailureMessage[]::new);
    }
}
