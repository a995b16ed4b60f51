package org.entropyrepair.quickstart.hosts;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.entropyrepair.config.Region;
import org.entropyrepair.config.RegionConfig;
import org.entropyrepair.quickstart.faults.UnreliableStoreFactory;
import org.entropyrepair.sinks.Store;
import org.entropyrepair.sinks.StoreContext;
import org.entropyrepair.sinks.StoreFactory;

/**
 * The stores of all regions, opened through their factories.
 *
 * @param byRegion in the order of the config
 */
public record RegionStores(Map<String, Store> byRegion) implements AutoCloseable {

    /** As the graph service sees them, who cannot reach a region that is down. */
    public static RegionStores ofService(RegionConfig config) {
        RegionStores stores = new RegionStores(new LinkedHashMap<>());
        for (Region region : config.regions().values()) {
            Map<String, Object> settings = new HashMap<>(region.store().settings());
            settings.put("perMille", 0); // the fault plan does this for the service
            stores.open(region.name(), settings, config);
        }
        return stores;
    }

    /** As the config says, with nothing in between. */
    public static RegionStores of(RegionConfig config) {
        RegionStores stores = new RegionStores(new LinkedHashMap<>());
        for (Region region : config.regions().values()) {
            stores.open(region.name(), region.store().settings(), config);
        }
        return stores;
    }

    /** As the judge sees them, who can. */
    static RegionStores ofJudge(RegionConfig config) {
        RegionStores stores = new RegionStores(new LinkedHashMap<>());
        for (Region region : config.regions().values()) {
            stores.open(
                    region.name(),
                    UnreliableStoreFactory.innerSettings(region.store().settings()),
                    config);
        }
        return stores;
    }

    private void open(String region, Map<String, Object> settings, RegionConfig config) {
        Map<String, StoreContext.Namespace> namespaces = new HashMap<>();
        config.namespaces()
                .forEach(
                        (name, namespace) ->
                                namespaces.put(
                                        name,
                                        new StoreContext.Namespace(
                                                name,
                                                namespace.table(),
                                                namespace.tombstonesKept().toMillis(),
                                                namespace.recordDeletes())));
        StoreFactory factory =
                StoreFactory.ofKind(
                        String.valueOf(settings.get("kind")), RegionStores.class.getClassLoader());
        byRegion.put(region, factory.open(new StoreContext(region, settings, namespaces)));
    }

    @Override
    public void close() {
        byRegion.values().forEach(Store::close);
    }
}
