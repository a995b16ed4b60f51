package org.entropyrepair.jobs.e2e;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.config.DefaultDriverOption;
import com.datastax.oss.driver.api.core.config.DriverConfigLoader;
import com.datastax.oss.driver.api.core.cql.SimpleStatement;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import org.entropyrepair.core.model.Bytes;
import org.entropyrepair.testkit.cassandra.CassandraServer;
import org.jspecify.annotations.Nullable;

/**
 * What a user with plain CQL sees of tables in the plain layout: nothing here comes from the store
 * that the job writes with.
 */
final class PlainCql {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private PlainCql() {}

    /** The value of a row and when it was written, in microseconds. */
    record Row(Bytes value, long writtenMicros) {}

    /** All rows that have a value, by their id. */
    static Map<String, Row> rows(CassandraServer server, String table) {
        SimpleStatement all =
                SimpleStatement.newInstance("SELECT id, value, writetime(value) FROM " + table);
        Map<String, Row> rows = new TreeMap<>();
        try (CqlSession session = connect(server)) {
            for (com.datastax.oss.driver.api.core.cql.Row row : session.execute(all)) {
                ByteBuffer value = row.getByteBuffer(1);
                if (value != null) {
                    rows.put(
                            String.valueOf(row.getString(0)),
                            new Row(bytes(value), row.getLong(2)));
                }
            }
        }
        return rows;
    }

    /** A put of the text as the graph service makes it; see {@link Reports#cell}. */
    static String insert(String table, String id, @Nullable String text, long micros) {
        return "INSERT INTO %s (id, key, value) VALUES ('%s', textAsBlob('everybody'), %s) USING TIMESTAMP %d"
                .formatted(table, id, text == null ? "null" : "textAsBlob('" + text + "')", micros);
    }

    /** A delete as the graph service makes it. */
    static String delete(String table, String id, long micros) {
        return "DELETE FROM %s USING TIMESTAMP %d WHERE id = '%s' AND key = textAsBlob('everybody')"
                .formatted(table, micros, id);
    }

    private static CqlSession connect(CassandraServer server) {
        DriverConfigLoader config =
                DriverConfigLoader.programmaticBuilder()
                        .withDuration(DefaultDriverOption.REQUEST_TIMEOUT, PATIENCE)
                        .withDuration(DefaultDriverOption.CONNECTION_INIT_QUERY_TIMEOUT, PATIENCE)
                        .withDuration(DefaultDriverOption.CONTROL_CONNECTION_TIMEOUT, PATIENCE)
                        .withDuration(DefaultDriverOption.HEARTBEAT_TIMEOUT, PATIENCE)
                        .withBoolean(DefaultDriverOption.METADATA_SCHEMA_ENABLED, false)
                        .build();
        return CqlSession.builder()
                .addContactPoint(
                        new InetSocketAddress(server.address(), CassandraServer.CLIENT_PORT))
                .withLocalDatacenter(server.dataCentre())
                .withAuthCredentials(CassandraServer.SUPERUSER, CassandraServer.SUPERUSER_PASSWORD)
                .withConfigLoader(config)
                .build();
    }

    private static Bytes bytes(ByteBuffer buffer) {
        byte[] copy = new byte[buffer.remaining()];
        buffer.duplicate().get(copy);
        return Bytes.wrap(copy);
    }
}
