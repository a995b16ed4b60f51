package org.entropyrepair.jobs.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.entropyrepair.core.model.Bytes;
import org.entropyrepair.core.model.DeathReason;
import org.entropyrepair.core.model.RepairState;
import org.entropyrepair.core.model.Token;
import org.entropyrepair.core.wire.FailureMessage;
import org.entropyrepair.testkit.cassandra.CassandraServer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * A delete is never undone, even where nothing is left of it: a real Cassandra that keeps
 * tombstones for ten seconds, and has purged one.
 */
@Tag("slow")
@ExtendWith(OneStage.class)
@Timeout(300)
class PurgedDeleteTest {
    private static final Duration LONGEST = Duration.ofSeconds(90);
    private static final String KEPT = "10s";
    private static final int KEPT_SECONDS = 10;

    @Test
    void putOlderThanTombstonesAreKeptDiesAndAnEquallyOldDeleteIsWritten(
            Stage stage, StoreServers servers) throws Exception {
        RepairScene scene =
                RepairScene.on(stage, "us")
                        .namespaces(
                                "follows.forward: {edgeType: follows, record: forward, table: forward, tombstonesKept: "
                                        + KEPT
                                        + "}\n");
        CassandraServer server = servers.cassandra("us");
        String table = scene.name() + ".forward";
        servers.createKeyspace("us", scene.name());
        servers.createTable("us", table);
        server.cql("ALTER TABLE " + table + " WITH gc_grace_seconds = " + KEPT_SECONDS);
        scene.storeOf("us", servers.cassandraStore("us", scene.name(), ""));
        try (RepairRig rig = scene.open()) {
            RunningJob job = rig.start();
            Token missed = Reports.token();
            long deletedMicros = missed.generatedAtMicros() + 1_000;
            for (String source : new String[] {"guarded", "unguarded"}) {
                server.cql(PlainCql.insert(table, source, "first", missed.generatedAtMicros() - 1));
                server.cql(PlainCql.delete(table, source, deletedMicros));
            }
            awaitPurge(rig, server, scene.name());

            // Without the guard it would come back.
            server.cql(PlainCql.insert(table, "unguarded", "undead", missed.generatedAtMicros()));
            server.cql(PlainCql.insert(table, "doomed", "old", missed.generatedAtMicros() - 1));
            assertThat(servers.rows("us", table)).containsOnlyKeys("unguarded", "doomed");

            FailureMessage put = put("guarded", missed);
            FailureMessage delete = Reports.delete(Reports.cell("doomed"), missed, "us", "us");
            FailureMessage young = Reports.put("young", "us", "us");
            rig.publish("us", put, delete, young);
            assertThat(rig.awaitEnd(put, LONGEST).state()).isEqualTo(RepairState.DEAD);
            assertThat(rig.awaitEnd(delete, LONGEST).state()).isEqualTo(RepairState.APPLIED);
            assertThat(rig.awaitEnd(young, LONGEST).state()).isEqualTo(RepairState.APPLIED);
            rig.await("a dead letter", LONGEST, () -> !rig.ends().letters().isEmpty());
            assertThat(rig.ends().letters())
                    .singleElement()
                    .satisfies(
                            letter -> {
                                assertThat(letter.dead().reason())
                                        .isEqualTo(DeathReason.TOMBSTONE_WINDOW);
                                assertThat(letter.key()).contains("guarded");
                            });
            assertThat(servers.rows("us", table))
                    .containsOnlyKeys("unguarded", "young")
                    .containsEntry(
                            "unguarded",
                            new PlainCql.Row(Bytes.utf8("undead"), missed.generatedAtMicros()));
            job.assertNeverRestarted();
        }
    }

    private static FailureMessage put(String source, Token token) {
        return Reports.put(source, token, "us", "us", System.currentTimeMillis());
    }

    /** Until nothing is left of the keyspace's one table, not even a tombstone. */
    private static void awaitPurge(RepairRig rig, CassandraServer server, String keyspace) {
        server.nodetool("flush", keyspace);
        assertThat(tables(server, keyspace)).as("a tombstone is there").isPositive();
        long deadlineNanos = System.nanoTime() + LONGEST.toNanos();
        while (tables(server, keyspace) > 0) {
            assertThat(System.nanoTime()).as("still not purged").isLessThan(deadlineNanos);
            rig.watch(Duration.ofSeconds(KEPT_SECONDS / 5));
            server.nodetool("compact", keyspace);
        }
    }

    /** How many files hold what was flushed. */
    private static int tables(CassandraServer server, String keyspace) {
        return server.nodetool("tablestats", keyspace)
                .lines()
                .map(String::strip)
                .filter(line -> line.startsWith("SSTable count: "))
                .mapToInt(line -> Integer.parseInt(line.substring("SSTable count: ".length())))
                .sum();
    }
}
