package org.entropyrepair.flow.savepoint;

import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.entropyrepair.core.model.RepairState;

/**
 * What is pending in a savepoint, counted.
 *
 * @param edges edges and nodes with something pending
 * @param repairs repairs of all of them
 * @param groups the repairs by what they have in common; by target, state, reason and scope
 */
public record PendingSummary(long edges, long repairs, List<Group> groups) {
    /** Copies the list. */
    public PendingSummary {
        groups = List.copyOf(groups);
    }

    /**
     * Repairs which wait for the same at the same target.
     *
     * @param target the region
     * @param state what they wait as
     * @param reason why; empty where the state says it all
     * @param scope the scope they fall under; empty if none does, or no config was given
     * @param repairs how many these are
     * @param oldestFailedAtMillis when the oldest of them first failed
     */
    public record Group(
            String target,
            RepairState state,
            String reason,
            String scope,
            long repairs,
            long oldestFailedAtMillis) {

        private Group and(Group other) {
            return new Group(
                    target,
                    state,
                    reason,
                    scope,
                    repairs + other.repairs,
                    Math.min(oldestFailedAtMillis, other.oldestFailedAtMillis));
        }

        private Group key() {
            return new Group(target, state, reason, scope, 0, 0);
        }
    }

    /** When the oldest of all first failed; {@link Long#MAX_VALUE} if nothing is pending. */
    public long oldestFailedAtMillis() {
        return groups.stream().mapToLong(Group::oldestFailedAtMillis).min().orElse(Long.MAX_VALUE);
    }

    /** How many repairs are pending by a property of their groups, such as their target. */
    public Map<String, Long> by(Function<Group, String> property) {
        Map<String, Long> counts = new HashMap<>();
        groups.forEach(group -> counts.merge(property.apply(group), group.repairs(), Long::sum));
        return Map.copyOf(counts);
    }

    /** Counts edge by edge. Not thread-safe. */
    public static final class Counter {
        private final Function<PendingRepair, String> scopes;
        private final Map<Group, Group> groups = new HashMap<>();
        private long edges;
        private long repairs;

        /**
         * With nothing counted yet.
         *
         * @param scopes the name of the scope of a repair; empty if there is none
         */
        public Counter(Function<PendingRepair, String> scopes) {
            this.scopes = scopes;
        }

        /** Counts what is pending of one edge. */
        public void add(List<PendingRepair> ofOneEdge) {
            edges++;
            for (PendingRepair repair : ofOneEdge) {
                repairs++;
                Group one =
                        new Group(
                                repair.target(),
                                repair.state(),
                                repair.reason(),
                                scopes.apply(repair),
                                1,
                                repair.firstFailedAtMillis());
                groups.merge(one.key(), one, Group::and);
            }
        }

        /** What has been counted so far. */
        public PendingSummary done() {
            return new PendingSummary(
                    edges,
                    repairs,
                    groups.values().stream()
                            .sorted(
                                    Comparator.comparing(Group::target)
                                            .thenComparing(group -> group.state().code())
                                            .thenComparing(Group::reason)
                                            .thenComparing(Group::scope))
                            .toList());
        }
    }
}
