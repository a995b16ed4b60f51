package org.entropyrepair.sinks.dynamodb;

import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
import org.entropyrepair.core.model.Cell;
import org.entropyrepair.core.model.Mutation;
import org.entropyrepair.sinks.Buckets;
import org.entropyrepair.sinks.ReadResult;
import org.entropyrepair.sinks.Store;
import org.entropyrepair.sinks.StoreContext;
import org.entropyrepair.sinks.StoreUnreadableException;
import org.entropyrepair.sinks.WriteResult;
import org.entropyrepair.sinks.WriteResult.Reach;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** One opening of a region's tables: checks what is asked, hands it on, answers in time. */
final class DynamoDbStore implements Store {
    /** What an operation gets beyond the time-out of its request, before it is given up. */
    private static final long GRACE_MILLIS = 500;

    private final Settings settings;
    private final Map<String, StoreContext.Namespace> namespaces;
    private final InstantSource time;
    private final Connection connection;
    private final Set<Operation<?>> inFlight = ConcurrentHashMap.newKeySet();
    private final AtomicBoolean closed = new AtomicBoolean();

    private DynamoDbStore(
            Settings settings,
            Map<String, StoreContext.Namespace> namespaces,
            InstantSource time,
            Connection connection) {
        this.settings = settings;
        this.namespaces = Map.copyOf(namespaces);
        this.time = time;
        this.connection = connection;
    }

    /** Opens; asks for the tables, and does not wait for the answer. */
    static DynamoDbStore open(
            Settings settings, Map<String, StoreContext.Namespace> namespaces, InstantSource time) {
        Connection connection = Connections.acquire(settings.client());
        namespaces.values().forEach(namespace -> connection.tables().shape(namespace.table()));
        return new DynamoDbStore(settings, namespaces, time, connection);
    }

    @Override
    public CompletionStage<WriteResult> apply(Mutation mutation) {
        Cell cell = mutation.cell();
        StoreContext.Namespace namespace = namespaces.get(cell.namespace());
        if (namespace == null) {
            return CompletableFuture.completedFuture(
                    new WriteResult.Misdeployed(Reach.NAMESPACE, unknown(cell.namespace())));
        }
        if (cell.isWholeRecord() && !namespace.recordDeletes()) {
            return CompletableFuture.completedFuture(
                    new WriteResult.Rejected(
                            "op: deleteRecord (expected: put or delete; recordDeletes is false for "
                                    + cell.namespace()
                                    + ")"));
        }
        return submit(
                operation ->
                        connection
                                .tables()
                                .shape(namespace.table())
                                .handle(
                                        (shape, thrown) ->
                                                thrown == null
                                                        ? write(
                                                                namespace, shape, mutation,
                                                                operation)
                                                        : CompletableFuture.completedFuture(
                                                                notDescribed(namespace, thrown)))
                                .thenCompose(Function.identity()),
                WriteResult.Throttled::new,
                WriteResult.Unavailable::new,
                WriteResult.Unknown::new);
    }

    /**
     * Nothing was written yet, whatever became of the question; and no record was in it, so what
     * DynamoDB rejects is the name of the table.
     */
    private static WriteResult notDescribed(StoreContext.Namespace namespace, Throwable thrown) {
        WriteResult trouble = Trouble.of(namespace.table(), thrown);
        if (trouble instanceof WriteResult.Rejected rejected) {
            return new WriteResult.Misdeployed(Reach.NAMESPACE, rejected.message());
        }
        return trouble instanceof WriteResult.Unknown unknown
                ? new WriteResult.Unavailable(unknown.message())
                : trouble;
    }

    private CompletableFuture<WriteResult> write(
            StoreContext.Namespace namespace,
            TableShape shape,
            Mutation mutation,
            Operation<WriteResult> operation) {
        Optional<String> wrong = shape.unfit(settings.attributes());
        if (wrong.isEmpty()) {
            wrong = shape.notWritable(settings.client().region(), settings.writerRegion());
        }
        if (wrong.isPresent()) {
            connection.tables().forget(namespace.table());
            return CompletableFuture.completedFuture(
                    new WriteResult.Misdeployed(Reach.NAMESPACE, wrong.get()));
        }
        Items items = new Items(settings.attributes(), shape, namespace);
        Optional<String> unkeyable = items.unkeyable(mutation.cell());
        if (unkeyable.isPresent()) {
            return CompletableFuture.completedFuture(new WriteResult.Rejected(unkeyable.get()));
        }
        Map<String, AttributeValue> item = items.itemOf(mutation, nowMicros());
        Optional<String> tooLarge = items.tooLarge(item);
        if (tooLarge.isPresent()) {
            return CompletableFuture.completedFuture(new WriteResult.Rejected(tooLarge.get()));
        }
        boolean checksMarker = namespace.recordDeletes() && !mutation.cell().isWholeRecord();
        return new Write(connection, items, mutation, item, checksMarker, operation)
                .start()
                .thenApply(
                        result -> {
                            if (Trouble.concernsTable(result)) {
                                connection.tables().forget(namespace.table());
                            }
                            return result;
                        });
    }

    @Override
    public CompletionStage<ReadResult> read(Cell cell) {
        StoreContext.Namespace namespace = namespaces.get(cell.namespace());
        if (namespace == null) {
            return CompletableFuture.completedFuture(
                    new ReadResult.Unreadable(unknown(cell.namespace())));
        }
        return submit(
                operation ->
                        connection
                                .tables()
                                .shape(namespace.table())
                                .thenCompose(
                                        shape -> reading(namespace, shape).read(cell, nowMicros()))
                                .exceptionally(
                                        thrown ->
                                                new ReadResult.Unreadable(
                                                        Trouble.messageOf(
                                                                Trouble.of(
                                                                        namespace.table(),
                                                                        thrown)))),
                ReadResult.Unreadable::new,
                ReadResult.Unreadable::new,
                ReadResult.Unreadable::new);
    }

    private Reading reading(StoreContext.Namespace namespace, TableShape shape) {
        return new Reading(connection, settings.attributes(), namespace, shape);
    }

    private String unknown(String namespace) {
        List<String> known = namespaces.keySet().stream().sorted().toList();
        return "namespace: " + namespace + " (expected: one of " + known + ")";
    }

    private long nowMicros() {
        Instant now = time.instant();
        return now.getEpochSecond() * 1_000_000L + now.getNano() / 1_000;
    }

    private <T> CompletionStage<T> submit(
            Function<Operation<T>, CompletableFuture<T>> work,
            Function<String, T> full,
            Function<String, T> unavailable,
            Function<String, T> unknown) {
        if (closed.get()) {
            return CompletableFuture.completedFuture(unavailable.apply("closed"));
        }
        if (!connection.admit()) {
            return CompletableFuture.completedFuture(
                    full.apply(
                            "in flight: "
                                    + connection.placesMax()
                                    + " (expected: fewer; maxConnections sets it)"));
        }
        Operation<T> operation = new Operation<>(unavailable, unknown, connection::leave);
        inFlight.add(operation);
        operation.stage().thenRun(() -> inFlight.remove(operation));
        operation.endWithin(
                connection, settings.client().requestTimeout().toMillis() + GRACE_MILLIS);
        if (closed.get() || !connection.execute(() -> operation.follow(work.apply(operation)))) {
            operation.abandon("closed"); // the close may have looked before it was added
        }
        return operation.stage();
    }

    /**
     * Reads the whole table for any bucket, since DynamoDB cannot ask for a range of ids: an audit
     * that wants all buckets should ask for few large ones. In a namespace with record deletes the
     * table is read twice, for the markers first. What is written meanwhile may be seen or not.
     * Items without a version of ours are left out, and counted in the log.
     */
    @Override
    public void scan(String namespace, int bucket, int buckets, Consumer<Entry> entries)
            throws StoreUnreadableException {
        Buckets.check(bucket, buckets);
        StoreContext.Namespace known = namespaces.get(namespace);
        if (known == null) {
            throw new StoreUnreadableException(unknown(namespace));
        }
        new Scanning(this::isClosed, connection, settings.attributes(), known)
                .scan(bucket, buckets, nowMicros(), entries);
    }

    private boolean isClosed() {
        return closed.get();
    }

    @Override
    public void close() {
        if (!closed.compareAndSet(false, true)) {
            return;
        }
        CompletableFuture<?>[] open =
                inFlight.stream().map(Operation::stage).toArray(CompletableFuture<?>[]::new);
        awaitAll(CompletableFuture.allOf(open));
        inFlight.forEach(operation -> operation.abandon("closed"));
        Connections.release(connection);
    }

    /** Waits, but not for ever; an interrupt ends the wait and stays set. */
    private void awaitAll(CompletableFuture<Void> end) {
        try {
            end.get(settings.client().requestTimeout().toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException | ExecutionException goesOnInTheBackground) {
            return;
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
