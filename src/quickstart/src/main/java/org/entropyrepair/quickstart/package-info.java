/**
 * The quickstart: a real graph, torn in several regions by failed writes, comes back to zero
 * divergence through a real Kafka broker and the real repair job. In reading order: the graph, the
 * service that writes it, the faults that tear it, the judge that compares what is left, the
 * progress that is shown, and here the composition.
 */
@NullMarked
package org.entropyrepair.quickstart;

import org.jspecify.annotations.NullMarked;
