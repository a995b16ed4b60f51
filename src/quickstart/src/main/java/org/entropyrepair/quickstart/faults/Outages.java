package org.entropyrepair.quickstart.faults;

import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Which regions are down at the moment. Shared within this JVM by the name of the run, since the
 * job opens its stores by configuration alone. Thread-safe.
 */
public final class Outages {
    private static final Map<String, Outages> RUNS = new ConcurrentHashMap<>();

    private final Set<String> down = ConcurrentHashMap.newKeySet();

    private Outages() {}

    /** Those of a run. */
    public static Outages of(String run) {
        return RUNS.computeIfAbsent(run, absent -> new Outages());
    }

    /** Takes a region down: its store answers nobody. */
    public void begin(String region) {
        down.add(region);
    }

    /** Brings a region back. */
    public void end(String region) {
        down.remove(region);
    }

    /** Whether a region is down. */
    public boolean isDown(String region) {
        return down.contains(region);
    }

    /** The regions that are down, in no particular order. */
    public Set<String> down() {
        return Set.copyOf(down);
    }
}
