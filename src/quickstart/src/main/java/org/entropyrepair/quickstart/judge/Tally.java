package org.entropyrepair.quickstart.judge;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.entropyrepair.core.model.Cell;

/** Counts the cells of a comparison. For one thread. */
final class Tally {
    private static final int EXAMPLES_MAX = 10;

    private final List<String> regions;
    private final long[] wrongByRegion;
    private final List<String> examples = new ArrayList<>();
    private long cells;
    private long divergent;
    private long wrong;

    Tally(List<String> regions) {
        this.regions = List.copyOf(regions);
        this.wrongByRegion = new long[regions.size()];
    }

    /**
     * Counts a cell.
     *
     * @param looks how it looks in each region, and after them how it must look; equal numbers are
     *     equal looks
     * @param withTruth whether there is that last one
     */
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
