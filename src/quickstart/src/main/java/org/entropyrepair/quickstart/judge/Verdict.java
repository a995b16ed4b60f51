package org.entropyrepair.quickstart.judge;

import java.util.List;
import java.util.Map;

/**
 * What the judge found.
 *
 * @param cells how many cells were compared
 * @param divergent cells in which regions differ from one another
 * @param wrong cells in which some region differs from what last-write-wins must give; 0 if only
 *     the regions were compared
 * @param wrongByRegion of the wrong ones, how many in each region; or, if only the regions were
 *     compared, cells in which the region differs from most others
 * @param examples some of what was found, in words
 */
public record Verdict(
        long cells,
        long divergent,
        long wrong,
        Map<String, Long> wrongByRegion,
        List<String> examples) {
    /** Whether there is nothing to find fault with. */
    public boolean isClean() {
        return divergent == 0 && wrong == 0;
    }
}
