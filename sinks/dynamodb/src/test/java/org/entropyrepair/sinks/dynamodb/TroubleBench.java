package org.entropyrepair.sinks.dynamodb;

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
import org.entropyrepair.testkit.dynamodb.DynamoDbServer;

/**
 * A store in trouble: with the namespaces {@code edges} (table {@code edges}), {@code others}, and
 * {@code records}, which has record deletes; a short time-out, and calls that must be answered
 * within it.
 */
final class TroubleBench implements AutoCloseable {
    static final String EDGES = "edges";
    static final String OTHERS = "others";
    static final String RECORDS = "records";
    static final Duration TIMEOUT = Duration.ofSeconds(3);

    /** The time-out, and what a busy machine with two cores may add to it. */
    private static final Duration ANSWER_MAX = TIMEOUT.plusSeconds(15);

    private static final long REST_NANOS = 5_000_000;
    private static final Duration MENDED_MAX = Duration.ofSeconds(120);
    private static final Map<String, StoreContext.Namespace> NAMESPACES =
            Map.of(
                    EDGES, namespace(EDGES, false),
                    OTHERS, namespace(OTHERS, false),
                    RECORDS, namespace(RECORDS, true));

    private final Store store;

    private TroubleBench(Store store) {
        this.store = store;
    }

    private static StoreContext.Namespace namespace(String name, boolean recordDeletes) {
        return new StoreContext.Namespace(name, name, TimeUnit.DAYS.toMillis(10), recordDeletes);
    }

    static void createTables(DynamoDbServer on) {
        NAMESPACES.keySet().forEach(table -> on.createTable(table, "B", "B"));
    }

    /** A store there; {@code more} beside the necessary settings. */
    static TroubleBench open(String endpoint, Map<String, Object> more) {
        return open(endpoint, more, NAMESPACES);
    }

    /** The same with two namespaces only, named as their tables. */
    static TroubleBench open(String endpoint, String table, String other, boolean recordDeletes) {
        return open(
                endpoint,
                Map.of(),
                Map.of(table, namespace(table, recordDeletes), other, namespace(other, false)));
    }

    private static TroubleBench open(
            String endpoint,
            Map<String, Object> more,
            Map<String, StoreContext.Namespace> namespaces) {
        Map<String, Object> settings = Local.settings(endpoint);
        settings.put("requestTimeout", TIMEOUT.toMillis() + "ms");
        settings.putAll(more);
        return new TroubleBench(
                DynamoDbStore.open(Settings.of(settings), namespaces, InstantSource.system()));
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

    static Mutation put(Cell cell) {
        return put(cell, Bytes.utf8("value"));
    }

    static Mutation put(Cell cell, Bytes value) {
        return new Mutation(cell, newPut(), value, Bytes.EMPTY);
    }

    WriteResult write(String namespace) {
        return write(put(newCell(namespace)));
    }

    WriteResult write(Mutation mutation) {
        return answer(store.apply(mutation));
    }

    ReadResult read(Cell cell) {
        return answer(store.read(cell));
    }

    /**
     * The answer, which must come within the time-out; and a moment more: of the connections that
     * are asked again within some 100 µs of an answer a few in a hundred are closed just then, and
     * what was lost first has other answers.
     */
    static <T> T answer(CompletionStage<T> stage) {
        long startedNanos = System.nanoTime();
        T result = stage.toCompletableFuture().orTimeout(120, TimeUnit.SECONDS).join();
        assertThat(Duration.ofNanos(System.nanoTime() - startedNanos))
                .as("time to the answer %s", result)
                .isLessThan(ANSWER_MAX);
        LockSupport.parkNanos(REST_NANOS);
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
