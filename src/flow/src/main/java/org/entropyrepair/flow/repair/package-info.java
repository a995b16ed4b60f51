/**
 * The repair operator: failures and config revisions come in, outcomes go out, dead letters leave
 * by the side.
 *
 * <p>{@code RepairOperator} is wiring only. Its rooms: {@code EdgeStates} (load, save: what is
 * young on the heap, what is older in RocksDB), {@code AlarmClock} (when an edge is to be looked
 * at), {@code ParkedIndex} (what waits for its target), {@code Agenda} (what to look at next, in
 * short turns), {@code Target} (one region's store, its gate and its queue), {@code Interpreter}
 * (effects become deeds), {@code Tally} (gauges), {@code Revisions} (the config in force).
 * Everything runs on the task's own thread, except the stores' answers, which enter through {@code
 * Agenda#answered}.
 */
@NullMarked
package org.entropyrepair.flow.repair;

import org.jspecify.annotations.NullMarked;
