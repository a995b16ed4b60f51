package org.entropyrepair.quickstart.judge;

import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.entropyrepair.core.model.Cell;
import org.entropyrepair.sinks.StoreUnreadableException;
import org.jspecify.annotations.Nullable;

/**
 * Compares every row of every region with the other regions and with a reference: one more cluster,
 * which nothing befell and which was sent every write directly under its timestamp. Who wins is
 * then what Cassandra itself makes of it, row by row and column by column, and no code of ours.
 */
public final class ReferenceJudge implements Judge {
    private final WriteLog log;
    private final List<String> namespaces;
    private final Map<String, Rows> regions;
    private final Rows reference;

    /**
     * A judge over these regions.
     *
     * @param log all writes: cells that are gone everywhere count as compared, too
     * @param namespaces what to compare
     * @param regions what their clusters show, by region
     * @param reference what they should show; waits for writes which are still on their way to it
     */
    public ReferenceJudge(
            WriteLog log, List<String> namespaces, Map<String, Rows> regions, Rows reference) {
        this.log = log;
        this.namespaces = List.copyOf(namespaces);
        this.regions = new LinkedHashMap<>(regions);
        this.reference = reference;
    }

    @Override
    public Verdict judge(long nowMicros) throws StoreUnreadableException {
        return compare(true);
    }

    @Override
    public Verdict compareRegions(long nowMicros) throws StoreUnreadableException {
        return compare(false);
    }

    private Verdict compare(boolean withReference) throws StoreUnreadableException {
        Tally tally = new Tally(List.copyOf(regions.keySet()));
        for (String namespace : namespaces) {
            Map<Cell, @Nullable Row[]> sheet = new HashMap<>();
            if (withReference) {
                log.read(namespace, write -> enter(sheet, write.cell()));
                int last = regions.size();
                reference.read(namespace, (cell, row) -> enter(sheet, cell)[last] = row);
            }
            int next = 0;
            for (Rows rows : regions.values()) {
                int column = next++;
                rows.read(namespace, (cell, row) -> enter(sheet, cell)[column] = row);
            }
            sheet.forEach(
                    (cell, rows) -> {
                        if (!cell.isWholeRecord()) {
                            tally.add(cell, looks(rows), withReference);
                        }
                    });
        }
        return tally.verdict();
    }

    private @Nullable Row[] enter(Map<Cell, @Nullable Row[]> sheet, Cell cell) {
        return sheet.computeIfAbsent(cell, absent -> new @Nullable Row[regions.size() + 1]);
    }

    /** Numbers that are equal where the rows are; 0 where there is none. */
    private static long[] looks(@Nullable Row[] rows) {
        long[] looks = new long[rows.length];
        for (int i = 0; i < rows.length; i++) {
            Row row = rows[i];
            looks[i] = row == null ? 0 : 1 + Arrays.asList(rows).indexOf(row);
        }
        return looks;
    }
}
