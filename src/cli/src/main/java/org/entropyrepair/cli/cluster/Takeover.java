package org.entropyrepair.cli.cluster;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.entropyrepair.config.RegionConfig;
import org.entropyrepair.flow.savepoint.Keeping;
import org.entropyrepair.flow.savepoint.LeftBehind;
import org.entropyrepair.flow.savepoint.PendingSummary;
import org.entropyrepair.flow.savepoint.Savepoint;
import org.entropyrepair.flow.savepoint.StoredOperator;
import org.entropyrepair.jobs.JobUids;
import org.entropyrepair.jobs.SavepointChecks;

/**
 * What a new job makes of the state in a savepoint, as far as that is known before it is started.
 *
 * @param problems why it would not start, or must not; one line each
 * @param leftBehind names of what it has no place for
 * @param isLeavingBehind whether it may be started although there is such
 * @param notes what else is to be known, for people
 * @param gone regions that had a part in the old job and have none in the new one
 */
record Takeover(
        List<String> problems,
        Set<String> leftBehind,
        boolean isLeavingBehind,
        List<String> notes,
        Set<String> gone) {
    private static final PendingSummary NOT_READ = new PendingSummary(0, 0, List.of());

    /**
     * What is wrong already between two configs, so that nothing need be stopped to know it.
     *
     * @param agreed names of what may be left behind
     */
    static List<String> problems(RegionConfig old, RegionConfig changed, Set<String> agreed) {
        List<String> problems = new ArrayList<>();
        if (old.maxParallelism() != changed.maxParallelism()) {
            problems.add(
                    changed.problem(
                                    "maxParallelism",
                                    Integer.toString(changed.maxParallelism()),
                                    old.maxParallelism()
                                            + ", which was fixed with the first state of the job")
                            .toString());
        }
        Set<String> dropped = new TreeSet<>(JobUids.of(old));
        dropped.removeAll(JobUids.of(changed));
        LeftBehind left =
                new LeftBehind(
                        dropped.stream().map(uid -> new StoredOperator(uid, "", 0, 0, 0)).toList(),
                        Map.of());
        if (!left.named().keySet().equals(agreed)) {
            problems.addAll(disagreement(left.named(), agreed));
        }
        return problems;
    }

    /**
     * Reads what the savepoint is made of, not what is pending in it.
     *
     * @param agreed names of what may be left behind
     */
    static Takeover of(String path, RegionConfig config, Set<String> agreed) {
        Savepoint savepoint;
        try {
            savepoint = Savepoint.open(path);
        } catch (IOException unreadable) {
            String why = Objects.toString(unreadable.getMessage(), path);
            return new Takeover(
                    List.of(),
                    agreed,
                    !agreed.isEmpty(),
                    List.of("what the savepoint holds is not known here: " + why),
                    Set.of());
        }
        Set<String> uids = JobUids.of(config);
        Map<String, String> left =
                LeftBehind.of(savepoint.operators(), NOT_READ, uids, Set.of()).named();
        List<String> problems = new ArrayList<>();
        if (savepoint.maxParallelism().isEmpty()) {
            problems.add("savepoint: " + path + " (expected: one of the repair job)");
        }
        SavepointChecks.problems(config, savepoint).forEach(one -> problems.add(one.toString()));
        if (!agreed.containsAll(left.keySet())) {
            problems.addAll(disagreement(left, agreed));
        }
        return new Takeover(
                problems,
                new TreeSet<>(left.keySet()),
                !left.isEmpty(),
                notes(left, fresh(savepoint, uids)),
                gone(savepoint, config));
    }

    private static List<String> disagreement(Map<String, String> left, Set<String> agreed) {
        List<String> lines = new ArrayList<>();
        lines.add(
                "--leave-behind: %s (expected: %s, which the old job has state of and the new one does not)"
                        .formatted(
                                agreed.isEmpty() ? "nothing" : String.join(",", agreed),
                                left.isEmpty() ? "nothing" : String.join(",", left.keySet())));
        left.forEach((name, what) -> lines.add("  " + name + ": " + what));
        return lines;
    }

    private static List<String> notes(Map<String, String> left, Set<String> fresh) {
        List<String> notes = new ArrayList<>();
        left.forEach((name, what) -> notes.add("left behind of " + name + ": " + what));
        fresh.forEach(
                name ->
                        notes.add(
                                name.contains("/")
                                        ? "new: " + name + " is read from its beginning"
                                        : "new: the config topic; its last acceptable revision comes"
                                                + " into force, or the file if it has none"));
        return notes;
    }

    /** Names of what the new job has state of and the old one has not. */
    private static Set<String> fresh(Savepoint savepoint, Set<String> uids) {
        Set<String> fresh = new TreeSet<>(uids);
        savepoint.operators().forEach(one -> fresh.remove(one.uid()));
        Set<String> names = new TreeSet<>();
        for (String uid : fresh) {
            Keeping keeping = Keeping.of(uid);
            if (!keeping.name().equals(uid)) {
                names.add(keeping.name());
            }
        }
        return names;
    }

    private static Set<String> gone(Savepoint savepoint, RegionConfig config) {
        Set<String> gone = new TreeSet<>();
        savepoint.operators().forEach(one -> gone.add(Keeping.of(one.uid()).region()));
        gone.remove("");
        gone.removeAll(config.regions().keySet());
        return gone;
    }

    /**
     * What is pending for regions that a config does not have.
     *
     * @throws IOException if the savepoint cannot be read here
     */
    static Map<String, Long> pendingElsewhere(String path, RegionConfig config) throws IOException {
        PendingSummary.Counter counter = new PendingSummary.Counter(repair -> "");
        Savepoint.open(path).pending(counter::add);
        Map<String, Long> pending = new TreeMap<>(counter.done().by(PendingSummary.Group::target));
        pending.keySet().removeAll(config.regions().keySet());
        return pending;
    }
}
