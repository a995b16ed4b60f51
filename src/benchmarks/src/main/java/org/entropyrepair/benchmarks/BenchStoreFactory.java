package org.entropyrepair.benchmarks;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.entropyrepair.sinks.Store;
import org.entropyrepair.sinks.StoreContext;
import org.entropyrepair.sinks.StoreFactory;

/** Opens {@link BenchStore}s: kind {@code bench}, no settings; one per region of this process. */
public final class BenchStoreFactory implements StoreFactory {
    private static final Map<String, BenchStore> BY_REGION = new ConcurrentHashMap<>();

    /** For {@link java.util.ServiceLoader}. */
    public BenchStoreFactory() {}

    /** The store of a region, made when first asked for. */
    static BenchStore ofRegion(String region) {
        return BY_REGION.computeIfAbsent(region, made -> new BenchStore());
    }

    @Override
    public String kind() {
        return "bench";
    }

    @Override
    public List<Problem> check(Map<String, Object> settings) {
        return List.of();
    }

    @Override
    public Store open(StoreContext context) {
        return ofRegion(context.region());
    }
}
