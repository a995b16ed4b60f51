package org.entropyrepair.testkit.fake;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.entropyrepair.core.model.Bytes;
import org.entropyrepair.core.model.Cell;
import org.entropyrepair.core.model.Mutation;
import org.entropyrepair.core.model.Version;
import org.entropyrepair.sinks.ReadResult;
import org.entropyrepair.sinks.WriteResult;
import org.jspecify.annotations.Nullable;

/** Last write wins in a map; nothing is ever purged. Not thread-safe. */
final class ScriptedCells {
    private final Map<Cell, ReadResult.Held> held = new HashMap<>();

    WriteResult apply(Mutation mutation, long nowMicros) {
        ReadResult.Held before = winner(mutation.cell());
        int order = before == null ? 1 : mutation.version().compareTo(before.version());
        if (order < 0) {
            return new WriteResult.Superseded();
        }
        if (order == 0) {
            return new WriteResult.Healed();
        }
        held.put(
                mutation.cell(),
                asSeen(
                        new ReadResult.Held(
                                mutation.version(), mutation.value(), mutation.metadata()),
                        nowMicros));
        return new WriteResult.Applied();
    }

    Optional<ReadResult.Held> held(Cell cell, long nowMicros) {
        return Optional.ofNullable(winner(cell)).map(winner -> asSeen(winner, nowMicros));
    }

    Map<Cell, ReadResult.Held> snapshot(long nowMicros) {
        Map<Cell, ReadResult.Held> all = new HashMap<>();
        held.forEach(
                (cell, own) -> {
                    if (own == winner(cell)) {
                        all.put(cell, asSeen(own, nowMicros));
                    }
                });
        return all;
    }

    /** The greater of the cell's own version and its record's marker. */
    private ReadResult.@Nullable Held winner(Cell cell) {
        ReadResult.Held own = held.get(cell);
        ReadResult.Held marker = held.get(Cell.wholeRecord(cell.namespace(), cell.id()));
        if (own == null || marker == null) {
            return own == null ? marker : own;
        }
        return marker.version().beats(own.version()) ? marker : own;
    }

    private static ReadResult.Held asSeen(ReadResult.Held held, long nowMicros) {
        Version version = held.version();
        return version.isLive(nowMicros)
                ? held
                : new ReadResult.Held(version, Bytes.EMPTY, Bytes.EMPTY);
    }
}
