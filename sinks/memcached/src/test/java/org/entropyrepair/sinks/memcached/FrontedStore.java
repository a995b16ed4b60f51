package org.entropyrepair.sinks.memcached;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.entropyrepair.core.model.Bytes;
import org.entropyrepair.core.model.Cell;
import org.entropyrepair.core.model.Mutation;
import org.entropyrepair.core.model.Subject;
import org.entropyrepair.sinks.CacheContext;
import org.entropyrepair.sinks.Invalidations;
import org.entropyrepair.sinks.KeyTemplate;
import org.entropyrepair.sinks.ReadResult;
import org.entropyrepair.sinks.Store;
import org.entropyrepair.sinks.StoreUnreadableException;
import org.entropyrepair.sinks.WriteResult;
import org.entropyrepair.testkit.contract.StoreBench;
import org.entropyrepair.testkit.contract.StoreContract;
import org.entropyrepair.testkit.memcached.MemcachedReader;
import org.entropyrepair.testkit.memcached.MemcachedServer;

/**
 * A store behind a cache, told as the repair operator tells it. While the server answers, a reader
 * caches every record before each write to it; whoever reads then finds nothing cached of what has
 * been written since.
 */
final class FrontedStore implements Store {
    private static final KeyTemplate NAME = KeyTemplate.parse("{namespace}:{id|sha256}");
    private static final Subject EDGE = new Subject.Edge("social", "follows", "a", "b");

    /** What is told of all fronts of one test. */
    static final class Told implements Invalidations.Counts {
        final AtomicInteger asked = new AtomicInteger();
        final AtomicInteger gone = new AtomicInteger();
        final AtomicInteger stale = new AtomicInteger();
        final AtomicInteger closed = new AtomicInteger(); // what a test left in flight

        @Override
        public void invalidated(String namespace) {
            gone.incrementAndGet();
        }

        @Override
        public void notInvalidated(String namespace, String message) {
            (message.endsWith("closed") ? closed : stale).incrementAndGet();
        }

        boolean allAnswered() {
            return asked.get() == gone.get() + stale.get() + closed.get();
        }
    }

    private final Store store;
    private final MemcachedServer server;
    private final boolean serverAnswers;
    private final Told told;
    private final Invalidations invalidations;
    private final Set<Bytes> written = ConcurrentHashMap.newKeySet();

    FrontedStore(Store store, MemcachedServer server, boolean serverAnswers, Told told) {
        this.store = store;
        this.server = server;
        this.serverAnswers = serverAnswers;
        this.told = told;
        this.invalidations =
                new Invalidations(
                        new MemcachedCacheFactory()
                                .open(
                                        new CacheContext(
                                                "here",
                                                Map.of("zones", List.of(List.of(server.address()))),
                                                Map.of(
                                                        StoreContract.PLAIN,
                                                        List.of(NAME),
                                                        StoreContract.RECORDS,
                                                        List.of(NAME)))),
                        Map.of(
                                StoreContract.PLAIN,
                                Duration.ofHours(1),
                                StoreContract.RECORDS,
                                Duration.ofHours(1)),
                        Invalidations.Limits.DEFAULT,
                        told);
    }

    @Override
    public CompletionStage<WriteResult> apply(Mutation mutation) {
        Cell cell = mutation.cell();
        if (!StoreContract.NAMESPACES.containsKey(cell.namespace())) {
            return store.apply(mutation);
        }
        Bytes name = NAME.nameOf(EDGE, cell).orElseThrow();
        if (serverAnswers) {
            fill(name);
        }
        return store.apply(mutation)
                .thenApply(
                        result -> {
                            if (result instanceof WriteResult.Applied
                                    || result instanceof WriteResult.Healed
                                    || result instanceof WriteResult.Superseded) {
                                told.asked.incrementAndGet();
                                written.add(name);
                            } else {
                                written.remove(name);
                            }
                            invalidations.after(EDGE, cell, result);
                            return result;
                        });
    }

    @Override
    public CompletionStage<ReadResult> read(Cell cell) {
        Bytes name = NAME.nameOf(EDGE, cell).orElseThrow();
        if (serverAnswers && written.contains(name)) {
            StoreBench.until(told::allAnswered);
            if (told.stale.get() > 0 || holds(name)) {
                return CompletableFuture.failedStage(
                        new AssertionError("cached still: " + cell + ", stale " + told.stale));
            }
        }
        return store.read(cell);
    }

    private void fill(Bytes name) {
        try (MemcachedReader reader = server.reader()) {
            reader.set(name.unsafeArray(), "old");
        }
    }

    private boolean holds(Bytes name) {
        try (MemcachedReader reader = server.reader()) {
            return reader.holds(name.unsafeArray());
        }
    }

    @Override
    public void scan(String namespace, int bucket, int buckets, Consumer<Entry> entries)
            throws StoreUnreadableException {
        store.scan(namespace, bucket, buckets, entries);
    }

    @Override
    public void close() {
        invalidations.close();
        store.close();
    }
}
