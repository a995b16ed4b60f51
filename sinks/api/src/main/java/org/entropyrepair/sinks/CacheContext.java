package org.entropyrepair.sinks;

import java.util.List;
import java.util.Map;

/**
 * What a cache is opened with.
 *
 * @param region the region it belongs to
 * @param settings what the config says under the region's {@code cache}, {@code kind} included,
 *     secrets resolved; values are strings, numbers, booleans, lists and maps of these
 * @param keys by namespace, the names under which its cells are held; namespaces that are absent
 *     are not cached
 */
public record CacheContext(
        String region, Map<String, Object> settings, Map<String, List<KeyTemplate>> keys) {}
