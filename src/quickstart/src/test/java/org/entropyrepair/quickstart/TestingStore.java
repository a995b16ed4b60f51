package org.entropyrepair.quickstart;

import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.entropyrepair.core.model.Cell;
import org.entropyrepair.core.model.Mutation;
import org.entropyrepair.sinks.ReadResult;
import org.entropyrepair.sinks.Store;
import org.entropyrepair.sinks.WriteResult;

/** A store in memory: last write wins per cell; what it holds may be tampered with. */
public final class TestingStore implements Store {
    /** What is held. */
    public final Map<Cell, ReadResult.Held> held = new ConcurrentHashMap<>();

    @Override
    public CompletionStage<WriteResult> apply(Mutation mutation) {
        ReadResult.Held next =
                new ReadResult.Held(mutation.version(), mutation.value(), mutation.metadata());
        ReadResult.Held now =
                held.merge(mutation.cell(), next, (a, b) -> b.version().beats(a.version()) ? b : a);
        return CompletableFuture.completedFuture(
                now == next ? new WriteResult.Applied() : new WriteResult.Superseded());
    }

    @Override
    public CompletionStage<ReadResult> read(Cell cell) {
        ReadResult.Held found = held.get(cell);
        return CompletableFuture.completedFuture(
                found == null ? new ReadResult.Nothing(true) : found);
    }

    @Override
    public void scan(String namespace, int bucket, int buckets, Consumer<Entry> entries) {
        held.forEach(
                (cell, there) -> {
                    if (cell.namespace().equals(namespace)
                            && Math.floorMod(cell.hashCode(), buckets) == bucket) {
                        entries.accept(new Entry(cell, there));
                    }
                });
    }

    @Override
    public void close() {}
}
