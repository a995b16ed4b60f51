package org.entropyrepair.quickstart.run;

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
 * The stores of all regions, opened twice: as the graph service sees them, which cannot reach a
 * region that is down, and as the judge does, who can.
 *
 * @param ofService by region
 * @param ofJudge by region
 */
record RegionStores(Map<String, Store> ofService, Map<String, Store> ofJudge)
        implements AutoCloseable {

    /** Opens them. */
    static RegionStores open(RegionConfig config) {
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
        RegionStores stores = new RegionStores(new LinkedHashMap<>(), new LinkedHashMap<>());
        for (Region region : config.regions().values()) {
            Map<String, Object> service = new HashMap<>(region.store().settings());
            service.put("perMille", 0); // the fault plan does this for the service
            stores.ofService.put(region.name(), open(region.name(), service, namespaces));
            Map<String, Object> judge =
                    UnreliableStoreFactory.innerSettings(region.store().settings());
            stores.ofJudge.put(region.name(), open(region.name(), judge, namespaces));
        }
        return stores;
    }

    private static Store open(
            String region,
            Map<String, Object> settings,
            Map<String, StoreContext.Namespace> namespaces) {
        return StoreFactory.ofKind(
                        String.valueOf(settings.get("kind")), RegionStores.class.getClassLoader())
                .open(new StoreContext(region, settings, namespaces));
    }

    @Override
    public void close() {
        ofService.values().forEach(Store::close);
        ofJudge.values().forEach(Store::close);
    }
}
