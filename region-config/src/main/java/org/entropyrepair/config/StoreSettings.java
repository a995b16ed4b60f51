package org.entropyrepair.config;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What the store of a region is. Everything but the kind and the rate belongs to that kind and is
 * checked by it.
 *
 * @param kind the kind of store
 * @param maxWritesPerSecond the most writes per second of the whole job; 0 for no limit
 * @param settings all that is written under {@code store}, {@code kind} included, secrets resolved:
 *     strings, {@link Long}, {@link Double}, {@link Boolean}, lists and maps of these; for use, not
 *     for print
 */
public record StoreSettings(String kind, long maxWritesPerSecond, Map<String, Object> settings) {
    /** Keeps its own copy, in the order given. */
    public StoreSettings {
        settings = Collections.unmodifiableMap(new LinkedHashMap<>(settings));
    }

    /** The kind, and the names of the settings without their values. */
    @Override
    public String toString() {
        return "StoreSettings[kind=" + kind + ", settings=" + settings.keySet() + "]";
    }
}
