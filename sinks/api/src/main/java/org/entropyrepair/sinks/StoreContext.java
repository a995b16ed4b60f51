package org.entropyrepair.sinks;

import java.util.Map;

/**
 * What a store is opened with.
 *
 * @param region the region it belongs to
 * @param settings what the config says under {@code store}, {@code kind} included, secrets
 *     resolved; values are strings, numbers, booleans, lists and maps of these
 * @param namespaces the namespaces it holds
 */
public record StoreContext(
        String region, Map<String, Object> settings, Map<String, Namespace> namespaces) {

    /**
     * What a store needs to know of a namespace.
     *
     * @param name its name
     * @param table the table, or whatever the store calls it
     * @param tombstonesKeptMillis how long a delete's token must outlive the value
     * @param recordDeletes whether record deletes are allowed
     */
    public record Namespace(
            String name, String table, long tombstonesKeptMillis, boolean recordDeletes) {}
}
