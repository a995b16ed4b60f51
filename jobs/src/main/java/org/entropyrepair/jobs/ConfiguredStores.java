package org.entropyrepair.jobs;

import java.io.Serializable;
import java.util.HashMap;
import java.util.Map;
import org.entropyrepair.config.Namespace;
import org.entropyrepair.config.RegionConfig;
import org.entropyrepair.flow.repair.StoreOpener;
import org.entropyrepair.sinks.Store;
import org.entropyrepair.sinks.StoreContext;
import org.entropyrepair.sinks.StoreFactory;

/** Opens the stores that a config names, where the tasks run. */
final class ConfiguredStores implements StoreOpener {
    private static final long serialVersionUID = 1L;

    private final HashMap<String, Settings> settingsByRegion = new HashMap<>();
    private final HashMap<String, Table> tablesByNamespace = new HashMap<>();

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
            return "store of kind " + kind;
        }
    }

    private record Table(String name, long tombstonesKeptMillis, boolean recordDeletes)
            implements Serializable {
        private static final long serialVersionUID = 1L;
    }
}
