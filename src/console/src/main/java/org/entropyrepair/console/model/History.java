package org.entropyrepair.console.model;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;

/**
 * How it stood at moments a few seconds apart, since the console was started: what the topics say
 * is how it stands now. Safe for use by several threads.
 */
public final class History {
    /** Most samples; the oldest goes first. */
    static final int SAMPLES_MAX = 720;

    private final Deque<Sample> samples = new ArrayDeque<>();

    /**
     * One moment.
     *
     * @param atMillis when
     * @param pending repairs that are pending, by region
     * @param perSecond repairs that have ended since the sample before, by region and second
     * @param divergent cells that differ, by region, where somebody compares them
     */
    public record Sample(
            long atMillis,
            Map<String, Long> pending,
            Map<String, Double> perSecond,
            Map<String, Long> divergent) {
        /** Keeps copies. */
        public Sample {
            pending = Map.copyOf(pending);
            perSecond = Map.copyOf(perSecond);
            divergent = Map.copyOf(divergent);
        }
    }

    /** Takes a sample. */
    public synchronized void add(Sample sample) {
        if (samples.size() == SAMPLES_MAX) {
            samples.removeFirst();
        }
        samples.addLast(sample);
    }

    /** All samples, the oldest first. */
    public synchronized List<Sample> samples() {
        return new ArrayList<>(samples);
    }
}
