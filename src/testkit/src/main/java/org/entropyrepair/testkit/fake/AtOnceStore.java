package org.entropyrepair.testkit.fake;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import org.entropyrepair.core.model.Cell;
import org.entropyrepair.core.model.Mutation;
import org.entropyrepair.sinks.ReadResult;
import org.entropyrepair.sinks.Store;
import org.entropyrepair.sinks.WriteResult;

/**
 * A store that says applied at once and keeps nothing but a count: what is measured with it is the
 * pipeline in front of it. Thread-safe.
 */
public final class AtOnceStore implements Store {
    private static final CompletableFuture<WriteResult> APPLIED =
            CompletableFuture.completedFuture(new WriteResult.Applied());

    private final LongAdder writes = new LongAdder();

    /** With a count of its own. */
    public AtOnceStore() {}

    /** How many writes there were. */
    public long writes() {
        return writes.sum();
    }

    @Override
    public CompletionStage<WriteResult> apply(Mutation mutation) {
        writes.increment();
        return APPLIED;
    }

    /** Always nothing. */
    @Override
    public CompletionStage<ReadResult> read(Cell cell) {
        return CompletableFuture.completedFuture(new ReadResult.Nothing(true));
    }

    /** Always empty. */
    @Override
    public void scan(String namespace, int bucket, int buckets, Consumer<Entry> entries) {}

    /** Does nothing: several tasks share one. */
    @Override
    public void close() {}
}
