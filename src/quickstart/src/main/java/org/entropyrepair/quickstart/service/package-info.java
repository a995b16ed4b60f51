/**
 * A small graph service: WordNet's edges go in, and forward links, reverse links, properties and
 * nodes are written to every region's store, one token per graph write. What fails goes to the
 * failure topic of the region in which the write was made; every write goes to the log of all
 * writes.
 */
@NullMarked
package org.entropyrepair.quickstart.service;

import org.jspecify.annotations.NullMarked;
