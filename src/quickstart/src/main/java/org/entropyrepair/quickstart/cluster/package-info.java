/**
 * The command {@code bin/local-cluster}: a Flink cluster and a Kafka broker of several processes,
 * which run on when the command has ended, until it is told to stop them.
 */
@NullMarked
package org.entropyrepair.quickstart.cluster;

import org.jspecify.annotations.NullMarked;
