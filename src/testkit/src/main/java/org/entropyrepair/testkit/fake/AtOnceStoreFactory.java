package org.entropyrepair.testkit.fake;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.entropyrepair.sinks.Store;
import org.entropyrepair.sinks.StoreContext;
import org.entropyrepair.sinks.StoreFactory;

/**
 * Opens {@link AtOnceStore}s: kind {@code at-once}, no settings; one store per region of this JVM.
 */
public final class AtOnceStoreFactory implements StoreFactory {
    private static final Map<String, AtOnceStore> BY_REGION = new ConcurrentHashMap<>();

    /** For {@link java.util.ServiceLoader}. */
    public AtOnceStoreFactory() {}

    /** The store of a region, made when first asked for. */
    public static AtOnceStore ofRegion(String region) {
        return BY_REGION.computeIfAbsent(region, made -> new AtOnceStore());
    }

    @Override
    public String kind() {
        return "at-once";
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
