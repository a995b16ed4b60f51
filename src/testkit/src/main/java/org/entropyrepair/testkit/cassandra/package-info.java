/**
 * A real Cassandra node in a process of its own, for tests and for the quickstart. Statements flow
 * in through {@link org.entropyrepair.testkit.cassandra.CassandraServer#cql}; whoever wants rows
 * back brings a driver. No test framework in it.
 */
@NullMarked
package org.entropyrepair.testkit.cassandra;

import org.jspecify.annotations.NullMarked;
