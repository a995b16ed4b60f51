package org.entropyrepair.quickstart.faults;

import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Which regions are down at the moment. Shared within this JVM by the name of the run, since the
 * job opens its stores by configuration alone. Thread-safe.
 */
public final class Outages {
    private static final Map<String, Outages> RUNS = new ConcurrentHashMap<>();

    private final Set<String> byPlan = new HashSet<>();
    private final Set<String> byHand = new HashSet<>();
    private volatile Set<String> downNow = Set.of();
    private volatile Switch power = Switch.PRETENDED;

    private Outages() {}

    /** Takes regions down and brings them back. */
    public interface Switch {
        /** Nothing is switched: the stores of a region that is down pretend to be out of reach. */
        Switch PRETENDED =
                new Switch() {
                    @Override
                    public void off(String region) {}

                    @Override
                    public void on(String region) {}
                };

        /** Stops the server of a region. */
        void off(String region);

        /** Lets it go on. */
        void on(String region);
    }

    /** Those of a run. */
    public static Outages of(String run) {
        return RUNS.computeIfAbsent(run, absent -> new Outages());
    }

    /** From now on regions are taken down in this way. */
    public void by(Switch other) {
        power = other;
    }

    /**
     * Takes a region down: its store answers nobody. Does nothing if it is.
     *
     * @throws IllegalStateException if its server cannot be stopped
     */
    public synchronized void begin(String region) {
        byPlan.add(region);
        power(region);
    }

    /**
     * Brings a region back, unless somebody holds it down by hand. Does nothing if it is up.
     *
     * @throws IllegalStateException if its server does not go on
     */
    public synchronized void end(String region) {
        byPlan.remove(region);
        power(region);
    }

    /**
     * Takes a region down until the same hand brings it back, whatever is planned meanwhile.
     *
     * @throws IllegalStateException if its server cannot be stopped
     */
    public synchronized void hold(String region) {
        byHand.add(region);
        power(region);
    }

    /**
     * Brings a region back, planned or held.
     *
     * @throws IllegalStateException if its server does not go on
     */
    public synchronized void release(String region) {
        byHand.remove(region);
        end(region);
    }

    private void power(String region) {
        boolean off = byPlan.contains(region) || byHand.contains(region);
        if (off && !downNow.contains(region)) {
            downNow = Set.copyOf(union(downNow, region));
            power.off(region);
        } else if (!off && downNow.contains(region)) {
            power.on(region);
            Set<String> left = new HashSet<>(downNow);
            left.remove(region);
            downNow = Set.copyOf(left);
        }
    }

    private static Set<String> union(Set<String> some, String one) {
        Set<String> all = new HashSet<>(some);
        all.add(one);
        return all;
    }

    /** Whether a region is down. */
    public boolean isDown(String region) {
        return downNow.contains(region);
    }

    /** Whether a region is down and its stores have to pretend it, since no server is stopped. */
    public boolean isPretended(String region) {
        return power == Switch.PRETENDED && isDown(region);
    }

    /** Whether the server of any region is stopped. */
    public boolean isAnyStopped() {
        return power != Switch.PRETENDED && !downNow.isEmpty();
    }

    /** The regions that are down, in no particular order. */
    public Set<String> down() {
        return downNow;
    }
}
