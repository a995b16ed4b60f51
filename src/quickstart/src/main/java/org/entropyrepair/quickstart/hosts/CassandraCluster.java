package org.entropyrepair.quickstart.hosts;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.DriverException;
import com.datastax.oss.driver.api.core.config.DefaultDriverOption;
import com.datastax.oss.driver.api.core.config.DriverConfigLoader;
import com.datastax.oss.driver.api.core.cql.SimpleStatement;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.function.BiConsumer;
import org.entropyrepair.core.model.Bytes;
import org.entropyrepair.core.model.Cell;
import org.entropyrepair.quickstart.judge.Row;
import org.entropyrepair.quickstart.judge.Rows;
import org.entropyrepair.sinks.StoreUnreadableException;
import org.entropyrepair.testkit.cassandra.CassandraServer;
import org.jspecify.annotations.Nullable;

/**
 * One cluster as a user with plain CQL sees it: nothing here comes from the store that the job
 * writes with. Thread-safe.
 */
final class CassandraCluster implements Rows, AutoCloseable {
    /** The keyspace of the graph. */
    static final String KEYSPACE = "wordnet";

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final int ROWS_PER_PAGE = 5_000;

    private final CqlSession session;
    private final Map<String, String> tables;

    /**
     * Connects to it, and waits for that.
     *
     * @param tables by namespace
     */
    CassandraCluster(CassandraServer server, Map<String, String> tables) {
        this.tables = Map.copyOf(tables);
        DriverConfigLoader config =
                DriverConfigLoader.programmaticBuilder()
                        .withDuration(DefaultDriverOption.REQUEST_TIMEOUT, PATIENCE)
                        .withDuration(DefaultDriverOption.CONNECTION_INIT_QUERY_TIMEOUT, PATIENCE)
                        .withDuration(DefaultDriverOption.CONTROL_CONNECTION_TIMEOUT, PATIENCE)
                        .withDuration(DefaultDriverOption.HEARTBEAT_TIMEOUT, PATIENCE)
                        .withBoolean(DefaultDriverOption.METADATA_SCHEMA_ENABLED, false)
                        .withInt(DefaultDriverOption.REQUEST_PAGE_SIZE, ROWS_PER_PAGE)
                        .build();
        this.session =
                CqlSession.builder()
                        .addContactPoint(
                                new InetSocketAddress(
                                        server.address(), CassandraServer.CLIENT_PORT))
                        .withLocalDatacenter(server.dataCentre())
                        .withConfigLoader(config)
                        .build();
    }

    /** Its session, for further statements. */
    CqlSession session() {
        return session;
    }

    /** The table of a namespace, with its keyspace. */
    String table(String namespace) {
        String table = tables.get(namespace);
        if (table == null) {
            throw new IllegalArgumentException(
                    "namespace: " + namespace + " (expected: one of " + tables.keySet() + ")");
        }
        return KEYSPACE + "." + table;
    }

    /** Makes the keyspace and the tables, as the graph service's own would look. */
    static void makeTables(CassandraServer server, Collection<String> tables) {
        try (CassandraCluster cluster = new CassandraCluster(server, Map.of())) {
            cluster.session.execute(
                    "CREATE KEYSPACE %s WITH replication = {'class': 'NetworkTopologyStrategy', '%s': 1}"
                            .formatted(KEYSPACE, server.dataCentre()));
            for (String table : tables) {
                cluster.session.execute(
                        ("CREATE TABLE %s.%s (id text, key blob, value blob, value_metadata blob,"
                                        + " PRIMARY KEY (id, key))")
                                .formatted(KEYSPACE, table));
            }
        }
    }

    @Override
    public void read(String namespace, BiConsumer<Cell, Row> into) throws StoreUnreadableException {
        SimpleStatement all =
                SimpleStatement.newInstance(
                        "SELECT id, key, value, writetime(value) AS value_micros, value_metadata,"
                                + " writetime(value_metadata) AS metadata_micros FROM "
                                + table(namespace));
        try {
            for (com.datastax.oss.driver.api.core.cql.Row row : session.execute(all)) {
                String id = row.getString("id");
                if (id == null) {
                    throw new StoreUnreadableException(table(namespace) + ": a row without id");
                }
                into.accept(
                        new Cell(namespace, Bytes.utf8(id), bytes(row.getByteBuffer("key"))),
                        new Row(
                                bytes(row.getByteBuffer("value")),
                                row.get("value_micros", Long.class),
                                bytes(row.getByteBuffer("value_metadata")),
                                row.get("metadata_micros", Long.class)));
            }
        } catch (DriverException failed) {
            throw new StoreUnreadableException(table(namespace) + ": cannot be read", failed);
        }
    }

    private static @Nullable Bytes bytes(@Nullable ByteBuffer buffer) {
        if (buffer == null) {
            return null;
        }
        byte[] copy = new byte[buffer.remaining()];
        buffer.duplicate().get(copy);
        return Bytes.wrap(copy);
    }

    @Override
    public void close() {
        session.close();
    }
}
