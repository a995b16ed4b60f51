package org.entropyrepair.config;

import java.util.List;

/**
 * A region: where its failures are published and what its store is.
 *
 * @param name its name
 * @param failures its failure topics; at least one
 * @param store its store
 */
public record Region(String name, List<Feed> failures, StoreSettings store) {}
