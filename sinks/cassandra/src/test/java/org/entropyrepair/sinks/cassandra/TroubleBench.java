package org.entropyrepair.sinks.cassandra;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import org.entropyrepair.core.model.Bytes;
import org.entropyrepair.core.model.Cell;
import org.entropyrepair.core.model.Mutation;
import org.entropyrepair.core.model.Token;
import org.entropyrepair.core.model.Version;
import org.entropyrepair.sinks.ReadResult;
import org.entropyrepair.sinks.Store;
import org.entropyrepair.sinks.StoreContext;
import org.entropyrepair.sinks.WriteResult;
import org.entropyrepair.testkit.cassandra.CassandraServer;

/**
 * A store in trouble: with the namespaces {@code edges} (table {@code edges}) and {@code others},
 * short time-outs, and calls that must be answered within them.
 */
final class TroubleBench implements AutoCloseable {
    static final String EDGES = "edges";
    static final String OTHERS = "others";
    static final Duration TIMEOUT = Duration.ofSeconds(3);

    /** The time-out, and what a busy machine with two cores may add to it. */
    private static final Duration ANSWER_MAX = TIMEOUT.plusSeconds(10);

    private static final Duration MENDED_MAX = Duration.ofSeconds(90);
    private static final Timing QUICK = new Timing(200, 1_000, 2_000, 50, 5_000);
    private static final Map<String, StoreContext.Namespace> NAMESPACES =
            Map.of(EDGES, namespace(EDGES), OTHERS, namespace(OTHERS));

    private final Store store;

    private TroubleBench(Store store) {
        this.store = store;
    }

    private static StoreContext.Namespace namespace(String name) {
        return new StoreContext.Namespace(name, name, TimeUnit.DAYS.toMillis(10), true);
    }

    /** A keyspace with both tables, of the plain layout. */
    static String newTables(CassandraServer on) {
        String keyspace = Bench.newKeyspace(on);
        createTables(on, keyspace);
        return keyspace;
    }

    static void createTables(CassandraServer on, String keyspace) {
        createTable(on, keyspace, EDGES);
        createTable(on, keyspace, OTHERS);
    }

    static void createTable(CassandraServer on, String keyspace, String table) {
        Bench.createPlain(on, keyspace + "." + table, "text", Bench.GRACE_OF_TWENTY_DAYS);
    }

    static TroubleBench open(CassandraServer on, String keyspace, Map<String, Object> more) {
        Map<String, Object> settings = Bench.settings(on, keyspace, more);
        settings.put("requestTimeout", TIMEOUT.toMillis() + "ms");
        return new TroubleBench(
                CassandraStore.open(
                        Settings.of(settings), NAMESPACES, InstantSource.system(), QUICK));
    }

    Store store() {
        return store;
    }

    static Cell newCell(String namespace) {
        return new Cell(namespace, Bytes.utf8("id-" + UUID.randomUUID()), Bytes.utf8("key"));
    }

    static Version newPut() {
        Instant now = Instant.now();
        return Version.put(
                new Token(now.getEpochSecond() * 1_000_000 + now.getNano() / 1_000, 0, 1));
    }

    static Mutation put(Cell cell, Version version, Bytes value) {
        return new Mutation(cell, version, value, Bytes.EMPTY);
    }

    WriteResult write(String namespace) {
        return write(put(newCell(namespace), newPut(), Bytes.utf8("value")));
    }

    WriteResult write(Mutation mutation) {
        return answer(store.apply(mutation));
    }

    ReadResult read(Cell cell) {
        return answer(store.read(cell));
    }

    /** The answer, which must come within the time-out. */
    static <T> T answer(CompletionStage<T> stage) {
        long startedNanos = System.nanoTime();
        T result = stage.toCompletableFuture().orTimeout(120, TimeUnit.SECONDS).join();
        assertThat(Duration.ofNanos(System.nanoTime() - startedNanos))
                .as("time to the answer %s", result)
                .isLessThan(ANSWER_MAX);
        return result;
    }

    /** Writes until a write of this namespace lands. */
    void landsSoon(String namespace) {
        endsSoon(namespace, result -> result instanceof WriteResult.Applied);
    }

    /** Writes until one ends so; the result. */
    WriteResult endsSoon(String namespace, Predicate<WriteResult> so) {
        long deadlineNanos = System.nanoTime() + MENDED_MAX.toNanos();
        WriteResult result = write(namespace);
        while (!so.test(result)) {
            assertThat(System.nanoTime()).as("still %s", result).isLessThan(deadlineNanos);
            LockSupport.parkNanos(50_000_000);
            result = write(namespace);
        }
        return result;
    }

    WriteResult.Misdeployed misdeployedSoon(String namespace, WriteResult.Reach reach) {
        return (WriteResult.Misdeployed)
                endsSoon(
                        namespace,
                        result ->
                                result instanceof WriteResult.Misdeployed trouble
                                        && trouble.reach() == reach);
    }

    @Override
    public void close() {
        store.close();
    }
}
