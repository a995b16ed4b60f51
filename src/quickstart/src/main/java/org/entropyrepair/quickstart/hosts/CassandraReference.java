package org.entropyrepair.quickstart.hosts;

import com.datastax.oss.driver.api.core.cql.PreparedStatement;
import com.datastax.oss.driver.api.core.cql.Statement;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiConsumer;
import org.entropyrepair.core.model.Bytes;
import org.entropyrepair.core.model.Cell;
import org.entropyrepair.quickstart.judge.LoggedWrite;
import org.entropyrepair.quickstart.judge.Row;
import org.entropyrepair.quickstart.judge.Rows;
import org.entropyrepair.sinks.StoreUnreadableException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The cluster that nothing befalls: takes every write of the graph service that counts, in the
 * order of the log and each at least once, as a plain CQL statement with the token's time as its
 * timestamp. Thread-safe.
 */
final class CassandraReference implements Rows {
    private static final Logger LOG = LoggerFactory.getLogger(CassandraReference.class);
    private static final int IN_FLIGHT_MAX = 256;
    private static final int TRIES_MAX = 10;
    private static final int WAIT_SECONDS_MAX = 300;

    private final CassandraCluster cluster;
    private final Semaphore permits = new Semaphore(IN_FLIGHT_MAX);
    private final AtomicLong lost = new AtomicLong();
    private final Map<String, Statements> statements = new ConcurrentHashMap<>();

    private record Statements(
            PreparedStatement put, PreparedStatement delete, PreparedStatement deleteRecord) {}

    CassandraReference(CassandraCluster cluster) {
        this.cluster = cluster;
    }

    /** Takes a write; waits while too many are on their way. */
    void take(LoggedWrite write) {
        if (write.happened()) {
            permits.acquireUninterruptibly();
            send(write, 1);
        }
    }

    private void send(LoggedWrite write, int tries) {
        var unused =
                cluster.session()
                        .executeAsync(statement(write))
                        .whenComplete(
                                (done, failed) -> {
                                    if (failed == null) {
                                        permits.release();
                                    } else if (tries < TRIES_MAX) {
                                        send(write, tries + 1);
                                    } else {
                                        LOG.error("the reference lacks a write", failed);
                                        lost.incrementAndGet();
                                        permits.release();
                                    }
                                });
    }

    private Statement<?> statement(LoggedWrite write) {
        Cell cell = write.cell();
        Statements of = statements.computeIfAbsent(cell.namespace(), this::prepare);
        long micros = write.token().generatedAtMicros();
        String id = cell.id().asUtf8().orElseThrow();
        Bytes key = cell.key();
        if (key == null) {
            return of.deleteRecord().bind(micros, id);
        } else if (write.kind() == LoggedWrite.Kind.DELETE) {
            return of.delete().bind(micros, id, buffer(key));
        }
        return of.put()
                .bind(
                        id,
                        buffer(key),
                        buffer(write.value()),
                        write.metadata().isEmpty() ? null : buffer(write.metadata()),
                        micros,
                        ttlSeconds(write));
    }

    /** What is left of it, since it counts from the token's time: a client's clock may be ahead. */
    private static int ttlSeconds(LoggedWrite write) {
        if (write.ttlSeconds() == 0) {
            return 0;
        }
        long nowMicros = System.currentTimeMillis() * 1_000;
        long endMicros = write.token().generatedAtMicros() + write.ttlSeconds() * 1_000_000;
        return (int) Math.max(1, (endMicros - nowMicros + 999_999) / 1_000_000);
    }

    private Statements prepare(String namespace) {
        String table = cluster.table(namespace);
        return new Statements(
                cluster.session()
                        .prepare(
                                "INSERT INTO "
                                        + table
                                        + " (id, key, value, value_metadata) VALUES (?, ?, ?, ?)"
                                        + " USING TIMESTAMP ? AND TTL ?"),
                cluster.session()
                        .prepare(
                                "DELETE FROM "
                                        + table
                                        + " USING TIMESTAMP ? WHERE id = ? AND key = ?"),
                cluster.session()
                        .prepare("DELETE FROM " + table + " USING TIMESTAMP ? WHERE id = ?"));
    }

    private static @Nullable ByteBuffer buffer(Bytes bytes) {
        return ByteBuffer.wrap(bytes.toArray());
    }

    /** Waits for what is on its way first. */
    @Override
    public void read(String namespace, BiConsumer<Cell, Row> into) throws StoreUnreadableException {
        try {
            if (!permits.tryAcquire(IN_FLIGHT_MAX, WAIT_SECONDS_MAX, TimeUnit.SECONDS)) {
                throw new StoreUnreadableException("the reference does not take its writes");
            }
            permits.release(IN_FLIGHT_MAX);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StoreUnreadableException("interrupted while waiting for the reference", e);
        }
        if (lost.get() > 0) {
            throw new StoreUnreadableException("the reference lacks " + lost + " writes");
        }
        cluster.read(namespace, into);
    }
}
