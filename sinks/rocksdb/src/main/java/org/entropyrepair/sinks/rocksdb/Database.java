package org.entropyrepair.sinks.rocksdb;

import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.rocksdb.RocksDBException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One RocksDB folder with its workers, shared by the openings of its path.
 *
 * <p>Life cycle:
 *
 * <ol>
 *   <li>{@link #watch}, then {@link #start}, which opens the folder in the background. Operations
 *       that come before the first try has ended wait for it.
 *   <li>While it cannot be opened, operations are answered at once with the reason, and it is tried
 *       again after a wait that doubles.
 *   <li>When a write fails (a full disk, say), RocksDB takes no more of them: it is closed and
 *       opened again, as in 2.
 *   <li>{@link #shutDown} ends the workers, then closes the folder, in the background.
 * </ol>
 */
final class Database {
    private static final Logger LOG = LoggerFactory.getLogger(Database.class);
    private static final int IN_FLIGHT_MAX = 4_096;
    private static final long IN_FLIGHT_BYTES_MAX = 64L << 20;
    private static final long WATCH_MILLIS = 250;
    private static final long PURGE_PAUSE_MILLIS = 20;

    /** How many openings use it; owned by {@link Databases}, under its lock. */
    int users;

    private final Path folder;
    private final InstantSource time;
    private final Timing timing;
    private final Cells cells = new Cells();
    private final List<RocksDbStore> openings = new CopyOnWriteArrayList<>();

    private final ThreadPoolExecutor workers;
    private final ScheduledThreadPoolExecutor maintenance;
    private final CompletableFuture<Void> firstTry = new CompletableFuture<>();
    private final CompletableFuture<Void> closed = new CompletableFuture<>();
    private final Semaphore inFlight = new Semaphore(IN_FLIGHT_MAX);
    private final AtomicLong inFlightBytes = new AtomicLong();

    /** Read: uses the engine. Write: changes or closes it. */
    private final ReentrantReadWriteLock engineLock = new ReentrantReadWriteLock();

    private @Nullable Engine engine;
    private String awayBecause = "it is being opened";
    private volatile boolean shuttingDown;

    Database(Path folder, int workerCount, InstantSource time, Timing timing) {
        this.folder = folder;
        this.time = time;
        this.timing = timing;
        this.workers =
                new ThreadPoolExecutor(
                        workerCount,
                        workerCount,
                        0,
                        TimeUnit.SECONDS,
                        new LinkedBlockingQueue<>(),
                        threads("worker"));
        // Two: an open that hangs must not keep time-outs from being noticed.
        this.maintenance = new ScheduledThreadPoolExecutor(2, threads("maintenance"));
        maintenance.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    }

    private static ThreadFactory threads(String role) {
        AtomicInteger count = new AtomicInteger();
        return task -> {
            Thread thread =
                    new Thread(task, "rocksdb-store-" + role + "-" + count.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        };
    }

    Path folder() {
        return folder;
    }

    Cells cells() {
        return cells;
    }

    Timing timing() {
        return timing;
    }

    /** Microseconds since 1970. */
    long nowMicros() {
        Instant now = time.instant();
        return now.getEpochSecond() * 1_000_000L + now.getNano() / 1_000;
    }

    /** Completes when the folder is closed for good. */
    CompletableFuture<Void> closed() {
        return closed;
    }

    void add(RocksDbStore opening) {
        openings.add(opening);
    }

    void remove(RocksDbStore opening) {
        openings.remove(opening);
    }

    /** Starts to open the folder, once. Returns at once. */
    void start() {
        maintain(() -> tryToOpen(timing.retryMin()), 0);
    }

    private void maintain(Runnable task, long delayMillis) {
        try {
            maintenance.schedule(
                    () -> {
                        try {
                            task.run();
                        } catch (RuntimeException bug) {
                            LOG.error("rocksdb store {}: maintenance failed", folder, bug);
                        }
                    },
                    delayMillis,
                    TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException over) {
            LOG.debug("rocksdb store {}: no maintenance after the close", folder);
        }
    }

    /** Sees to it, from now on, that every operation ends in time. Returns at once. */
    void watch() {
        long nowNanos = System.nanoTime();
        openings.forEach(opening -> opening.abandonOlderThan(timing.answerWithin(), nowNanos));
        maintain(this::watch, WATCH_MILLIS);
    }

    private void tryToOpen(long retryMillis) {
        if (shuttingDown) {
            return;
        }
        try {
            Engine opened = Engine.open(folder);
            engineLock.writeLock().lock();
            try {
                engine = opened;
            } finally {
                engineLock.writeLock().unlock();
            }
            LOG.info("rocksdb store {}: open", folder);
            maintain(() -> purge(new Purge(cells, this::tombstonesKeptMillis)), 0);
        } catch (EngineUnavailableException | RuntimeException | LinkageError away) {
            String reason = String.valueOf(away.getMessage());
            if (!reason.equals(away(reason))) {
                LOG.warn("rocksdb store: cannot be opened, will be tried again: {}", reason);
            }
            long next = Math.min(retryMillis * 2, timing.retryMax());
            maintain(() -> tryToOpen(next), retryMillis);
        } finally {
            firstTry.complete(null);
        }
    }

    /** Sets the reason of being away; returns the one before. */
    private String away(String reason) {
        engineLock.writeLock().lock();
        try {
            String before = awayBecause;
            awayBecause = reason;
            return before;
        } finally {
            engineLock.writeLock().unlock();
        }
    }

    /** What can be done with an engine. */
    interface Work<T> {
        T with(Engine engine) throws RocksDBException;
    }

    /**
     * Does something with the engine, or says why that cannot be done. Blocks; not for callers'
     * threads.
     */
    <T> T use(Work<T> work, Function<String, T> otherwise) {
        engineLock.readLock().lock();
        try {
            Engine open = engine;
            if (open == null) {
                return otherwise.apply(awayBecause);
            }
            try {
                return work.with(open);
            } catch (RocksDBException failed) {
                String reason = Engine.describe(folder, failed);
                maintain(() -> reopen(open, reason), 0);
                return otherwise.apply(reason);
            }
        } finally {
            engineLock.readLock().unlock();
        }
    }

    private void reopen(Engine failed, String reason) {
        engineLock.writeLock().lock();
        try {
            if (engine != failed) {
                return;
            }
            engine = null;
            awayBecause = reason;
            failed.close();
        } finally {
            engineLock.writeLock().unlock();
        }
        LOG.warn("rocksdb store: failed, will be opened again: {}", reason);
        maintain(() -> tryToOpen(timing.retryMin()), timing.retryMin());
    }

    /** Room for one more operation of that many bytes; a single one always fits. */
    boolean admit(long bytes) {
        if (!inFlight.tryAcquire()) {
            return false;
        }
        long before = inFlightBytes.getAndAdd(bytes);
        if (before > 0 && before + bytes > IN_FLIGHT_BYTES_MAX) {
            leave(bytes);
            return false;
        }
        return true;
    }

    /** Gives back what {@link #admit} took. */
    void leave(long bytes) {
        inFlightBytes.addAndGet(-bytes);
        inFlight.release();
    }

    /** What a caller is told whom {@link #admit} turns away. */
    String fullMessage() {
        return "in flight: too much (expected: at most "
                + IN_FLIGHT_MAX
                + " operations and "
                + (IN_FLIGHT_BYTES_MAX >> 20)
                + " MiB)";
    }

    /** Hands an operation to the workers. Never blocks. */
    void submit(Operation<?> operation) {
        if (firstTry.isDone()) {
            hand(operation);
        } else {
            firstTry.thenRun(() -> hand(operation));
        }
    }

    private void hand(Operation<?> operation) {
        try {
            workers.execute(operation);
        } catch (RejectedExecutionException over) {
            operation.abandon("closed");
        }
    }

    private void purge(Purge walk) {
        String trouble = use(engine -> slice(walk, engine), reason -> reason);
        if (!trouble.isEmpty()) {
            return; // opened again, it starts anew
        }
        if (walk.isDone() && walk.purged() > 0) {
            LOG.info("rocksdb store {}: {} tombstones purged", folder, walk.purged());
        }
        boolean done = walk.isDone();
        maintain(
                () -> purge(done ? new Purge(cells, this::tombstonesKeptMillis) : walk),
                done ? timing.purgeEvery() : PURGE_PAUSE_MILLIS);
    }

    private String slice(Purge walk, Engine open) throws RocksDBException {
        walk.slice(open, Math.floorDiv(nowMicros(), 1_000L));
        return "";
    }

    /**
     * The longest time that an opening wants a namespace's tombstones kept; -1 if none knows it.
     */
    private long tombstonesKeptMillis(String namespace) {
        return openings.stream()
                .mapToLong(opening -> opening.tombstonesKeptMillis(namespace))
                .max()
                .orElse(-1);
    }

    /** Starts to close: no new work, what workers have ends first. Returns at once. */
    void shutDown() {
        shuttingDown = true;
        maintenance.shutdown();
        workers.shutdown();
        firstTry.complete(null);
        threads("closer").newThread(this::closeEngine).start();
    }

    private void closeEngine() {
        try {
            while (!workers.awaitTermination(1, TimeUnit.MINUTES)
                    || !maintenance.awaitTermination(1, TimeUnit.MINUTES)) {
                LOG.warn("rocksdb store {}: an operation hangs, still closing", folder);
            }
        } catch (InterruptedException impossible) {
            LOG.error("rocksdb store {}: not closed", folder, impossible);
            return; // nobody has this thread: better a folder left open than a crash
        }
        engineLock.writeLock().lock();
        try {
            awayBecause = "closed";
            if (engine != null) {
                engine.close();
                engine = null;
            }
        } finally {
            engineLock.writeLock().unlock();
        }
        LOG.info("rocksdb store {}: closed", folder);
        closed.complete(null);
    }
}
