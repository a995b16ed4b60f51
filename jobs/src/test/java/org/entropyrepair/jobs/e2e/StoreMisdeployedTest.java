package org.entropyrepair.jobs.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.entropyrepair.core.model.Cell;
import org.entropyrepair.core.model.Outcome;
import org.entropyrepair.core.model.RepairState;
import org.entropyrepair.core.wire.FailureMessage;
import org.entropyrepair.testkit.cassandra.CassandraServer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * What a person has to mend at a real Cassandra parks what it concerns, with the reason, kills
 * nothing though two attempts are all that a repair has, and drains when it is mended.
 */
@Tag("slow")
@ExtendWith(OneStage.class)
@Timeout(300)
class StoreMisdeployedTest {
    private static final Duration LONGEST = Duration.ofSeconds(90);
    private static final String FORWARD = "follows.forward";
    private static final String REVERSE = "follows.reverse";
    private static final String TWO_ATTEMPTS =
            "- {name: all, match: {}, action: repair, retry: {initialBackoff: 100ms,"
                    + " maxBackoff: 500ms, maxAttempts: 2}}\n";
    private static final int FAILURES = 20;

    /** More than two attempts would take, several times over. */
    private static final Duration A_WHILE = Duration.ofSeconds(5);

    @Test
    void missingTableParksItsNamespaceAndNothingElse(Stage stage, StoreServers servers)
            throws Exception {
        RepairScene scene = sceneWith(stage, servers);
        CassandraServer server = servers.cassandra("us");
        String forward = scene.name() + ".forward";
        String reverse = scene.name() + ".reverse";
        servers.createTable("us", forward);
        scene.storeOf("us", servers.cassandraStore("us", scene.name(), ""));
        try (RepairRig rig = scene.open()) {
            RunningJob job = rig.start();
            // never created
            List<FailureMessage> parked = publish(rig, REVERSE, "never");
            awaitParked(rig, parked, "table: " + reverse + " is missing");
            awaitApplied(rig, publish(rig, FORWARD, "never"));
            rig.watch(A_WHILE);
            awaitApplied(rig, publish(rig, FORWARD, "still never"));
            assertNothingDied(rig, job, parked);
            servers.createTable("us", reverse);
            awaitApplied(rig, parked);

            // dropped while it runs
            server.cql("DROP TABLE " + forward);
            List<FailureMessage> dropped = publish(rig, FORWARD, "dropped");
            awaitParked(rig, dropped, forward);
            awaitApplied(rig, publish(rig, REVERSE, "dropped"));
            assertNothingDied(rig, job, dropped);
            servers.createTable("us", forward);
            awaitApplied(rig, dropped);

            assertThat(targetNews(rig, said -> true)).as("the target as a whole").isEmpty();
            assertThat(servers.rows("us", forward)).hasSize(FAILURES);
            assertThat(servers.rows("us", reverse)).hasSize(2 * FAILURES);
            assertThat(rig.ends().letters()).isEmpty();
            job.assertNeverRestarted();
        }
    }

    @Test
    void wrongPasswordParksTheTargetAndIsSaidOnce(Stage stage, StoreServers servers)
            throws Exception {
        RepairScene scene = sceneWith(stage, servers);
        CassandraServer server = servers.cassandra("us");
        servers.createTable("us", scene.name() + ".forward");
        servers.createTable("us", scene.name() + ".reverse");
        String role = "late_" + scene.name();
        server.cql(
                "CREATE ROLE "
                        + role
                        + " WITH PASSWORD = 'old' AND LOGIN = true AND SUPERUSER = true");
        scene.storeOf(
                "us",
                ("{kind: cassandra, contactPoints: [\"%s\"], localDatacenter: us, keyspace: %s,"
                                + " username: %s, password: secret-word, requestTimeout: 3s}")
                        .formatted(server.contactPoint(), scene.name(), role));
        try (RepairRig rig = scene.open()) {
            RunningJob job = rig.start(rig.options(), 1, null);
            List<FailureMessage> failures = publish(rig, FORWARD, "early");
            failures.addAll(publish(rig, REVERSE, "early"));
            rig.await(
                    "the target is parked",
                    LONGEST,
                    () -> !targetNews(rig, said -> said.state() == RepairState.PARKED).isEmpty());
            rig.watch(A_WHILE);
            failures.addAll(publish(rig, FORWARD, "late"));
            rig.await(
                    "all that is published is parked",
                    LONGEST,
                    () -> rig.measured(job, "target.us.parked") == failures.size());
            assertThat(targetNews(rig, said -> true))
                    .singleElement()
                    .satisfies(
                            said -> {
                                assertThat(said.state()).isEqualTo(RepairState.PARKED);
                                assertThat(said.reason())
                                        .contains("Authentication")
                                        .doesNotContain("secret-word");
                            });
            assertNothingDied(rig, job, failures);

            server.cql("ALTER ROLE " + role + " WITH PASSWORD = 'secret-word'");
            awaitApplied(rig, failures);
            assertThat(targetNews(rig, said -> true))
                    .extracting(Outcome::state)
                    .containsExactly(RepairState.PARKED, RepairState.HEALED);
            assertThat(rig.ends().letters()).isEmpty();
            job.assertNeverRestarted();
        }
    }

    private static RepairScene sceneWith(Stage stage, StoreServers servers) {
        RepairScene scene =
                RepairScene.on(stage, "us")
                        .namespaces(
                                """
                                follows.forward: {edgeType: follows, record: forward, table: forward, tombstonesKept: 10d}
                                follows.reverse: {edgeType: follows, record: reverse, table: reverse, tombstonesKept: 10d}
                                """)
                        .scopes(TWO_ATTEMPTS);
        servers.createKeyspace("us", scene.name());
        return scene;
    }

    private static List<FailureMessage> publish(RepairRig rig, String namespace, String name) {
        List<FailureMessage> failures = new ArrayList<>();
        for (int i = 0; i < FAILURES; i++) {
            failures.add(Reports.put(Reports.cell(namespace, name + ":" + i), "us", "us"));
        }
        rig.publish("us", failures.toArray(FailureMessage[]::new));
        return failures;
    }

    private static void awaitParked(RepairRig rig, List<FailureMessage> failures, String reason) {
        for (FailureMessage failure : failures) {
            Cell cell = failure.write().cell();
            rig.await(
                    cell + " is parked: " + reason,
                    LONGEST,
                    () ->
                            rig.ends().outcomes().stream()
                                    .anyMatch(
                                            said ->
                                                    cell.equals(said.cell())
                                                            && said.state() == RepairState.PARKED
                                                            && said.reason().contains(reason)));
        }
    }

    private static void awaitApplied(RepairRig rig, List<FailureMessage> failures) {
        for (FailureMessage failure : failures) {
            assertThat(rig.awaitEnd(failure, LONGEST).state()).isEqualTo(RepairState.APPLIED);
        }
    }

    private static void assertNothingDied(
            RepairRig rig, RunningJob job, List<FailureMessage> waiting) {
        assertThat(rig.ends().letters()).isEmpty();
        for (FailureMessage failure : waiting) {
            assertThat(rig.ends().of(failure.write().cell(), failure.target())).isEmpty();
        }
        job.assertNeverRestarted();
    }

    /** What was said of the target as a whole. */
    private static List<Outcome> targetNews(RepairRig rig, Predicate<Outcome> which) {
        return rig.ends().outcomes().stream()
                .filter(said -> said.cell() == null)
                .filter(which)
                .toList();
    }
}
