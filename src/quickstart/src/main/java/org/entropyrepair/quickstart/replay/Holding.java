package org.entropyrepair.quickstart.replay;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.entropyrepair.config.RegionConfig;
import org.entropyrepair.core.model.Version;
import org.entropyrepair.quickstart.hosts.RegionStores;
import org.entropyrepair.sinks.Store;
import org.entropyrepair.sinks.StoreUnreadableException;

/**
 * What the local store of a region holds of a namespace.
 *
 * @param region the region
 * @param namespace the namespace
 * @param values cells with a value
 * @param expired cells whose value has run out
 * @param deletes cells and records which are held as deleted
 */
record Holding(String region, String namespace, long values, long expired, long deletes) {
    private static final Duration OPEN_MAX = Duration.ofSeconds(30);

    /**
     * What all stores hold, namespaces of which nothing is held left out.
     *
     * @throws StoreUnreadableException if a store cannot be read to its end
     * @throws InterruptedException if interrupted while waiting for one to open
     */
    static List<Holding> of(RegionConfig config)
            throws StoreUnreadableException, InterruptedException {
        List<Holding> holdings = new ArrayList<>();
        try (RegionStores stores = RegionStores.of(config)) {
            for (Map.Entry<String, Store> store : stores.byRegion().entrySet()) {
                for (String namespace : config.namespaces().keySet()) {
                    Holding holding = of(store.getKey(), store.getValue(), namespace);
                    if (!holding.isEmpty()) {
                        holdings.add(holding);
                    }
                }
            }
        }
        return holdings;
    }

    /** A store opens in the background, and cannot be read before. */
    private static Holding of(String region, Store store, String namespace)
            throws StoreUnreadableException, InterruptedException {
        long endNanos = System.nanoTime() + OPEN_MAX.toNanos();
        while (true) {
            long[] counts = new long[3];
            try {
                store.scan(namespace, 0, 1, entry -> counts[place(entry.held().version())]++);
                return new Holding(region, namespace, counts[0], counts[1], counts[2]);
            } catch (StoreUnreadableException notYet) {
                if (System.nanoTime() > endNanos) {
                    throw notYet;
                }
                TimeUnit.MILLISECONDS.sleep(100);
            }
        }
    }

    private static int place(Version version) {
        if (version.isDelete()) {
            return 2;
        }
        return version.isExpired(System.currentTimeMillis() * 1_000) ? 1 : 0;
    }

    private boolean isEmpty() {
        return values + expired + deletes == 0;
    }
}
