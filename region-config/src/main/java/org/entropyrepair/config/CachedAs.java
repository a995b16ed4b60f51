package org.entropyrepair.config;

import java.time.Duration;
import java.util.List;

/**
 * Under which names caches hold the cells of a namespace, wherever a region has a cache.
 *
 * @param keys templates of keys; at least one, each once; their language is checked where caches
 *     are
 * @param invalidateAgainAfter when a cell is invalidated once more
 */
public record CachedAs(List<String> keys, Duration invalidateAgainAfter) {
    /** Keeps its own copy. */
    public CachedAs {
        keys = List.copyOf(keys);
    }
}
