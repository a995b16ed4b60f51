package org.entropyrepair.config;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A region: where its failures are published and what its store is.
 *
 * @param name its name
 * @param failures its failure topics; at least one
 * @param store its store
 * @param storeGroup the group of regions whose stores replicate themselves to one another: one
 *     write covers them all; null if its store is its own
 * @param cache what stands in front of its store, for the namespaces that say under which keys;
 *     null if nothing does
 */
public record Region(
        String name,
        List<Feed> failures,
        StoreSettings store,
        @Nullable String storeGroup,
        @Nullable CacheSettings cache) {}
