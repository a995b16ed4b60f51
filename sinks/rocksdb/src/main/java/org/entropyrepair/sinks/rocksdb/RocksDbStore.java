package org.entropyrepair.sinks.rocksdb;

import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.entropyrepair.core.model.Bytes;
import org.entropyrepair.core.model.Cell;
import org.entropyrepair.core.model.Mutation;
import org.entropyrepair.sinks.Buckets;
import org.entropyrepair.sinks.ReadResult;
import org.entropyrepair.sinks.Store;
import org.entropyrepair.sinks.StoreContext;
import org.entropyrepair.sinks.StoreUnreadableException;
import org.entropyrepair.sinks.WriteResult;
import org.jspecify.annotations.Nullable;
import org.rocksdb.RocksDBException;

/** One opening of a {@link Database}: checks what is asked, hands it on, times it. */
final class RocksDbStore implements Store {
    private final Map<String, StoreContext.Namespace> namespaces;
    private final boolean syncWrites;
    private final Database database;
    private final Set<Operation<?>> inFlight = ConcurrentHashMap.newKeySet();
    private final AtomicBoolean closed = new AtomicBoolean();

    private RocksDbStore(
            Map<String, StoreContext.Namespace> namespaces, boolean syncWrites, Database database) {
        this.namespaces = Map.copyOf(namespaces);
        this.syncWrites = syncWrites;
        this.database = database;
    }

    /** Opens; does not wait for the folder. */
    static RocksDbStore open(
            Settings settings,
            Map<String, StoreContext.Namespace> namespaces,
            InstantSource time,
            Timing timing) {
        Database database = Databases.acquire(settings.path(), settings.workers(), time, timing);
        RocksDbStore opening = new RocksDbStore(namespaces, settings.syncWrites(), database);
        database.add(opening);
        return opening;
    }

    @Override
    public CompletionStage<WriteResult> apply(Mutation mutation) {
        Cell cell = mutation.cell();
        StoreContext.Namespace namespace = namespaces.get(cell.namespace());
        if (namespace == null) {
            return CompletableFuture.completedFuture(
                    new WriteResult.Misdeployed(
                            WriteResult.Reach.NAMESPACE, unknown(cell.namespace())));
        }
        if (cell.isWholeRecord() && !namespace.recordDeletes()) {
            return CompletableFuture.completedFuture(
                    new WriteResult.Rejected(
                            "op: deleteRecord (expected: put or delete; recordDeletes is false for "
                                    + cell.namespace()
                                    + ")"));
        }
        long bytes = size(cell) + mutation.value().size() + mutation.metadata().size();
        return submit(
                bytes,
                () ->
                        database.<WriteResult>use(
                                engine ->
                                        database.cells()
                                                .apply(
                                                        engine,
                                                        mutation,
                                                        database.nowMicros(),
                                                        syncWrites),
                                WriteResult.Unavailable::new),
                WriteResult.Throttled::new,
                WriteResult.Unavailable::new,
                WriteResult.Unknown::new);
    }

    @Override
    public CompletionStage<ReadResult> read(Cell cell) {
        if (!namespaces.containsKey(cell.namespace())) {
            return CompletableFuture.completedFuture(
                    new ReadResult.Unreadable(unknown(cell.namespace())));
        }
        return submit(
                size(cell),
                () ->
                        database.<ReadResult>use(
                                engine -> database.cells().read(engine, cell, database.nowMicros()),
                                ReadResult.Unreadable::new),
                ReadResult.Unreadable::new,
                ReadResult.Unreadable::new,
                ReadResult.Unreadable::new);
    }

    private static long size(Cell cell) {
        Bytes key = cell.key();
        return 100L + cell.id().size() + (key == null ? 0 : key.size());
    }

    private String unknown(String namespace) {
        List<String> known = namespaces.keySet().stream().sorted().toList();
        return "namespace: " + namespace + " (expected: one of " + known + ")";
    }

    private <T> CompletionStage<T> submit(
            long bytes,
            Supplier<T> work,
            Function<String, T> full,
            Function<String, T> unavailable,
            Function<String, T> unknown) {
        if (closed.get()) {
            return CompletableFuture.completedFuture(unavailable.apply("closed"));
        }
        if (!database.admit(bytes)) {
            return CompletableFuture.completedFuture(full.apply(database.fullMessage()));
        }
        return start(new Operation<>(work, unavailable, unknown, () -> database.leave(bytes)));
    }

    private <T> CompletableFuture<T> start(Operation<T> operation) {
        inFlight.add(operation);
        operation.stage().thenRun(() -> inFlight.remove(operation));
        if (closed.get()) {
            operation.abandon("closed"); // the close may have looked before it was added
        } else {
            database.submit(operation);
        }
        return operation.stage();
    }

    /** Ends operations that are older than that. */
    void abandonOlderThan(long millis, long nowNanos) {
        for (Operation<?> operation : inFlight) {
            if (operation.isOlderThan(millis, nowNanos)) {
                operation.abandon("no answer in " + millis + " ms");
            }
        }
    }

    /** How long this opening wants tombstones kept; -1 where it does not know the namespace. */
    long tombstonesKeptMillis(String namespace) {
        StoreContext.Namespace known = namespaces.get(namespace);
        return known == null ? -1 : known.tombstonesKeptMillis();
    }

    /**
     * Reads from the database in pieces: what is written meanwhile may be seen or not. A scan that
     * is under way when the store closes ends as unreadable.
     */
    @Override
    public void scan(String namespace, int bucket, int buckets, Consumer<Entry> entries)
            throws StoreUnreadableException {
        Buckets.check(bucket, buckets);
        if (!namespaces.containsKey(namespace)) {
            throw new StoreUnreadableException(unknown(namespace));
        }
        long first = Buckets.firstPosition(bucket, buckets);
        long end = bucket + 1 == buckets ? 0 : Buckets.firstPosition(bucket + 1, buckets);
        Cells.@Nullable Cursor next = new Cells.Cursor(Keys.from(namespace, first), null);
        while (next != null) {
            Cells.Chunk chunk = chunk(namespace, next, end);
            chunk.entries().forEach(entries);
            next = chunk.next();
        }
    }

    private Cells.Chunk chunk(String namespace, Cells.Cursor from, long end)
            throws StoreUnreadableException {
        Operation<Piece> operation =
                new Operation<>(
                        () ->
                                database.use(
                                        engine -> piece(engine, namespace, from, end), Piece::none),
                        Piece::none,
                        Piece::none,
                        () -> {});
        Piece result = start(operation).join();
        if (result.chunk() == null) {
            throw new StoreUnreadableException(result.trouble());
        }
        return result.chunk();
    }

    private Piece piece(Engine engine, String namespace, Cells.Cursor from, long end)
            throws RocksDBException {
        return new Piece(
                database.cells().scan(engine, namespace, from, end, database.nowMicros()), "");
    }

    /**
     * A piece of a scan, or why there is none.
     *
     * @param chunk the piece
     * @param trouble why not; empty if there is one
     */
    private record Piece(Cells.@Nullable Chunk chunk, String trouble) {
        static Piece none(String trouble) {
            return new Piece(null, trouble);
        }
    }

    @Override
    public void close() {
        if (!closed.compareAndSet(false, true)) {
            return;
        }
        CompletableFuture<?>[] open =
                inFlight.stream().map(Operation::stage).toArray(CompletableFuture<?>[]::new);
        await(CompletableFuture.allOf(open));
        inFlight.forEach(operation -> operation.abandon("closed"));
        database.remove(this);
        await(Databases.release(database));
    }

    /** Waits, but not for ever; an interrupt ends the wait and stays set. */
    private void await(CompletableFuture<Void> end) {
        try {
            end.get(database.timing().closeWithin(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException | ExecutionException goesOnInTheBackground) {
            return;
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
