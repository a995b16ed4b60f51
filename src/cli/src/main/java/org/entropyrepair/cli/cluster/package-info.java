/**
 * Jobs on a Flink cluster: a region config and a jar come in, Flink's REST API is spoken to, and
 * what became of it is said.
 */
@NullMarked
package org.entropyrepair.cli.cluster;

import org.jspecify.annotations.NullMarked;
