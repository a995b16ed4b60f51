package org.entropyrepair.jobs;

import java.io.Serializable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.entropyrepair.config.CacheSettings;
import org.entropyrepair.config.CachedAs;
import org.entropyrepair.config.Namespace;
import org.entropyrepair.config.RegionConfig;
import org.entropyrepair.flow.repair.StoreOpener;
import org.entropyrepair.sinks.Cache;
import org.entropyrepair.sinks.CacheContext;
import org.entropyrepair.sinks.CacheFactory;
import org.entropyrepair.sinks.Invalidations;
import org.entropyrepair.sinks.KeyTemplate;
import org.entropyrepair.sinks.Store;
import org.entropyrepair.sinks.StoreContext;
import org.entropyrepair.sinks.StoreFactory;

/** Opens the stores and caches that a config names, where the tasks run. */
final class ConfiguredStores implements StoreOpener {
    private static final long serialVersionUID = 1L;

    private final HashMap<String, Settings> settingsByRegion = new HashMap<>();
    private final HashMap<String, Table> tablesByNamespace = new HashMap<>();
    private final HashMap<String, Settings> cachesByRegion = new HashMap<>();
    private final HashMap<String, Cached> cachedByNamespace = new HashMap<>();

    ConfiguredStores(RegionConfig config) {
        config.regions()
                .forEach(
                        (name, region) ->
                                settingsByRegion.put(
                                        name,
                                        new Settings(
                                                region.store().kind(),
                                                region.store().maxWritesPerSecond(),
                                                new HashMap<>(region.store().settings()))));
        config.namespaces()
                .forEach((name, namespace) -> tablesByNamespace.put(name, table(namespace)));
        config.regions()
                .forEach(
                        (name, region) -> {
                            CacheSettings cache = region.cache();
                            if (cache != null) {
                                cachesByRegion.put(
                                        name,
                                        new Settings(
                                                cache.kind(), 0, new HashMap<>(cache.settings())));
                            }
                        });
        config.namespaces()
                .forEach(
                        (name, namespace) -> {
                            CachedAs as = namespace.cache();
                            if (as != null) {
                                cachedByNamespace.put(
                                        name,
                                        new Cached(
                                                new ArrayList<>(as.keys()),
                                                as.invalidateAgainAfter()));
                            }
                        });
    }

    @Override
    public Store open(String region, ClassLoader userCode) {
        Settings settings = settingsByRegion.get(region);
        if (settings == null) {
            throw new IllegalArgumentException(
                    "region: " + region + " (expected: one of " + settingsByRegion.keySet() + ")");
        }
        Map<String, StoreContext.Namespace> namespaces = new HashMap<>();
        tablesByNamespace.forEach(
                (name, table) ->
                        namespaces.put(
                                name,
                                new StoreContext.Namespace(
                                        name,
                                        table.name(),
                                        table.tombstonesKeptMillis(),
                                        table.recordDeletes())));
        return StoreFactory.ofKind(settings.kind(), userCode)
                .open(new StoreContext(region, settings.values(), Map.copyOf(namespaces)));
    }

    @Override
    public Optional<Invalidations> front(
            String region, ClassLoader userCode, Invalidations.Counts counts) {
        Settings settings = cachesByRegion.get(region);
        if (settings == null) {
            return Optional.empty();
        }
        Map<String, List<KeyTemplate>> keys = new HashMap<>();
        Map<String, Duration> againAfter = new HashMap<>();
        cachedByNamespace.forEach(
                (name, cached) -> {
                    keys.put(name, cached.keys().stream().map(KeyTemplate::parse).toList());
                    againAfter.put(name, cached.againAfter());
                });
        Cache cache =
                CacheFactory.ofKind(settings.kind(), userCode)
                        .open(new CacheContext(region, settings.values(), Map.copyOf(keys)));
        return Optional.of(
                new Invalidations(cache, againAfter, Invalidations.Limits.DEFAULT, counts));
    }

    @Override
    public double writesPerSecond(String region) {
        Settings settings = settingsByRegion.get(region);
        return settings == null ? 0 : settings.maxWritesPerSecond();
    }

    private static Table table(Namespace namespace) {
        return new Table(
                namespace.table(),
                namespace.tombstonesKept().toMillis(),
                namespace.recordDeletes());
    }

    /** Travels with the job graph; never printed, since it may hold secrets. */
    private record Settings(String kind, long maxWritesPerSecond, HashMap<String, Object> values)
            implements Serializable {
        private static final long serialVersionUID = 1L;

        @Override
        public String toString() {
            return "store or cache of kind " + kind;
        }
    }

    private record Cached(ArrayList<String> keys, Duration againAfter) implements Serializable {
        private static final long serialVersionUID = 1L;
    }

    private record Table(String name, long tombstonesKeptMillis, boolean recordDeletes)
            implements Serializable {
        private static final long serialVersionUID = 1L;
    }
}
