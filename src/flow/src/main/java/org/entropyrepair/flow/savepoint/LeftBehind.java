package org.entropyrepair.flow.savepoint;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * What a savepoint holds that a job does not take over.
 *
 * @param operators with state, and no operator of the job has their uid
 * @param regions pending repairs by their target, where the job's config does not know it: they are
 *     restored, and wait as unknown
 */
public record LeftBehind(List<StoredOperator> operators, Map<String, Long> regions) {
    /** Copies the list and the map. */
    public LeftBehind {
        operators = List.copyOf(operators);
        regions = Map.copyOf(regions);
    }

    /** Whether everything is taken over. */
    public boolean isNothing() {
        return operators.isEmpty() && regions.isEmpty();
    }

    /**
     * The operators' state by what it is about, each of it said once: {@code ap/failures.ap} to
     * {@code how far it was read}.
     */
    public Map<String, String> named() {
        Map<String, String> named = new TreeMap<>();
        for (StoredOperator operator : operators) {
            Keeping keeping = Keeping.of(operator.uid());
            named.merge(
                    keeping.name(),
                    keeping.what(),
                    (some, more) -> some.contains(more) ? some : some + ", " + more);
        }
        return Collections.unmodifiableMap(named);
    }

    /**
     * Compares.
     *
     * @param stored operators of the savepoint
     * @param pending what is pending in it
     * @param uids those of the job
     * @param regions those of the job's config
     */
    public static LeftBehind of(
            List<StoredOperator> stored,
            PendingSummary pending,
            Set<String> uids,
            Set<String> regions) {
        Map<String, Long> unknown = new TreeMap<>(pending.by(PendingSummary.Group::target));
        unknown.keySet().removeAll(regions);
        return new LeftBehind(
                stored.stream()
                        .filter(one -> one.bytes() > 0 && !uids.contains(one.uid()))
                        .toList(),
                unknown);
    }
}
