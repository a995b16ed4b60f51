package org.entropyrepair.quickstart.judge;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import org.entropyrepair.core.model.Bytes;
import org.entropyrepair.core.model.Cell;
import org.jspecify.annotations.Nullable;

/** The cells of one namespace, with how each looks in each column (a region, or the log). */
final class Sheet {
    private final int columns;
    private final long nowMicros;
    private final boolean tokensOfDeletes;
    private final Map<Cell, long[]> rows = new HashMap<>();
    private final List<Map<Bytes, LastWrite>> recordDeletes = new ArrayList<>();

    Sheet(int columns, long nowMicros, boolean tokensOfDeletes) {
        this.columns = columns;
        this.nowMicros = nowMicros;
        this.tokensOfDeletes = tokensOfDeletes;
        for (int i = 0; i < columns; i++) {
            recordDeletes.add(new HashMap<>());
        }
    }

    /** Enters what one column shows; a record delete covers the cells of its record. */
    void enter(int column, Map<Cell, LastWrite> seen) {
        Map<Bytes, LastWrite> deletes = recordDeletes.get(column);
        seen.forEach(
                (cell, last) -> {
                    if (cell.isWholeRecord()) {
                        deletes.put(cell.id(), last);
                    }
                });
        seen.forEach(
                (cell, last) -> {
                    @Nullable LastWrite delete = deletes.get(cell.id());
                    LastWrite effective = delete == null ? last : LastWrite.later(last, delete);
                    rows.computeIfAbsent(cell, absent -> new long[columns])[column] =
                            effective.appearance(nowMicros, tokensOfDeletes);
                });
    }

    /**
     * Hands over every cell with how it looks in each column: 0 where it shows nothing, else a
     * number that is equal where the looks are.
     */
    void forEach(BiConsumer<Cell, long[]> into) {
        rows.forEach(
                (cell, looks) -> {
                    for (int i = 0; i < columns; i++) {
                        @Nullable LastWrite delete = recordDeletes.get(i).get(cell.id());
                        if (looks[i] == 0 && delete != null) {
                            looks[i] = delete.appearance(nowMicros, tokensOfDeletes);
                        }
                    }
                    into.accept(cell, looks);
                });
    }
}
