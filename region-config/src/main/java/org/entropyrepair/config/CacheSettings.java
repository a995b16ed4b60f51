package org.entropyrepair.config;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What the cache of a region is. Everything but the kind belongs to that kind and is checked by it.
 *
 * @param kind the kind of cache
 * @param settings all that is written under {@code cache}, {@code kind} included, secrets resolved:
 *     strings, {@link Long}, {@link Double}, {@link Boolean}, lists and maps of these; for use, not
 *     for print
 */
public record CacheSettings(String kind, Map<String, Object> settings) {
    /** Keeps its own copy, in the order given. */
    public CacheSettings {
        settings = Collections.unmodifiableMap(new LinkedHashMap<>(settings));
    }

    /** The kind, and the names of the settings without their values. */
    @Override
    public String toString() {
        return "CacheSettings[kind=" + kind + ", settings=" + settings.keySet() + "]";
    }
}
