package org.entropyrepair.sinks.cassandra;

import static org.assertj.core.api.Assertions.assertThat;
import static org.entropyrepair.sinks.cassandra.TroubleBench.EDGES;
import static org.entropyrepair.sinks.cassandra.TroubleBench.OTHERS;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.entropyrepair.core.model.Cell;
import org.entropyrepair.sinks.ReadResult;
import org.entropyrepair.sinks.WriteResult;
import org.entropyrepair.sinks.WriteResult.Reach;
import org.entropyrepair.testkit.cassandra.CassandraServer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * What a person has to mend says so, reaches no further than it must, and is noticed when mended.
 */
@Tag("slow")
@Timeout(value = 10, unit = TimeUnit.MINUTES)
class CassandraMisdeployedTest {
    private final CassandraServer server = Bench.server();

    @Test
    void missingTableConcernsItsNamespaceUntilItIsCreated() {
        String keyspace = Bench.newKeyspace(server);
        TroubleBench.createTable(server, keyspace, OTHERS);
        try (TroubleBench bench = open(keyspace, Map.of())) {
            assertThat(bench.misdeployedSoon(EDGES, Reach.NAMESPACE).message())
                    .contains(keyspace + ".edges is missing");
            bench.landsSoon(OTHERS);
            TroubleBench.createTable(server, keyspace, EDGES);
            bench.landsSoon(EDGES);

            server.cql("DROP TABLE " + keyspace + ".edges");
            bench.misdeployedSoon(EDGES, Reach.NAMESPACE);
            bench.landsSoon(OTHERS);
            TroubleBench.createTable(server, keyspace, EDGES);
            bench.landsSoon(EDGES);
        }
    }

    @Test
    void missingKeyspaceConcernsTheStoreUntilItIsCreated() {
        try (TroubleBench bench = open("made_later", Map.of())) {
            assertThat(bench.misdeployedSoon(EDGES, Reach.STORE).message()).contains("made_later");
            Bench.createKeyspace(server, "made_later");
            bench.misdeployedSoon(EDGES, Reach.NAMESPACE);
            TroubleBench.createTables(server, "made_later");
            bench.landsSoon(EDGES);
            server.cql("DROP KEYSPACE made_later");
            bench.misdeployedSoon(EDGES, Reach.STORE);
        }
    }

    @Test
    void wrongPasswordIsMendedByTheServer() {
        String keyspace = TroubleBench.newTables(server);
        server.cql("CREATE ROLE late WITH PASSWORD = 'old' AND LOGIN = true AND SUPERUSER = true");
        try (TroubleBench bench =
                open(keyspace, Map.of("username", "late", "password", "secret-word"))) {
            WriteResult.Misdeployed trouble = bench.misdeployedSoon(EDGES, Reach.STORE);
            assertThat(trouble.message()).contains("Authentication").doesNotContain("secret-word");
            server.cql("ALTER ROLE late WITH PASSWORD = 'secret-word'");
            bench.landsSoon(EDGES);
        }
    }

    @Test
    void passwordThatIsChangedWhileItRunsIsToldApartFromAServerThatIsAway() {
        String keyspace = TroubleBench.newTables(server);
        server.cql("CREATE ROLE moved WITH PASSWORD = 'one' AND LOGIN = true AND SUPERUSER = true");
        try (TroubleBench bench = open(keyspace, Map.of("username", "moved", "password", "one"))) {
            bench.landsSoon(EDGES);
            server.cql("ALTER ROLE moved WITH PASSWORD = 'two'");
            bench.landsSoon(EDGES); // connections that are open stay
            server.kill();
            bench.endsSoon(EDGES, result -> result instanceof WriteResult.Unavailable);
            server.restart();
            assertThat(bench.misdeployedSoon(EDGES, Reach.STORE).message())
                    .contains("Authentication");
            server.cql("ALTER ROLE moved WITH PASSWORD = 'one'");
            bench.landsSoon(EDGES);
        }
    }

    @Test
    void missingPermissionConcernsTheNamespaceUntilItIsGranted() {
        String keyspace = TroubleBench.newTables(server);
        server.cql("CREATE ROLE guest WITH PASSWORD = 'guest' AND LOGIN = true");
        server.cql("GRANT MODIFY ON TABLE " + keyspace + ".others TO guest");
        try (TroubleBench bench =
                open(keyspace, Map.of("username", "guest", "password", "guest"))) {
            assertThat(bench.misdeployedSoon(EDGES, Reach.NAMESPACE).message()).contains("MODIFY");
            bench.landsSoon(OTHERS);
            server.cql("GRANT MODIFY ON TABLE " + keyspace + ".edges TO guest");
            bench.landsSoon(EDGES);
            assertThat(bench.read(TroubleBench.newCell(EDGES)))
                    .isInstanceOfSatisfying(
                            ReadResult.Unreadable.class,
                            why -> assertThat(why.message()).contains("SELECT"));
        }
    }

    @Test
    void dataCentreThatIsNotThereConcernsTheStore() {
        String keyspace = TroubleBench.newTables(server);
        try (TroubleBench bench = open(keyspace, Map.of("localDatacenter", "eu-nowhere-1"))) {
            assertThat(bench.misdeployedSoon(EDGES, Reach.STORE).message())
                    .isEqualTo(
                            "localDatacenter: eu-nowhere-1 (expected: one of ["
                                    + server.dataCentre()
                                    + "])");
        }
    }

    @Test
    void tombstonesThatAreNotKeptLongEnoughConcernTheNamespaceUntilTheyAre() {
        String keyspace = TroubleBench.newTables(server);
        try (TroubleBench bench = open(keyspace, Map.of())) {
            bench.landsSoon(EDGES);
            server.cql("ALTER TABLE " + keyspace + ".edges WITH gc_grace_seconds = 863999");
            assertThat(bench.misdeployedSoon(EDGES, Reach.NAMESPACE).message())
                    .contains(
                            "gc_grace_seconds: 863999 (expected: at least tombstonesKept, 864000)");
            bench.landsSoon(OTHERS);
            server.cql("ALTER TABLE " + keyspace + ".edges WITH gc_grace_seconds = 864000");
            bench.landsSoon(EDGES);
        }
        server.cql("ALTER TABLE " + keyspace + ".edges WITH gc_grace_seconds = 0");
        try (TroubleBench bench = open(keyspace, Map.of())) {
            bench.misdeployedSoon(EDGES, Reach.NAMESPACE);
        }
    }

    /**
     * Events are held back for an hour, so what finds it is the look that is taken by the clock.
     */
    @Test
    void tombstonesThatAreNotKeptLongEnoughAreNoticedWithoutBeingTold(@TempDir Path folder)
            throws IOException {
        String keyspace = TroubleBench.newTables(server);
        Path file =
                Files.writeString(
                        folder.resolve("driver.conf"),
                        "datastax-java-driver.advanced.metadata.schema.debouncer"
                                + " { window = 1 hour, max-events = 1000 }");
        try (TroubleBench bench = open(keyspace, Map.of("driverConfig", file.toString()))) {
            bench.landsSoon(EDGES);
            server.cql("ALTER TABLE " + keyspace + ".edges WITH gc_grace_seconds = 60");
            assertThat(bench.misdeployedSoon(EDGES, Reach.NAMESPACE).message())
                    .contains("gc_grace_seconds: 60 ");
            bench.landsSoon(OTHERS);
        }
    }

    @Test
    void tablesThatDoNotFitAreRefusedWithTheReason() {
        String key = "PRIMARY KEY (id, key)) WITH " + Bench.GRACE_OF_TWENTY_DAYS;
        Map<String, String> wrong =
                Map.of(
                        "id blob, key blob, value counter, " + key,
                        "column value: counter (expected: blob)",
                        "id blob, key blob, value blob, value_metadata blob, tags list<text>, "
                                + key,
                        "column tags: list<text>",
                        "id int, key blob, value blob, value_metadata blob, " + key,
                        "column id: int (expected: blob or text)",
                        "id blob, key blob, value text, value_metadata blob, " + key,
                        "column value: text (expected: blob)",
                        "id blob, key blob, value blob, " + key,
                        "column value_metadata: missing (expected: blob)",
                        "id blob, key blob, value blob, value_metadata blob,"
                                + " PRIMARY KEY ((id, key))) WITH "
                                + Bench.GRACE_OF_TWENTY_DAYS,
                        "primary key: ([id, key], []) (expected: (id, key))");
        String keyspace = Bench.newKeyspace(server);
        try (TroubleBench bench = open(keyspace, Map.of())) {
            wrong.forEach(
                    (columns, message) -> {
                        server.cql("CREATE TABLE " + keyspace + ".edges (" + columns);
                        WriteResult.Misdeployed trouble =
                                (WriteResult.Misdeployed)
                                        bench.endsSoon(
                                                EDGES,
                                                result -> result.toString().contains(message));
                        assertThat(trouble.reach()).isEqualTo(Reach.NAMESPACE);
                        server.cql("DROP TABLE " + keyspace + ".edges");
                    });
        }
    }

    @Test
    void columnsMayHaveOtherNames() {
        String keyspace = Bench.newKeyspace(server);
        server.cql(
                "CREATE TABLE "
                        + keyspace
                        + ".edges (\"Source\" blob, target text, body blob, meta blob, PRIMARY"
                        + " KEY (\"Source\", target)) WITH CLUSTERING ORDER BY (target DESC) AND "
                        + Bench.GRACE_OF_TWENTY_DAYS);
        Map<String, Object> columns =
                Map.of("id", "Source", "key", "target", "value", "body", "metadata", "meta");
        try (TroubleBench bench = open(keyspace, Map.of("columns", columns))) {
            bench.landsSoon(EDGES);
            Cell cell = TroubleBench.newCell(EDGES);
            assertThat(bench.write(TroubleBench.put(cell, TroubleBench.newPut(), cell.id())))
                    .isEqualTo(new WriteResult.Applied());
            assertThat(bench.read(cell))
                    .isInstanceOfSatisfying(
                            ReadResult.Held.class,
                            held -> assertThat(held.value()).isEqualTo(cell.id()));
        }
    }

    @Test
    void driverFileThatCannotBeReadConcernsTheStore() {
        try (TroubleBench bench =
                open("any", Map.of("driverConfig", "/nowhere/application.conf"))) {
            assertThat(bench.misdeployedSoon(EDGES, Reach.STORE).message())
                    .contains("application.conf");
        }
    }

    @Test
    void storesWithTheSameSettingsShareOneSession() {
        Settings settings = Settings.of(Bench.settings(server, "any", Map.of("maxInFlight", 7)));
        Cluster one = Clusters.acquire(settings, Timing.USUAL);
        Cluster two = Clusters.acquire(settings, Timing.USUAL);
        assertThat(two).isSameAs(one);
        Clusters.release(one);
        assertThat(Clusters.acquire(settings, Timing.USUAL)).isSameAs(two);
        List.of(1, 2).forEach(each -> Clusters.release(two));
        Cluster anew = Clusters.acquire(settings, Timing.USUAL);
        assertThat(anew).isNotSameAs(one);
        Clusters.release(anew);
    }

    private TroubleBench open(String keyspace, Map<String, Object> more) {
        return TroubleBench.open(server, keyspace, more);
    }
}
