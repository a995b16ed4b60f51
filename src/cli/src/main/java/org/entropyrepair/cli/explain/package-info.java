/**
 * What is known of one edge: the outcome topic and the dead-letter topic go in; the state of each
 * of its repairs, and whether the edge is whole, half or lost, comes out.
 */
@NullMarked
package org.entropyrepair.cli.explain;

import org.jspecify.annotations.NullMarked;
