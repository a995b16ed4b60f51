package org.entropyrepair.quickstart.judge;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.entropyrepair.core.model.Cell;
import org.entropyrepair.quickstart.judge.LoggedWrite.Kind;
import org.entropyrepair.sinks.StoreUnreadableException;

/**
 * Compares every cell of every region with the other regions and with what last-write-wins must
 * give by the log of all writes, namespace by namespace, so that the largest namespace alone has to
 * fit in memory.
 */
public final class LogJudge implements Judge {
    private final WriteLog log;
    private final List<String> namespaces;
    private final Map<String, Contents> regions;
    private final boolean storesShowDeletes;

    /**
     * A judge over these regions.
     *
     * @param log all writes
     * @param namespaces what to compare
     * @param regions what their stores show, by region
     * @param storesShowDeletes whether these show deletes with their tokens, which must then agree,
     *     too
     */
    public LogJudge(
            WriteLog log,
            List<String> namespaces,
            Map<String, Contents> regions,
            boolean storesShowDeletes) {
        this.log = log;
        this.namespaces = List.copyOf(namespaces);
        this.regions = new LinkedHashMap<>(regions);
        this.storesShowDeletes = storesShowDeletes;
    }

    @Override
    public Verdict judge(long nowMicros) throws StoreUnreadableException {
        return compare(nowMicros, true);
    }

    @Override
    public Verdict compareRegions(long nowMicros) throws StoreUnreadableException {
        return compare(nowMicros, false);
    }

    private Verdict compare(long nowMicros, boolean withLog) throws StoreUnreadableException {
        Tally tally = new Tally(List.copyOf(regions.keySet()));
        for (String namespace : namespaces) {
            Sheet sheet = new Sheet(regions.size() + 1, nowMicros, storesShowDeletes);
            int column = 0;
            for (Contents contents : regions.values()) {
                sheet.enter(column++, shown(namespace, contents));
            }
            if (withLog) {
                sheet.enter(column, truth(namespace));
            }
            sheet.forEach((cell, looks) -> tally.add(cell, looks, withLog));
        }
        return tally.verdict();
    }

    /** What the log says must be there. */
    private Map<Cell, LastWrite> truth(String namespace) {
        Map<Cell, LastWrite> last = new HashMap<>();
        log.read(
                namespace,
                write -> {
                    if (write.happened()) {
                        last.merge(write.cell(), lastWrite(write), LastWrite::later);
                    }
                });
        return last;
    }

    private static LastWrite lastWrite(LoggedWrite write) {
        boolean delete = write.kind() == Kind.DELETE;
        long micros = write.token().generatedAtMicros();
        return new LastWrite(
                micros,
                write.token().nonceHigh(),
                write.token().nonceLow(),
                delete,
                write.ttlSeconds() == 0 ? Long.MAX_VALUE : micros + write.ttlSeconds() * 1_000_000,
                delete ? 0 : LastWrite.content(write.value(), write.metadata()));
    }

    /** What a region shows. */
    private static Map<Cell, LastWrite> shown(String namespace, Contents contents)
            throws StoreUnreadableException {
        Map<Cell, LastWrite> shown = new HashMap<>();
        contents.read(namespace, (cell, last) -> shown.merge(cell, last, LastWrite::later));
        return shown;
    }
}
