/**
 * The same failures, the same broker and the same store, through this project's job and through
 * what a team would take instead. {@code PeersBenchmark} starts a broker, feeds it a {@code Load}
 * and starts each {@code Contender} in a process of its own ({@code PeerMain}), where a {@code
 * RecordingStore} takes the writes and {@code Judge} says what is wrong in the end.
 */
@NullMarked
package org.entropyrepair.benchmarks.peers;

import org.jspecify.annotations.NullMarked;
