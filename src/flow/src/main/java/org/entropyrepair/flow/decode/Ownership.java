package org.entropyrepair.flow.decode;

import java.io.Serializable;
import java.util.Set;

/**
 * Which failures are this job's. Several jobs may read the same topics, each for targets of its
 * own; each is silent about those of the others, and exactly one of them owns the records that name
 * no target of anybody: those that cannot be read and those whose target the config does not know.
 *
 * @param targets the targets of this job
 * @param regions all regions of the config; other targets are nobody's
 * @param ownsUnreadable whether this job owns what is nobody's
 */
public record Ownership(Set<String> targets, Set<String> regions, boolean ownsUnreadable)
        implements Serializable {
    private static final long serialVersionUID = 1L;

    /** Keeps its own copies. */
    public Ownership {
        targets = Set.copyOf(targets);
        regions = Set.copyOf(regions);
    }

    /** Of the only job there is: everything is its own. */
    public static Ownership ofAll(Set<String> regions) {
        return new Ownership(regions, regions, true);
    }

    /** Whether failures of {@code target} are this job's. */
    public boolean owns(String target) {
        return targets.contains(target) || (ownsUnreadable && !regions.contains(target));
    }
}
