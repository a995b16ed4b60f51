package org.entropyrepair.cli.cluster;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Whether a new job's share of the work is one, and nobody else's on the same topics. */
final class Overlap {
    private Overlap() {}

    /** What is wrong with it by itself, and what of it others do already, one line each. */
    static List<String> problems(JobSettings one, List<RepairJobs.Found> others) {
        List<String> problems = new ArrayList<>(one.problems());
        for (RepairJobs.Found other : others) {
            JobSettings its = other.settings();
            if (!common(one.topics(), its.topics()).isEmpty()) {
                Set<String> targets = common(one.targets(), its.targets());
                if (!targets.isEmpty()) {
                    problems.add(
                            "--targets: %s (expected: none that job %s, %s, repairs)"
                                    .formatted(String.join(",", targets), its.name(), other.id()));
                }
                if (one.ownsUnreadable() && its.ownsUnreadable()) {
                    problems.add(
                            "--owns-unreadable: true (expected: false, since job %s, %s, owns them)"
                                    .formatted(its.name(), other.id()));
                }
            }
        }
        return problems;
    }

    private static Set<String> common(Set<String> some, Set<String> others) {
        Set<String> common = new TreeSet<>(some);
        common.retainAll(others);
        return common;
    }
}
