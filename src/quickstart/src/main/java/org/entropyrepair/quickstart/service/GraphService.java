package org.entropyrepair.quickstart.service;

import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.entropyrepair.core.model.Cause;
import org.entropyrepair.core.model.Mutation;
import org.entropyrepair.core.model.Op;
import org.entropyrepair.core.model.Token;
import org.entropyrepair.quickstart.faults.ClientClock;
import org.entropyrepair.quickstart.faults.Fate;
import org.entropyrepair.quickstart.faults.Fate.Landing;
import org.entropyrepair.quickstart.faults.FaultPlan;
import org.entropyrepair.quickstart.faults.FaultPlan.Misfortune;
import org.entropyrepair.quickstart.judge.LoggedWrite;
import org.entropyrepair.quickstart.service.FailureRecords.Failed;
import org.entropyrepair.sinks.Store;
import org.entropyrepair.sinks.WriteResult;
import org.jspecify.annotations.Nullable;

/**
 * Writes the graph to every region's store, as a service would: all constituent writes of a graph
 * write under one token, and a failure record, in the region in which the graph write was made, for
 * each that failed or was not heard of again. {@link #write} is called by one thread; completions
 * run on the stores' threads.
 */
public final class GraphService implements AutoCloseable {
    private static final Set<ClientClock> ANY_CLOCK = EnumSet.allOf(ClientClock.class);
    private static final Set<ClientClock> NOT_ANCIENT =
            EnumSet.of(ClientClock.AHEAD, ClientClock.FAR_AHEAD);
    private static final Set<ClientClock> RIGHT = EnumSet.of(ClientClock.RIGHT);

    private final List<Region> regions;
    private final Consumer<LoggedWrite> log;
    private final FaultPlan plan;
    private final FailureRecords failures;
    private final Supplier<Token> tokens;
    private final Random random;
    private final int cellsInFlightMax;
    private final Semaphore permits;
    private final AtomicLong late = new AtomicLong();
    private final ScheduledThreadPoolExecutor later;
    private @Nullable Token contested;
    private volatile long lastExpiryMicros;

    private record Region(String name, Store store) {}

    /**
     * A service which has written nothing yet.
     *
     * @param stores by region; they stay the caller's to close
     * @param log takes every write before it is made
     * @param plan what goes wrong
     * @param failures where failures are published
     * @param tokens a new token for each graph write, from clocks that go right
     * @param cellsInFlightMax how many constituent writes may be on their way, in all regions
     * @param seed of everything the service leaves to chance
     */
    public GraphService(
            Map<String, Store> stores,
            Consumer<LoggedWrite> log,
            FaultPlan plan,
            FailureRecords failures,
            Supplier<Token> tokens,
            int cellsInFlightMax,
            long seed) {
        this.cellsInFlightMax = cellsInFlightMax;
        this.permits = new Semaphore(cellsInFlightMax);
        this.regions =
                new LinkedHashMap<>(stores)
                        .entrySet().stream()
                                .map(entry -> new Region(entry.getKey(), entry.getValue()))
                                .toList();
        this.log = log;
        this.plan = plan;
        this.failures = failures;
        this.tokens = tokens;
        this.random = new Random(seed);
        this.later =
                new ScheduledThreadPoolExecutor(
                        1,
                        task -> {
                            Thread thread = new Thread(task, "quickstart-late-writes");
                            thread.setDaemon(true);
                            return thread;
                        });
    }

    /**
     * Makes one graph write. Waits while too many constituent writes are on their way.
     *
     * @throws InterruptedException if interrupted while waiting; the write is not made then
     */
    public void write(GraphWrite write) throws InterruptedException {
        List<CellWrite> cells = write.cells();
        int needed = cells.size() * regions.size();
        permits.acquire(needed);
        Misfortune misfortune =
                plan.next(
                        cells.stream().map(cell -> cell.cell().namespace()).toList(),
                        clocks(write));
        Token token = token(write, misfortune.clock());
        String origin = regions.get(random.nextInt(regions.size())).name();
        for (CellWrite cell : cells) {
            log(cell, token, !misfortune.clock().isFatal());
        }
        for (int c = 0; c < cells.size(); c++) {
            for (int r = 0; r < regions.size(); r++) {
                Attempt attempt =
                        new Attempt(write, cells.get(c), token, origin, regions.get(r), misfortune);
                Fate fate = misfortune.fates()[c][r];
                if (fate == null) {
                    attempt.plainly();
                } else {
                    attempt.suffering(fate);
                    permits.release();
                }
            }
        }
    }

    /**
     * Waits until nothing of what was written is on its way any more: neither at a store nor to be
     * made or published later.
     *
     * @return whether that came to pass in time
     * @throws InterruptedException if interrupted while waiting
     */
    public boolean drain(long timeoutMillis) throws InterruptedException {
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(timeoutMillis);
        synchronized (late) {
            while (late.get() > 0) {
                long left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
                if (left <= 0) {
                    return false;
                }
                late.wait(left);
            }
        }
        boolean idle =
                permits.tryAcquire(
                        cellsInFlightMax,
                        Math.max(0, end - System.nanoTime()),
                        TimeUnit.NANOSECONDS);
        if (idle) {
            permits.release(cellsInFlightMax);
        }
        return idle;
    }

    /**
     * When the last of the short TTLs written so far runs out, microseconds since 1970; 0 if none
     * was written.
     */
    public long lastShortExpiryMicros() {
        return lastExpiryMicros;
    }

    /** Gives up on what was to be made or published later. */
    @Override
    public void close() {
        later.shutdownNow();
    }

    private Set<ClientClock> clocks(GraphWrite write) {
        if (write.contested() || contested != null) {
            return RIGHT;
        }
        boolean plainPuts =
                write.cells().stream().allMatch(c -> c.op() == Op.PUT && c.ttlSeconds() == 0);
        return plainPuts ? ANY_CLOCK : NOT_ANCIENT;
    }

    private Token token(GraphWrite write, ClientClock clock) {
        Token now = tokens.get();
        Token rival = contested;
        contested = write.contested() ? now : null;
        if (rival != null) {
            return new Token(rival.generatedAtMicros(), now.nonceHigh(), now.nonceLow());
        }
        return new Token(
                now.generatedAtMicros() + clock.aheadMillis() * 1_000,
                now.nonceHigh(),
                now.nonceLow());
    }

    private void log(CellWrite write, Token token, boolean happened) {
        LoggedWrite.Kind kind =
                write.op() == Op.PUT ? LoggedWrite.Kind.PUT : LoggedWrite.Kind.DELETE;
        log.accept(
                new LoggedWrite(
                        write.cell(),
                        token,
                        kind,
                        write.ttlSeconds(),
                        write.value(),
                        write.metadata(),
                        happened));
        if (happened
                && write.ttlSeconds() > 0
                && write.ttlSeconds() <= Script.SHORT_TTL_SECONDS_MAX) {
            lastExpiryMicros =
                    Math.max(
                            lastExpiryMicros,
                            token.generatedAtMicros() + write.ttlSeconds() * 1_000_000);
        }
    }

    private void afterMillis(long millis, Runnable task) {
        if (millis == 0) {
            task.run();
            return;
        }
        late.incrementAndGet();
        var unused =
                later.schedule(
                        () -> {
                            try {
                                task.run();
                            } finally {
                                synchronized (late) {
                                    late.decrementAndGet();
                                    late.notifyAll();
                                }
                            }
                        },
                        millis,
                        TimeUnit.MILLISECONDS);
    }

    /** One constituent write in one region. */
    private final class Attempt {
        private final GraphWrite graphWrite;
        private final CellWrite write;
        private final Token token;
        private final String origin;
        private final Region target;
        private final Misfortune misfortune;
        private final long failedAtMillis = System.currentTimeMillis();

        Attempt(
                GraphWrite graphWrite,
                CellWrite write,
                Token token,
                String origin,
                Region target,
                Misfortune misfortune) {
            this.graphWrite = graphWrite;
            this.write = write;
            this.token = token;
            this.origin = origin;
            this.target = target;
            this.misfortune = misfortune;
        }

        void plainly() {
            var unused =
                    target.store()
                            .apply(mutation())
                            .whenComplete(
                                    (result, bug) -> {
                                        Cause cause = causeOf(result);
                                        if (cause != null) {
                                            publish(cause);
                                        }
                                        permits.release();
                                    });
        }

        void suffering(Fate fate) {
            if (fate.landing() != Landing.NEVER) {
                afterMillis(
                        fate.landsAfterMillis(),
                        () -> {
                            var unused = target.store().apply(mutation());
                        });
            }
            Cause cause = new Cause(fate.cause(), "injected");
            for (int i = 0; i < fate.records(); i++) {
                afterMillis(fate.recordsAfterMillis() + 150L * i, () -> publish(cause));
            }
        }

        private Mutation mutation() {
            return write.mutation(token);
        }

        private void publish(Cause cause) {
            failures.publish(
                    new Failed(
                            graphWrite.subject(),
                            write,
                            token,
                            origin,
                            target.name(),
                            failedAtMillis,
                            cause,
                            misfortune.clock().death()));
        }
    }

    /** Why a write has to be reported; null if it need not be. */
    private static @Nullable Cause causeOf(@Nullable WriteResult result) {
        if (result instanceof WriteResult.Applied
                || result instanceof WriteResult.Healed
                || result instanceof WriteResult.Superseded) {
            return null;
        } else if (result instanceof WriteResult.Rejected rejected) {
            return new Cause(Cause.Kind.REJECTED, rejected.message());
        } else if (result instanceof WriteResult.Unavailable unavailable) {
            return new Cause(Cause.Kind.UNAVAILABLE, unavailable.message());
        } else if (result instanceof WriteResult.Misdeployed misdeployed) {
            return new Cause(Cause.Kind.UNAVAILABLE, misdeployed.message());
        } else if (result instanceof WriteResult.Throttled throttled) {
            return new Cause(Cause.Kind.THROTTLED, throttled.message());
        } else if (result instanceof WriteResult.Unknown unknown) {
            return new Cause(Cause.Kind.TIMEOUT, unknown.message());
        }
        return new Cause(Cause.Kind.OTHER, "the store failed");
    }
}
