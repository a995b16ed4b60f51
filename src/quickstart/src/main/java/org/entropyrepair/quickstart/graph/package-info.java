/**
 * The graph of the quickstart: WordNet's data files go in, synsets and typed edges come out.
 * Nothing here knows regions, stores or failures.
 */
@NullMarked
package org.entropyrepair.quickstart.graph;

import org.jspecify.annotations.NullMarked;
