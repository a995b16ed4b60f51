/**
 * A real Flink session cluster, each of its parts a process of its own, out of the jars that a
 * stock distribution has in its {@code lib/}. Jobs flow in through its REST address; what they
 * write lies in the cluster's folder. No test framework in it.
 */
@NullMarked
package org.entropyrepair.testkit.flink;

import org.jspecify.annotations.NullMarked;
