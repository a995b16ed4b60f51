/**
 * A keyspace of an Apache Cassandra cluster: mutations go in as writes with their own timestamps,
 * Cassandra decides which is the last, and results come out.
 */
@NullMarked
package org.entropyrepair.sinks.cassandra;

import org.jspecify.annotations.NullMarked;
