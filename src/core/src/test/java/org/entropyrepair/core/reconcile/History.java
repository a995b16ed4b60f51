package org.entropyrepair.core.reconcile;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.entropyrepair.core.model.Bytes;
import org.entropyrepair.core.model.Cause;
import org.entropyrepair.core.model.Cell;
import org.entropyrepair.core.model.Token;
import org.entropyrepair.core.model.Version;

/**
 * What happened to one edge before the repair hears of it: graph writes, each attempted in every
 * region, where they landed, and what was reported. Everything follows from the seed.
 *
 * @param seed where it comes from
 * @param regions where everything is kept
 * @param cells the edge's cells
 * @param writes what the graph service wrote
 * @param reports what failed, in no order, with repeats
 * @param traits what else goes on
 */
record History(
        long seed,
        List<String> regions,
        List<Cell> cells,
        List<GraphWrite> writes,
        List<Report> reports,
        Traits traits) {

    static final long T0 = TestingFailure.T0;
    private static final List<String> REGIONS = List.of("us", "eu", "ap", "sa");

    /** How a write fared in one region. */
    enum Landing {
        LANDED,
        /** Landed, but reported as timed out or partial. */
        PARTLY,
        /** Reported as timed out; lands by itself at some later moment. */
        LATE,
        MISSED
    }

    /**
     * One constituent write: of one cell, in all regions. A poisoned one is refused by every store
     * for good.
     */
    record GraphWrite(Cell cell, Version version, boolean poisoned, List<Landing> landings) {}

    /** One record of a failure topic. */
    record Report(
            GraphWrite write,
            String target,
            String origin,
            Cause.Kind cause,
            long failedBeforeMillis,
            int redrives,
            boolean accepted) {}

    /** Why a version may end without having been written. */
    enum Peril {
        NONE,
        ATTEMPTS,
        AGE,
        DISCARD,
        /** Puts grow older than tombstones are kept. */
        WINDOW,
        /** Tokens too far ahead of time. */
        DRIFT,
        /** A region that stays unknown. */
        UNKNOWN,
        /** A feed that may not report this. */
        UNACCEPTED
    }

    /** What goes on while it is repaired. */
    record Traits(Peril peril, boolean watermark, boolean merging, boolean restores, boolean calm) {
        /** Whether days go by, so that what waits may die of its age. */
        boolean lasting() {
            return peril == Peril.WINDOW || peril == Peril.UNKNOWN;
        }
    }

    static History of(long seed) {
        Random random = new Random(seed);
        List<String> regions = REGIONS.subList(0, 2 + random.nextInt(3));
        Peril peril = Peril.NONE;
        if (random.nextInt(4) == 0) {
            peril = Peril.values()[random.nextInt(Peril.values().length)];
        }
        Traits traits =
                new Traits(
                        peril,
                        random.nextBoolean(),
                        random.nextInt(5) > 0,
                        random.nextInt(4) > 0,
                        random.nextInt(4) == 0);
        List<Cell> cells = cells(random);
        List<GraphWrite> writes = writes(random, cells, regions, traits);
        List<Report> reports = reports(random, writes, regions, traits);
        return new History(seed, regions, cells, writes, reports, traits);
    }

    private static List<Cell> cells(Random random) {
        List<Cell> cells = new ArrayList<>();
        int count = 1 + random.nextInt(3);
        for (int i = 0; i < count; i++) {
            Bytes id = Bytes.utf8("user:" + i);
            cells.add(
                    random.nextInt(8) == 0
                            ? Cell.wholeRecord(TestingPolicy.NAMESPACE, id)
                            : new Cell(TestingPolicy.NAMESPACE, id, Bytes.utf8("user:7")));
        }
        return cells;
    }

    private static List<GraphWrite> writes(
            Random random, List<Cell> cells, List<String> regions, Traits traits) {
        // beyond this many, the least may be forgotten (superseded for good) before the best die
        int most = traits.peril == Peril.WINDOW ? Repair.CANDIDATES_MAX : 8;
        int count = 1 + random.nextInt(most);
        int poisons = random.nextInt(6) == 0 ? 1 + random.nextInt(2) : 0;
        Set<List<Object>> known = new HashSet<>();
        List<GraphWrite> writes = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            Cell cell = cells.get(random.nextInt(cells.size()));
            Version version = version(random, cell, traits);
            if (!known.add(List.of(cell, version))) {
                continue;
            }
            boolean poisoned = poisons > 0 && random.nextInt(count) < 2;
            poisons -= poisoned ? 1 : 0;
            List<Landing> landings = new ArrayList<>();
            for (int r = 0; r < regions.size(); r++) {
                landings.add(
                        poisoned
                                ? Landing.MISSED
                                : Landing.values()[Math.min(3, random.nextInt(5))]);
            }
            writes.add(new GraphWrite(cell, version, poisoned, landings));
        }
        return writes;
    }

    private static Version version(Random random, Cell cell, Traits traits) {
        long micros = T0 * 1000 + random.nextInt(3);
        if (random.nextInt(6) == 0) {
            micros += random.nextInt(240) * 1_000_000L;
        } else if (random.nextInt(3) == 0) {
            micros -= random.nextInt(60) * 1_000_000L;
        }
        if (traits.peril == Peril.DRIFT && random.nextInt(3) == 0) {
            micros += 400_000_000L;
        }
        long[] nonces = {0, 1, -1, Long.MIN_VALUE, Long.MAX_VALUE};
        Token token =
                new Token(
                        micros,
                        nonces[random.nextInt(nonces.length)],
                        nonces[random.nextInt(nonces.length)]);
        if (cell.isWholeRecord() || random.nextInt(3) == 0) {
            return Version.delete(token);
        }
        return random.nextBoolean()
                ? Version.put(token)
                : Version.expiringPut(token, 1 + random.nextInt(90));
    }

    private static List<Report> reports(
            Random random, List<GraphWrite> writes, List<String> regions, Traits traits) {
        List<Report> reports = new ArrayList<>();
        for (GraphWrite write : writes) {
            String origin = regions.get(random.nextInt(regions.size()));
            for (int r = 0; r < regions.size(); r++) {
                Landing landing = write.landings.get(r);
                if (landing == Landing.LANDED) {
                    continue;
                }
                boolean accepted = traits.peril != Peril.UNACCEPTED || random.nextInt(4) > 0;
                int copies = 1 + (random.nextInt(3) == 0 ? random.nextInt(3) : 0);
                for (int i = 0; i < copies; i++) {
                    reports.add(
                            new Report(
                                    write,
                                    regions.get(r),
                                    origin,
                                    cause(random, landing),
                                    random.nextInt(60_000),
                                    i > 0 && random.nextInt(4) == 0 ? i : 0,
                                    accepted));
                }
            }
        }
        Collections.shuffle(reports, random);
        return reports;
    }

    private static Cause.Kind cause(Random random, Landing landing) {
        if (landing == Landing.MISSED) {
            return Cause.Kind.values()[random.nextInt(Cause.Kind.values().length)];
        }
        return random.nextBoolean() ? Cause.Kind.TIMEOUT : Cause.Kind.PARTIAL;
    }

    /**
     * Whether every version ends written or superseded, whatever happens; but for poisoned ones.
     */
    boolean isExact() {
        return traits.peril == Peril.NONE;
    }
}
