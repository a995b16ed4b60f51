package org.entropyrepair.sinks.cassandra;

import com.datastax.oss.driver.api.core.CqlIdentifier;
import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.DefaultConsistencyLevel;
import com.datastax.oss.driver.api.core.cql.BoundStatement;
import com.datastax.oss.driver.api.core.cql.PreparedStatement;
import com.datastax.oss.driver.api.core.cql.Row;
import com.datastax.oss.driver.api.core.cql.SimpleStatement;
import java.nio.ByteBuffer;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.entropyrepair.core.model.Bytes;
import org.entropyrepair.core.model.Cell;
import org.entropyrepair.core.model.Mutation;
import org.entropyrepair.core.model.Token;
import org.entropyrepair.core.model.Version;
import org.entropyrepair.sinks.ReadResult;
import org.jspecify.annotations.Nullable;

/**
 * The statements of one table, prepared: mutations and cells go in as values, rows come out as what
 * is held.
 *
 * @param facts of the table when they were prepared
 */
record Statements(
        Settings settings,
        TableFacts facts,
        PreparedStatement put,
        PreparedStatement delete,
        PreparedStatement deleteRecord,
        PreparedStatement read,
        PreparedStatement scan) {
    private static final int SCAN_ROWS_PER_PAGE = 200;

    /** Prepares them; fails as the driver does. */
    static CompletableFuture<Statements> prepare(
            CqlSession session, Settings settings, String table, TableFacts facts) {
        Cql cql = Cql.of(settings, table);
        CompletableFuture<PreparedStatement> put = write(session, settings, cql.put());
        CompletableFuture<PreparedStatement> delete = write(session, settings, cql.delete());
        CompletableFuture<PreparedStatement> record = write(session, settings, cql.deleteRecord());
        CompletableFuture<PreparedStatement> read = read(session, settings, cql.read());
        CompletableFuture<PreparedStatement> scan = read(session, settings, cql.scan());
        return CompletableFuture.allOf(put, delete, record, read, scan)
                .thenApply(
                        all ->
                                new Statements(
                                        settings,
                                        facts,
                                        put.join(),
                                        delete.join(),
                                        record.join(),
                                        read.join(),
                                        scan.join()));
    }

    private static CompletableFuture<PreparedStatement> write(
            CqlSession session, Settings settings, String cql) {
        return prepare(session, cql, settings.writeConsistency());
    }

    private static CompletableFuture<PreparedStatement> read(
            CqlSession session, Settings settings, String cql) {
        return prepare(session, cql, settings.readConsistency());
    }

    /** Idempotent: each carries its own timestamp. */
    private static CompletableFuture<PreparedStatement> prepare(
            CqlSession session, String cql, String consistency) {
        return session.prepareAsync(
                        SimpleStatement.builder(cql)
                                .setConsistencyLevel(DefaultConsistencyLevel.valueOf(consistency))
                                .setIdempotence(true)
                                .setPageSize(SCAN_ROWS_PER_PAGE)
                                .build())
                .toCompletableFuture();
    }

    /**
     * The texts.
     *
     * @param put values: id, key, then by layout; with time and TTL last
     * @param delete values: time, id, key
     * @param deleteRecord values: time, id
     * @param read values: id, key
     * @param scan values: first and last token of the ring
     */
    record Cql(String put, String delete, String deleteRecord, String read, String scan) {
        static Cql of(Settings settings, String tableName) {
            String table = quoted(settings.keyspace()) + "." + quoted(tableName);
            String id = quoted(settings.column("id"));
            String key = quoted(settings.column("key"));
            String where = " WHERE " + id + " = ? AND " + key + " = ?";
            String payload;
            String put;
            if (settings.layout() == Layout.PLAIN) {
                String value = quoted(settings.column("value"));
                String metadata = quoted(settings.column("metadata"));
                payload = "%1$s, WRITETIME(%1$s), TTL(%1$s), %2$s".formatted(value, metadata);
                put =
                        "INSERT INTO %s (%s, %s, %s, %s) VALUES (?, ?, ?, ?)"
                                .formatted(table, id, key, value, metadata);
            } else {
                String envelope = quoted(settings.column("envelope"));
                payload = "%1$s, WRITETIME(%1$s)".formatted(envelope);
                put =
                        "INSERT INTO %s (%s, %s, %s) VALUES (?, ?, ?)"
                                .formatted(table, id, key, envelope);
            }
            return new Cql(
                    put + " USING TIMESTAMP ? AND TTL ?",
                    "DELETE FROM " + table + " USING TIMESTAMP ?" + where,
                    "DELETE FROM " + table + " USING TIMESTAMP ? WHERE " + id + " = ?",
                    "SELECT " + payload + " FROM " + table + where,
                    "SELECT %s, %s, %s FROM %s WHERE token(%s) >= ? AND token(%s) <= ?"
                            .formatted(payload, id, key, table, id, id));
        }

        private static String quoted(String name) {
            return CqlIdentifier.fromInternal(name).asCql(false);
        }
    }

    /** The write of a mutation; a put that has run out in the plain layout is a delete. */
    BoundStatement write(Mutation mutation, long nowMicros) {
        Cell cell = mutation.cell();
        Version version = mutation.version();
        long micros = version.token().generatedAtMicros();
        if (cell.key() == null) {
            return deleteRecord.bind().setLong(0, micros).setBytesUnsafe(1, buffer(cell.id()));
        }
        boolean plain = settings.layout() == Layout.PLAIN;
        if (version.isDelete() || (plain && version.isExpired(nowMicros))) {
            return delete.bind()
                    .setLong(0, micros)
                    .setBytesUnsafe(1, buffer(cell.id()))
                    .setBytesUnsafe(2, buffer(cell.key()));
        }
        BoundStatement bound =
                put.bind()
                        .setBytesUnsafe(0, buffer(cell.id()))
                        .setBytesUnsafe(1, buffer(cell.key()));
        if (plain) {
            return bound.setBytesUnsafe(2, buffer(mutation.value()))
                    .setBytesUnsafe(
                            3, mutation.metadata().isEmpty() ? null : buffer(mutation.metadata()))
                    .setLong(4, micros)
                    .setInt(5, Math.toIntExact(version.remainingTtlSeconds(nowMicros)));
        }
        boolean expired = version.isExpired(nowMicros);
        Envelope envelope =
                new Envelope(
                        version,
                        expired ? Bytes.EMPTY : mutation.metadata(),
                        expired ? Bytes.EMPTY : mutation.value());
        return bound.setBytesUnsafe(2, ByteBuffer.wrap(envelope.encode()))
                .setLong(3, micros)
                .setInt(4, 0);
    }

    /** The read of a cell. */
    BoundStatement read(Cell cell) {
        return read.bind()
                .setBytesUnsafe(0, buffer(cell.id()))
                .setBytesUnsafe(1, buffer(Objects.requireNonNullElse(cell.key(), Bytes.EMPTY)));
    }

    /** The scan of a slice of the ring, both ends included. */
    BoundStatement scan(long firstToken, long lastToken) {
        return scan.bind().setLong(0, firstToken).setLong(1, lastToken);
    }

    /** What a row of {@link #read(Cell)} or of a scan says; a row without a value says nothing. */
    ReadResult held(@Nullable Row row, long nowMicros) {
        ByteBuffer payload = row == null ? null : row.getBytesUnsafe(0);
        if (row == null || payload == null) {
            return new ReadResult.Nothing(false);
        }
        long micros = row.getLong(1);
        if (settings.layout() == Layout.PLAIN) {
            Token token = new Token(micros, 0, 0);
            Version version =
                    row.isNull(2)
                            ? Version.put(token)
                            : new Version(
                                    token,
                                    Version.Kind.PUT,
                                    nowMicros + row.getInt(2) * 1_000_000L);
            ByteBuffer metadata = row.getBytesUnsafe(3);
            return new ReadResult.Held(
                    version, bytes(payload), metadata == null ? Bytes.EMPTY : bytes(metadata));
        }
        Envelope envelope;
        try {
            envelope = Envelope.decode(payload, micros);
        } catch (IllegalArgumentException notOne) {
            return new ReadResult.Unreadable(Failures.message(notOne));
        }
        boolean live = envelope.version().isLive(nowMicros);
        return new ReadResult.Held(
                envelope.version(),
                live ? envelope.value() : Bytes.EMPTY,
                live ? envelope.metadata() : Bytes.EMPTY);
    }

    /** The cell of a row of a scan. */
    Cell cell(String namespace, Row row) {
        int first = settings.layout() == Layout.PLAIN ? 4 : 2;
        ByteBuffer id = row.getBytesUnsafe(first);
        ByteBuffer key = row.getBytesUnsafe(first + 1);
        return new Cell(
                namespace,
                id == null ? Bytes.EMPTY : bytes(id),
                key == null ? Bytes.EMPTY : bytes(key));
    }

    private static ByteBuffer buffer(Bytes bytes) {
        return ByteBuffer.wrap(bytes.unsafeArray());
    }

    private static Bytes bytes(ByteBuffer buffer) {
        byte[] copy = new byte[buffer.remaining()];
        buffer.duplicate().get(copy);
        return Bytes.wrap(copy);
    }
}
