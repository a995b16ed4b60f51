package org.entropyrepair.benchmarks;

import static java.util.Objects.requireNonNull;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.DefaultConsistencyLevel;
import com.datastax.oss.driver.api.core.config.DefaultDriverOption;
import com.datastax.oss.driver.api.core.config.DriverConfigLoader;
import com.datastax.oss.driver.api.core.cql.PreparedStatement;
import com.datastax.oss.driver.api.core.cql.SimpleStatement;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicReference;
import org.entropyrepair.core.wire.FailureMessage;
import org.entropyrepair.testkit.cassandra.CassandraServer;

/**
 * What somebody would write who has nothing to do but to write: Cassandra's driver, the statement
 * that the store uses, and so many in flight.
 */
final class BareDriver implements AutoCloseable {
    static final String KEYSPACE = "social";
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final CqlSession session;
    private final PreparedStatement put;

    /** Connects, and makes the table if it is not there. */
    BareDriver(CassandraServer server) {
        this.session =
                CqlSession.builder()
                        .addContactPoint(
                                new InetSocketAddress(
                                        server.address(), CassandraServer.CLIENT_PORT))
                        .withLocalDatacenter(server.dataCentre())
                        .withConfigLoader(
                                DriverConfigLoader.programmaticBuilder()
                                        .withDuration(DefaultDriverOption.REQUEST_TIMEOUT, PATIENCE)
                                        .build())
                        .build();
        session.execute(
                "CREATE KEYSPACE IF NOT EXISTS %s WITH replication = {'class': 'NetworkTopologyStrategy', '%s': 1}"
                        .formatted(KEYSPACE, server.dataCentre()));
        session.execute(
                "CREATE TABLE IF NOT EXISTS %s.forward (id text, key blob, value blob, value_metadata blob, PRIMARY KEY (id, key))"
                        .formatted(KEYSPACE));
        this.put =
                session.prepare(
                        SimpleStatement.builder(
                                        "INSERT INTO %s.forward (id, key, value, value_metadata) VALUES (?, ?, ?, ?) USING TIMESTAMP ? AND TTL ?"
                                                .formatted(KEYSPACE))
                                .setConsistencyLevel(DefaultConsistencyLevel.LOCAL_QUORUM)
                                .setIdempotence(true)
                                .build());
    }

    /** Settings of the store that writes there. */
    static String store(CassandraServer server, String contactPoint) {
        return "{kind: cassandra, contactPoints: [\"%s\"], localDatacenter: %s, keyspace: %s}"
                .formatted(contactPoint, server.dataCentre(), KEYSPACE);
    }

    /** Empties the table. */
    void truncate() {
        session.execute("TRUNCATE " + KEYSPACE + ".forward");
    }

    /** How many rows there are. */
    long rows() {
        long rows = 0;
        for (var row :
                session.execute(
                        SimpleStatement.newInstance("SELECT id FROM " + KEYSPACE + ".forward"))) {
            rows += row.isNull(0) ? 0 : 1;
        }
        return rows;
    }

    /** Writes all of them; how many per second. */
    double rate(List<FailureMessage> failures, int inFlight) throws InterruptedException {
        Semaphore room = new Semaphore(inFlight);
        AtomicReference<Throwable> wrong = new AtomicReference<>();
        long began = System.nanoTime();
        for (FailureMessage failure : failures) {
            room.acquire();
            FailureMessage.Write.Put write = (FailureMessage.Write.Put) failure.write();
            session.executeAsync(
                            put.bind(
                                    write.cell().id().asUtf8().orElseThrow(),
                                    ByteBuffer.wrap(
                                            requireNonNull(write.cell().key()).unsafeArray()),
                                    ByteBuffer.wrap(write.value().unsafeArray()),
                                    null,
                                    requireNonNull(failure.token()).generatedAtMicros(),
                                    0))
                    .whenComplete(
                            (done, failed) -> {
                                if (failed != null) {
                                    wrong.set(failed);
                                }
                                room.release();
                            });
        }
        room.acquire(inFlight);
        double seconds = (System.nanoTime() - began) / 1e9;
        if (wrong.get() != null) {
            throw new IllegalStateException("bare driver: a write failed", wrong.get());
        }
        return failures.size() / seconds;
    }

    @Override
    public void close() {
        session.close();
    }
}
