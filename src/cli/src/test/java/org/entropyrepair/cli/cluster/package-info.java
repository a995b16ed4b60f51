/** Tests of the room of clusters, the slow ones on a real Flink cluster. */
@NullMarked
package org.entropyrepair.cli.cluster;

import org.jspecify.annotations.NullMarked;
