package org.entropyrepair.flow.state;

import java.util.List;
import java.util.Set;
import org.entropyrepair.core.model.RawRecord;
import org.entropyrepair.core.model.Subject;
import org.entropyrepair.core.reconcile.Alarms;
import org.entropyrepair.core.reconcile.EdgeState;
import org.jspecify.annotations.Nullable;

/**
 * What has happened to an edge that RocksDB has not been told: what to do there, in the order of
 * the components. Doing it twice does no harm.
 *
 * @param edge the edge or node
 * @param dropped payloads to be removed; before others are put, since numbers come again
 * @param kept payloads to be put
 * @param control the control part to be put, or removed if it is {@link EdgeState#EMPTY}; null if
 *     RocksDB has it
 * @param alarms the alarms to be set instead of others; null if RocksDB has them
 * @param parked the targets in whose parked index it is to stand; null if RocksDB knows
 */
public record EdgeChange(
        Subject edge,
        List<Integer> dropped,
        List<Payload> kept,
        @Nullable EdgeState control,
        @Nullable Move<Alarms> alarms,
        @Nullable Move<Set<String>> parked) {

    /**
     * A payload.
     *
     * @param number the number by which candidates name it, from 0
     * @param raw the record
     */
    public record Payload(int number, RawRecord raw) {}

    /**
     * From one value to another.
     *
     * @param before what RocksDB may have
     * @param after what it is to have
     * @param <T> an immutable type
     */
    public record Move<T>(T before, T after) {}
}
