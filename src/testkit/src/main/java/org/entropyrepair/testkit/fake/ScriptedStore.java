package org.entropyrepair.testkit.fake;

import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.entropyrepair.core.model.Cell;
import org.entropyrepair.core.model.Mutation;
import org.entropyrepair.sinks.Buckets;
import org.entropyrepair.sinks.ReadResult;
import org.entropyrepair.sinks.Store;
import org.entropyrepair.sinks.StoreContext;
import org.entropyrepair.sinks.StoreUnreadableException;
import org.entropyrepair.sinks.WriteResult;
import org.jspecify.annotations.Nullable;

/**
 * A store in memory which does what a test says: by default last write wins, per cell or as a whole
 * anything a store may do, and some things it may not.
 *
 * <p>An answer is looked up in this order: the cell's next one ({@link #next}), the cell's standing
 * one ({@link #forCell}), the store's ({@link #always}). Used directly it takes every namespace,
 * record deletes included; {@link #opening} gives a view with the namespaces of a context, which
 * shares data and script and is closed by itself.
 *
 * <p>Thread-safe. Stages complete on the caller's thread, or on that of {@link #release()}.
 */
public final class ScriptedStore implements Store {
    private static final Map<String, ScriptedStore> BY_NAME = new ConcurrentHashMap<>();

    private final InstantSource time;
    private final ScriptedCells cells = new ScriptedCells();
    private final Opening own;

    // All guarded by this.
    private final Map<Cell, Answer> standing = new HashMap<>();
    private final Map<Cell, Deque<Answer>> next = new HashMap<>();
    private final List<Mutation> journal = new ArrayList<>();
    private final Map<Cell, Integer> attempts = new HashMap<>();
    private final List<Waiting<?>> waiting = new ArrayList<>();
    private Answer always = new Answer.Honest();
    private @Nullable String unreadable;
    private boolean hidesDeletes;

    /** A store on the system's clock. */
    public ScriptedStore() {
        this(InstantSource.system());
    }

    /** A store on a clock of the test's own. */
    public ScriptedStore(InstantSource time) {
        this.time = time;
        this.own = new Opening(Map.of());
    }

    /**
     * The store of a name, made when first asked for: what a job opens with {@code {kind: scripted,
     * name: …}} and what a test in the same JVM looks at.
     */
    public static ScriptedStore named(String name) {
        return BY_NAME.computeIfAbsent(name, made -> new ScriptedStore());
    }

    /** Forgets the store of a name; those who have it keep it. */
    public static void forget(String name) {
        BY_NAME.remove(name);
    }

    /** A view of this store with the namespaces of {@code context}; closing it leaves the rest. */
    public Store opening(StoreContext context) {
        return new Opening(context.namespaces());
    }

    /** Answers every write like this from now on, where no cell says otherwise. */
    public synchronized ScriptedStore always(Answer answer) {
        always = answer;
        return this;
    }

    /** Answers every write of a cell like this from now on. */
    public synchronized ScriptedStore forCell(Cell cell, Answer answer) {
        standing.put(cell, answer);
        return this;
    }

    /** Answers the next writes of a cell like these, one each, in this order. */
    public synchronized ScriptedStore next(Cell cell, Answer... answers) {
        next.computeIfAbsent(cell, made -> new ArrayDeque<>()).addAll(List.of(answers));
        return this;
    }

    /** Answers every read like this from now on: it could not be read. */
    public synchronized ScriptedStore unreadable(String message) {
        unreadable = message;
        return this;
    }

    /**
     * From now on, and for good, as a store that cannot show deletes nor tell what it held: a
     * delete reads as nothing, and whatever a write met it says applied.
     */
    public synchronized ScriptedStore hidingDeletes() {
        hidesDeletes = true;
        return this;
    }

    /** Forgets every script: last write wins again. What waits keeps waiting. */
    public synchronized ScriptedStore honest() {
        standing.clear();
        next.clear();
        unreadable = null;
        return always(new Answer.Honest());
    }

    /**
     * Lets everything that is late go on, in the order in which it came.
     *
     * @return how many these were
     */
    public int release() {
        List<Waiting<?>> late = take(Waiting::canBeReleased);
        late.forEach(Waiting::go);
        return late.size();
    }

    /** How many writes and reads have not been answered: late ones and those that hang. */
    public synchronized int inFlight() {
        return waiting.size();
    }

    /** Every write asked for, in order, whatever came of it. */
    public synchronized List<Mutation> journal() {
        return List.copyOf(journal);
    }

    /** How many writes there were. */
    public synchronized int writes() {
        return journal.size();
    }

    /** How many writes of a cell there were. */
    public synchronized int writesOf(Cell cell) {
        return attempts.getOrDefault(cell, 0);
    }

    /** What is held of a cell, deletes included. */
    public synchronized Optional<ReadResult.Held> held(Cell cell) {
        return cells.held(cell, nowMicros());
    }

    /** Every cell with its own version and every record with a marker, deletes included. */
    public synchronized Map<Cell, ReadResult.Held> snapshot() {
        return cells.snapshot(nowMicros());
    }

    @Override
    public CompletionStage<WriteResult> apply(Mutation mutation) {
        return own.apply(mutation);
    }

    @Override
    public CompletionStage<ReadResult> read(Cell cell) {
        return own.read(cell);
    }

    @Override
    public void scan(String namespace, int bucket, int buckets, Consumer<Entry> entries)
            throws StoreUnreadableException {
        own.scan(namespace, bucket, buckets, entries);
    }

    /** Closes this view and with it what hangs or is late; openings stay open. */
    @Override
    public void close() {
        own.close();
    }

    private long nowMicros() {
        Instant now = time.instant();
        return Math.addExact(
                Math.multiplyExact(now.getEpochSecond(), 1_000_000L), now.getNano() / 1_000);
    }

    private synchronized WriteResult land(Mutation mutation) {
        WriteResult result = cells.apply(mutation, nowMicros());
        return hidesDeletes ? new WriteResult.Applied() : result;
    }

    private synchronized ReadResult look(Cell cell) {
        if (unreadable != null) {
            return new ReadResult.Unreadable(unreadable);
        }
        ReadResult.Held held = cells.held(cell, nowMicros()).orElse(null);
        boolean hidden = hidesDeletes && held != null && !held.version().isLive(nowMicros());
        return held == null || hidden ? new ReadResult.Nothing(!hidesDeletes) : held;
    }

    private synchronized Answer answerTo(Mutation mutation) {
        Cell cell = mutation.cell();
        journal.add(mutation);
        attempts.merge(cell, 1, Integer::sum);
        Deque<Answer> queue = next.get(cell);
        Answer once = queue == null ? null : queue.poll();
        return once != null ? once : standing.getOrDefault(cell, always);
    }

    private synchronized List<Waiting<?>> take(Predicate<Waiting<?>> which) {
        List<Waiting<?>> taken = waiting.stream().filter(which).toList();
        waiting.removeAll(taken);
        return taken;
    }

    private synchronized CompletionStage<WriteResult> park(Waiting<WriteResult> late) {
        waiting.add(late);
        return late.stage();
    }

    private CompletionStage<WriteResult> follow(Answer answer, Mutation mutation, Opening by) {
        if (answer instanceof Answer.Honest) {
            return done(land(mutation));
        } else if (answer instanceof Answer.Unavailable away) {
            return done(new WriteResult.Unavailable(away.message()));
        } else if (answer instanceof Answer.Misdeployed trouble) {
            return done(new WriteResult.Misdeployed(trouble.reach(), trouble.message()));
        } else if (answer instanceof Answer.Throttled slow) {
            return done(new WriteResult.Throttled(slow.message()));
        } else if (answer instanceof Answer.Rejected never) {
            return done(new WriteResult.Rejected(never.message()));
        } else if (answer instanceof Answer.Unknown unknown) {
            if (unknown.landed()) {
                land(mutation);
            }
            return done(new WriteResult.Unknown("no answer (scripted)"));
        } else if (answer instanceof Answer.Hang hang) {
            if (hang.landed()) {
                land(mutation);
            }
            return park(new Waiting<>(by, new CompletableFuture<>(), null));
        } else if (answer instanceof Answer.Late) {
            CompletableFuture<WriteResult> stage = new CompletableFuture<>();
            return park(new Waiting<>(by, stage, () -> stage.complete(land(mutation))));
        } else if (answer instanceof Answer.LateAnswer) {
            WriteResult result = land(mutation);
            CompletableFuture<WriteResult> stage = new CompletableFuture<>();
            return park(new Waiting<>(by, stage, () -> stage.complete(result)));
        }
        throw new IllegalStateException(((Answer.Throw) answer).message());
    }

    private static <T> CompletionStage<T> done(T result) {
        return CompletableFuture.completedFuture(result);
    }

    /** A stage that waits; {@code then} completes it, null if nothing but a close does. */
    private record Waiting<T>(Opening by, CompletableFuture<T> stage, @Nullable Runnable then) {
        boolean canBeReleased() {
            return then != null;
        }

        void go() {
            if (then != null) {
                then.run();
            }
        }
    }

    /** A view with namespaces of its own; no namespaces at all stands for every namespace. */
    private final class Opening implements Store {
        private final Map<String, StoreContext.Namespace> namespaces;
        private volatile boolean closed;

        private Opening(Map<String, StoreContext.Namespace> namespaces) {
            this.namespaces = Map.copyOf(namespaces);
        }

        @Override
        public CompletionStage<WriteResult> apply(Mutation mutation) {
            if (closed) {
                return done(new WriteResult.Unavailable("closed"));
            }
            StoreContext.Namespace namespace = namespaces.get(mutation.cell().namespace());
            if (namespace == null && !namespaces.isEmpty()) {
                return done(
                        new WriteResult.Misdeployed(
                                WriteResult.Reach.NAMESPACE, unknown(mutation.cell().namespace())));
            }
            if (namespace != null
                    && mutation.cell().isWholeRecord()
                    && !namespace.recordDeletes()) {
                return done(new WriteResult.Rejected("op: deleteRecord (expected: put or delete)"));
            }
            return follow(answerTo(mutation), mutation, this);
        }

        @Override
        public CompletionStage<ReadResult> read(Cell cell) {
            if (closed || !knows(cell.namespace())) {
                return done(
                        new ReadResult.Unreadable(closed ? "closed" : unknown(cell.namespace())));
            }
            return done(look(cell));
        }

        @Override
        public void scan(String namespace, int bucket, int buckets, Consumer<Entry> entries)
                throws StoreUnreadableException {
            Buckets.check(bucket, buckets);
            if (closed || !knows(namespace)) {
                throw new StoreUnreadableException(closed ? "closed" : unknown(namespace));
            }
            snapshot()
                    .forEach(
                            (cell, held) -> {
                                if (cell.namespace().equals(namespace)
                                        && Buckets.of(cell.id(), buckets) == bucket) {
                                    entries.accept(new Entry(cell, held));
                                }
                            });
        }

        @Override
        public void close() {
            closed = true;
            take(late -> late.by() == this)
                    .forEach(late -> complete(late.stage(), new WriteResult.Unknown("closed")));
        }

        private boolean knows(String namespace) {
            return namespaces.isEmpty() || namespaces.containsKey(namespace);
        }

        private String unknown(String namespace) {
            return "namespace: "
                    + namespace
                    + " (expected: one of "
                    + namespaces.keySet().stream().sorted().toList()
                    + ")";
        }

        @SuppressWarnings("unchecked") // only writes wait
        private void complete(CompletableFuture<?> stage, WriteResult result) {
            ((CompletableFuture<WriteResult>) stage).complete(result);
        }
    }
}
