package org.entropyrepair.sinks.cassandra;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.entropyrepair.testkit.cassandra.CassandraServer;

/**
 * The server that the tests of this module share, started when one first asks for it and ended with
 * their JVM; and keyspaces of their own on it.
 */
final class Bench {
    static final String GRACE_OF_TWENTY_DAYS = "gc_grace_seconds = 1728000";
    private static final AtomicInteger KEYSPACES = new AtomicInteger();

    private Bench() {}

    private static final class Shared {
        static final CassandraServer SERVER = CassandraServer.in(folder()).withPasswords().start();
    }

    static CassandraServer server() {
        return Shared.SERVER;
    }

    static Path folder() {
        try {
            Path target = Files.createDirectories(Path.of("target").toAbsolutePath());
            return Files.createTempDirectory(target, "cassandra-");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A keyspace that no other test has. */
    static String newKeyspace(CassandraServer on) {
        String name = "ks" + KEYSPACES.incrementAndGet();
        createKeyspace(on, name);
        return name;
    }

    static void createKeyspace(CassandraServer on, String name) {
        on.cql(
                "CREATE KEYSPACE %s WITH replication = {'class': 'NetworkTopologyStrategy', '%s': 1}"
                        .formatted(name, on.dataCentre()));
    }

    /** A table of the plain layout. */
    static void createPlain(CassandraServer on, String table, String idType, String with) {
        on.cql(
                "CREATE TABLE %s (id %s, key blob, value blob, value_metadata blob, PRIMARY KEY (id, key)) WITH %s"
                        .formatted(table, idType, with));
    }

    /** A table of the envelope layout. */
    static void createEnvelope(CassandraServer on, String table, String with) {
        on.cql(
                "CREATE TABLE %s (id blob, key blob, envelope blob, PRIMARY KEY (id, key)) WITH %s"
                        .formatted(table, with));
    }

    /** The settings of a store on this server; {@code more} beside the necessary ones. */
    static Map<String, Object> settings(
            CassandraServer on, String keyspace, Map<String, Object> more) {
        Map<String, Object> settings = new TreeMap<>();
        settings.put("contactPoints", List.of(on.contactPoint()));
        settings.put("localDatacenter", on.dataCentre());
        settings.put("keyspace", keyspace);
        settings.put("username", CassandraServer.SUPERUSER);
        settings.put("password", CassandraServer.SUPERUSER_PASSWORD);
        settings.putAll(more);
        return settings;
    }
}
