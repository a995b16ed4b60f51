package org.entropyrepair.quickstart.judge;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.entropyrepair.core.model.Cell;
import org.entropyrepair.quickstart.judge.LoggedWrite.Kind;
import org.entropyrepair.sinks.Store;
import org.entropyrepair.sinks.StoreUnreadableException;

/**
 * Compares every cell of every region with the other regions and with what last-write-wins must
 * give, namespace by namespace, so that the largest namespace alone has to fit in memory.
 *
 * <p>Meant to be asked when nothing is being written; while writes go on, what is on its way shows
 * as a difference.
 */
public final class Judge {
    private static final int EXAMPLES_MAX = 10;

    private final WriteLog log;
    private final List<String> namespaces;
    private final Map<String, Store> stores;
    private final boolean storesShowDeletes;

    /**
     * A judge over these stores.
     *
     * @param log all writes
     * @param namespaces what to compare
     * @param stores by region
     * @param storesShowDeletes whether a scan shows deletes with their tokens, which must then
     *     agree, too
     */
    public Judge(
            WriteLog log,
            List<String> namespaces,
            Map<String, Store> stores,
            boolean storesShowDeletes) {
        this.log = log;
        this.namespaces = List.copyOf(namespaces);
        this.stores = new LinkedHashMap<>(stores);
        this.storesShowDeletes = storesShowDeletes;
    }

    /**
     * Compares the regions with one another and with the log.
     *
     * @param nowMicros the moment at which TTLs are looked at, microseconds since 1970
     * @throws StoreUnreadableException if a store cannot be read to the end
     */
    public Verdict judge(long nowMicros) throws StoreUnreadableException {
        return compare(nowMicros, true);
    }

    /**
     * Compares the regions with one another only: quicker, for watching.
     *
     * @param nowMicros the moment at which TTLs are looked at, microseconds since 1970
     * @throws StoreUnreadableException if a store cannot be read to the end
     */
    public Verdict compareRegions(long nowMicros) throws StoreUnreadableException {
        return compare(nowMicros, false);
    }

    private Verdict compare(long nowMicros, boolean withLog) throws StoreUnreadableException {
        Tally tally = new Tally(List.copyOf(stores.keySet()));
        for (String namespace : namespaces) {
            Sheet sheet = new Sheet(stores.size() + 1, nowMicros, storesShowDeletes);
            int column = 0;
            for (Store store : stores.values()) {
                sheet.enter(column++, contents(namespace, store));
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

    /** What a store shows. */
    private static Map<Cell, LastWrite> contents(String namespace, Store store)
            throws StoreUnreadableException {
        Map<Cell, LastWrite> shown = new HashMap<>();
        store.scan(
                namespace,
                0,
                1,
                entry -> {
                    var version = entry.held().version();
                    LastWrite last =
                            new LastWrite(
                                    version.token().generatedAtMicros(),
                                    version.token().nonceHigh(),
                                    version.token().nonceLow(),
                                    version.isDelete(),
                                    version.expiresAtMicros(),
                                    version.isDelete()
                                            ? 0
                                            : LastWrite.content(
                                                    entry.held().value(), entry.held().metadata()));
                    shown.merge(entry.cell(), last, LastWrite::later);
                });
        return shown;
    }

    /** Counts. */
    private static final class Tally {
        private final List<String> regions;
        private final long[] wrongByRegion;
        private final List<String> examples = new ArrayList<>();
        private long cells;
        private long divergent;
        private long wrong;

        Tally(List<String> regions) {
            this.regions = regions;
            this.wrongByRegion = new long[regions.size()];
        }

        void add(Cell cell, long[] looks, boolean withTruth) {
            cells++;
            boolean differs = false;
            for (int i = 1; i < regions.size(); i++) {
                differs |= looks[i] != looks[0];
            }
            long expected = withTruth ? looks[regions.size()] : common(looks);
            List<String> wrongRegions = new ArrayList<>(0);
            for (int i = 0; i < regions.size(); i++) {
                if (looks[i] != expected) {
                    wrongByRegion[i]++;
                    wrongRegions.add(regions.get(i));
                }
            }
            divergent += differs ? 1 : 0;
            wrong += withTruth && !wrongRegions.isEmpty() ? 1 : 0;
            if ((differs || !wrongRegions.isEmpty()) && examples.size() < EXAMPLES_MAX) {
                examples.add(cell + (differs ? " differs" : " is wrong") + " in " + wrongRegions);
            }
        }

        /** What most regions show; of as many, what the first of them shows. */
        private long common(long[] looks) {
            long best = looks[0];
            int bestCount = 0;
            for (int i = 0; i < regions.size(); i++) {
                int count = 0;
                for (int j = 0; j < regions.size(); j++) {
                    count += looks[j] == looks[i] ? 1 : 0;
                }
                if (count > bestCount) {
                    best = looks[i];
                    bestCount = count;
                }
            }
            return best;
        }

        Verdict verdict() {
            Map<String, Long> byRegion = new LinkedHashMap<>();
            for (int i = 0; i < regions.size(); i++) {
                byRegion.put(regions.get(i), wrongByRegion[i]);
            }
            return new Verdict(cells, divergent, wrong, byRegion, List.copyOf(examples));
        }
    }
}
