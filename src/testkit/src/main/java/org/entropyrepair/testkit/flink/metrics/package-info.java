/**
 * How a Flink process is scraped on 127.0.0.1: metrics flow out of it to whoever asks there, and
 * where that is flows to Prometheus in a file. The reporter runs in Flink's processes, so it sees
 * the JDK and what is on their class path only.
 */
@NullMarked
package org.entropyrepair.testkit.flink.metrics;

import org.jspecify.annotations.NullMarked;
