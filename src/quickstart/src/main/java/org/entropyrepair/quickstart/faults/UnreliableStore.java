package org.entropyrepair.quickstart.faults;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;
import org.entropyrepair.core.model.Cell;
import org.entropyrepair.core.model.Mutation;
import org.entropyrepair.sinks.ReadResult;
import org.entropyrepair.sinks.Store;
import org.entropyrepair.sinks.StoreUnreadableException;
import org.entropyrepair.sinks.WriteResult;

/**
 * A store that cannot be reached while its region is down, and that now and then is too busy or
 * loses its answer on the way.
 */
final class UnreliableStore implements Store {
    private static final String DOWN = "the region is down";

    private final String region;
    private final Store store;
    private final Outages outages;
    private final int perMille;

    /**
     * Makes {@code store} unreliable.
     *
     * @param perMille of 1,000 writes, how many go wrong while the region is up
     */
    UnreliableStore(String region, Store store, Outages outages, int perMille) {
        this.region = region;
        this.store = store;
        this.outages = outages;
        this.perMille = perMille;
    }

    @Override
    public CompletionStage<WriteResult> apply(Mutation mutation) {
        if (outages.isPretended(region)) {
            return CompletableFuture.completedFuture(new WriteResult.Unavailable(DOWN));
        }
        int dice = perMille == 0 ? 1_000 : ThreadLocalRandom.current().nextInt(1_000);
        if (dice >= perMille) {
            return store.apply(mutation);
        }
        if (dice % 2 == 0) {
            return CompletableFuture.completedFuture(new WriteResult.Throttled("too busy"));
        }
        return store.apply(mutation)
                .thenApply(result -> new WriteResult.Unknown("the answer was lost"));
    }

    @Override
    public CompletionStage<ReadResult> read(Cell cell) {
        return outages.isPretended(region)
                ? CompletableFuture.completedFuture(new ReadResult.Unreadable(DOWN))
                : store.read(cell);
    }

    @Override
    public void scan(String namespace, int bucket, int buckets, Consumer<Entry> entries)
            throws StoreUnreadableException {
        if (outages.isPretended(region)) {
            throw new StoreUnreadableException(region + ": " + DOWN);
        }
        store.scan(namespace, bucket, buckets, entries);
    }

    @Override
    public void close() {
        store.close();
    }
}
