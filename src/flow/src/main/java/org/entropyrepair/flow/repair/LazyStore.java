package org.entropyrepair.flow.repair;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.entropyrepair.core.model.Cell;
import org.entropyrepair.core.model.Mutation;
import org.entropyrepair.sinks.ReadResult;
import org.entropyrepair.sinks.Store;
import org.entropyrepair.sinks.StoreUnreadableException;
import org.entropyrepair.sinks.WriteResult;
import org.jspecify.annotations.Nullable;

/**
 * A store that is opened when it is first asked for something, and never if it is not: that of a
 * region which this job does not repair, but may have to read for a copy. Thread-safe.
 */
final class LazyStore implements Store {
    private final Supplier<Store> open;
    private @Nullable Store opened;
    private boolean closed;

    LazyStore(Supplier<Store> open) {
        this.open = open;
    }

    private synchronized @Nullable Store store() {
        if (opened == null && !closed) {
            opened = open.get();
        }
        return closed ? null : opened;
    }

    @Override
    public CompletionStage<WriteResult> apply(Mutation mutation) {
        Store store = store();
        return store == null
                ? CompletableFuture.completedFuture(new WriteResult.Unavailable("closed"))
                : store.apply(mutation);
    }

    @Override
    public CompletionStage<ReadResult> read(Cell cell) {
        Store store = store();
        return store == null
                ? CompletableFuture.completedFuture(new ReadResult.Unreadable("closed"))
                : store.read(cell);
    }

    @Override
    public void scan(String namespace, int bucket, int buckets, Consumer<Entry> entries)
            throws StoreUnreadableException {
        Store store = store();
        if (store == null) {
            throw new StoreUnreadableException("closed");
        }
        store.scan(namespace, bucket, buckets, entries);
    }

    @Override
    public synchronized void close() {
        closed = true;
        if (opened != null) {
            opened.close();
        }
    }
}
