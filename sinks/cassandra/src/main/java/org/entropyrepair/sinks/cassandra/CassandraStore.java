package org.entropyrepair.sinks.cassandra;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.AsyncResultSet;
import com.datastax.oss.driver.api.core.cql.BoundStatement;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
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
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One opening of a keyspace: checks what is asked, sends it as a statement and says what the answer
 * means.
 *
 * <p>Cassandra takes every write and settles by its timestamp, without a word about what was there:
 * the end of a write that it took is always {@link WriteResult.Applied}. Deletes cannot be read.
 */
final class CassandraStore implements Store {
    private static final Logger LOG = LoggerFactory.getLogger(CassandraStore.class);
    private static final long CALL_BYTES = 200;

    private final Cluster cluster;
    private final Settings settings;
    private final Map<String, StoreContext.Namespace> namespaces;
    private final Map<String, Table> tables = new HashMap<>();
    private final InstantSource time;
    private final Set<Call<?>> inFlight = ConcurrentHashMap.newKeySet();
    private final AtomicBoolean closed = new AtomicBoolean();

    private CassandraStore(
            Cluster cluster, Map<String, StoreContext.Namespace> namespaces, InstantSource time) {
        this.cluster = cluster;
        this.settings = cluster.settings();
        this.namespaces = Map.copyOf(namespaces);
        this.time = time;
        namespaces.forEach((name, one) -> tables.put(name, new Table(cluster, one)));
    }

    /** Opens; does not wait for the cluster. */
    static CassandraStore open(
            Settings settings,
            Map<String, StoreContext.Namespace> namespaces,
            InstantSource time,
            Timing timing) {
        Cluster cluster = Clusters.acquire(settings, timing);
        CassandraStore store = new CassandraStore(cluster, namespaces, time);
        cluster.add(store);
        cluster.link().thenAccept(store::lookAtTables);
        return store;
    }

    private void lookAtTables(Link link) {
        if (link instanceof Link.Up up) {
            tables.values().forEach(table -> table.state(up.session()));
        }
    }

    @Override
    public CompletionStage<WriteResult> apply(Mutation mutation) {
        Cell cell = mutation.cell();
        StoreContext.Namespace namespace = namespaces.get(cell.namespace());
        Table table = tables.get(cell.namespace());
        if (namespace == null || table == null) {
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
        return start(
                new Call<>(bytes, WriteResult.Unavailable::new, WriteResult.Unknown::new),
                table,
                WriteResult.Throttled::new,
                trouble -> trouble,
                (ready, call) -> write(ready, mutation, call));
    }

    @Override
    public CompletionStage<ReadResult> read(Cell cell) {
        Table table = tables.get(cell.namespace());
        if (table == null) {
            return CompletableFuture.completedFuture(
                    new ReadResult.Unreadable(unknown(cell.namespace())));
        }
        return start(
                new Call<>(size(cell), ReadResult.Unreadable::new, ReadResult.Unreadable::new),
                table,
                ReadResult.Unreadable::new,
                trouble -> new ReadResult.Unreadable(trouble.toString()),
                (ready, call) -> readCell(ready, cell, call));
    }

    private static long size(Cell cell) {
        Bytes key = cell.key();
        return CALL_BYTES + cell.id().size() + (key == null ? 0 : key.size());
    }

    private String unknown(String namespace) {
        List<String> known = namespaces.keySet().stream().sorted().toList();
        return "namespace: " + namespace + " (expected: one of " + known + ")";
    }

    /** A table that can be used, with the session its statements belong to. */
    private record Ready(CqlSession session, Table table, Statements statements) {}

    /** What is done with a call once the table can be used. */
    private interface Step<T> {
        void take(Ready ready, Call<T> call);
    }

    private <T> CompletableFuture<T> start(
            Call<T> call,
            Table table,
            Function<String, T> full,
            Function<WriteResult, T> trouble,
            Step<T> step) {
        if (closed.get()) {
            call.abandon("closed");
            return call.stage();
        }
        if (!cluster.admit(call.bytes())) {
            return CompletableFuture.completedFuture(full.apply(cluster.fullMessage()));
        }
        call.whenOver(
                () -> {
                    inFlight.remove(call);
                    cluster.leave(call.bytes());
                });
        inFlight.add(call);
        if (closed.get()) {
            call.abandon("closed"); // the close may have looked before it was added
            return call.stage();
        }
        cluster.link()
                .thenAccept(link -> withLink(link, call, table, trouble, step))
                .exceptionally(bug -> failed(call, bug));
        return call.stage();
    }

    private <T> void withLink(
            Link link, Call<T> call, Table table, Function<WriteResult, T> trouble, Step<T> step) {
        if (link instanceof Link.Down down) {
            call.end(trouble.apply(down.trouble()));
            return;
        }
        CqlSession session = ((Link.Up) link).session();
        table.state(session)
                .thenAccept(
                        state -> {
                            if (state instanceof Table.State.Ready ready) {
                                step.take(new Ready(session, table, ready.statements()), call);
                            } else if (state instanceof Table.State.Trouble wrong) {
                                call.end(trouble.apply(cluster.diagnosisOr(wrong.result())));
                            }
                        })
                .exceptionally(bug -> failed(call, bug));
    }

    private static @Nullable Void failed(Call<?> call, Throwable bug) {
        LOG.error("cassandra store: a call failed in a way it should not", bug);
        call.abandon(Failures.message(bug));
        return null;
    }

    private void write(Ready ready, Mutation mutation, Call<WriteResult> call) {
        long nowMicros = nowMicros();
        Optional<String> wrong =
                RecordRules.problem(mutation, settings, ready.statements().facts(), nowMicros);
        if (wrong.isPresent()) {
            call.end(new WriteResult.Rejected(wrong.get()));
            return;
        }
        BoundStatement statement = ready.statements().write(mutation, nowMicros);
        send(ready, statement, call, rows -> new WriteResult.Applied(), error -> error);
    }

    private void readCell(Ready ready, Cell cell, Call<ReadResult> call) {
        if (cell.id().isEmpty() || cell.isWholeRecord()) {
            call.end(new ReadResult.Nothing(false)); // neither can be held as a cell
            return;
        }
        send(
                ready,
                ready.statements().read(cell),
                call,
                rows -> ready.statements().held(rows.one(), nowMicros()),
                end -> new ReadResult.Unreadable(end.toString()));
    }

    private <T> void send(
            Ready ready,
            BoundStatement statement,
            Call<T> call,
            Function<AsyncResultSet, T> answer,
            Function<WriteResult, T> trouble) {
        if (!call.send()) {
            return;
        }
        CompletionStage<AsyncResultSet> sent;
        try {
            sent = ready.session().executeAsync(statement);
        } catch (RuntimeException closedMeanwhile) {
            call.end(trouble.apply(new WriteResult.Unavailable(Failures.message(closedMeanwhile))));
            return;
        }
        sent.handle(
                        (rows, error) -> {
                            if (error != null) {
                                call.end(trouble.apply(failure(ready, error)));
                            } else {
                                cluster.answered();
                                call.end(answer.apply(rows));
                            }
                            return null;
                        })
                .exceptionally(bug -> failed(call, bug));
    }

    private WriteResult failure(Ready ready, Throwable error) {
        WriteResult end = Failures.ofWrite(error);
        if (end instanceof WriteResult.Misdeployed) {
            ready.table().suspect(ready.session());
        }
        if (Failures.isNobodyThere(error)) {
            cluster.nobodyThere();
            return cluster.diagnosisOr(end);
        }
        return end;
    }

    private long nowMicros() {
        Instant now = time.instant();
        return now.getEpochSecond() * 1_000_000L + now.getNano() / 1_000;
    }

    /** Looks at the tables again, in the background. */
    void recheck(CqlSession session, boolean refresh) {
        tables.values().forEach(table -> table.recheck(session, refresh));
    }

    /** Ends calls that have not been answered in time. */
    void abandonOverdue(long nowNanos) {
        Duration max = settings.requestTimeout();
        for (Call<?> call : inFlight) {
            if (call.isOlderThan(max.toNanos(), nowNanos)) {
                call.abandon("no answer in " + max.toMillis() + " ms");
            }
        }
    }

    /**
     * Reads the slice of the ring that the bucket is, page by page: what is written meanwhile may
     * be seen or not. Deletes are not.
     */
    @Override
    public void scan(String namespace, int bucket, int buckets, Consumer<Entry> entries)
            throws StoreUnreadableException {
        Buckets.check(bucket, buckets);
        Table table = tables.get(namespace);
        if (table == null) {
            throw new StoreUnreadableException(unknown(namespace));
        }
        Ready ready = ready(table);
        long first = Buckets.firstPosition(bucket, buckets) ^ Long.MIN_VALUE;
        long last =
                bucket + 1 == buckets
                        ? Long.MAX_VALUE
                        : (Buckets.firstPosition(bucket + 1, buckets) - 1) ^ Long.MIN_VALUE;
        Statements statements = ready.statements();
        AsyncResultSet page = await(ready.session().executeAsync(statements.scan(first, last)));
        while (true) {
            requireOpen();
            for (var row : page.currentPage()) {
                ReadResult held = statements.held(row, nowMicros());
                if (held instanceof ReadResult.Held one) {
                    entries.accept(new Entry(statements.cell(namespace, row), one));
                } else if (held instanceof ReadResult.Unreadable unreadable) {
                    throw new StoreUnreadableException(unreadable.message());
                }
            }
            if (!page.hasMorePages()) {
                return;
            }
            page = await(page.fetchNextPage());
        }
    }

    private Ready ready(Table table) throws StoreUnreadableException {
        requireOpen();
        Link link = await(cluster.link());
        if (link instanceof Link.Down down) {
            throw new StoreUnreadableException(down.trouble().toString());
        }
        CqlSession session = ((Link.Up) link).session();
        Table.State state = await(table.state(session));
        if (state instanceof Table.State.Trouble trouble) {
            throw new StoreUnreadableException(trouble.result().toString());
        }
        return new Ready(session, table, ((Table.State.Ready) state).statements());
    }

    private void requireOpen() throws StoreUnreadableException {
        if (closed.get()) {
            throw new StoreUnreadableException("closed");
        }
    }

    private <T> T await(CompletionStage<T> stage) throws StoreUnreadableException {
        try {
            return stage.toCompletableFuture()
                    .get(2 * settings.requestTimeout().toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            throw new StoreUnreadableException(Failures.tellingMessage(e), e);
        } catch (TimeoutException e) {
            throw new StoreUnreadableException("no answer", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StoreUnreadableException("interrupted", e);
        }
    }

    @Override
    public void close() {
        if (!closed.compareAndSet(false, true)) {
            return;
        }
        CompletableFuture<?>[] open =
                inFlight.stream().map(Call::stage).toArray(CompletableFuture<?>[]::new);
        try {
            CompletableFuture.allOf(open)
                    .get(cluster.timing().closeWithin(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException | ExecutionException overdue) {
            LOG.debug("cassandra store: closes with {} calls in flight", inFlight.size());
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
        inFlight.forEach(call -> call.abandon("closed"));
        cluster.remove(this);
        Clusters.release(cluster);
    }
}
