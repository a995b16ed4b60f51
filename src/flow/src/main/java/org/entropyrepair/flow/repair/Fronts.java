package org.entropyrepair.flow.repair;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.MetricGroup;
import org.entropyrepair.core.reconcile.Policy;
import org.entropyrepair.flow.metrics.JobMetric;
import org.entropyrepair.flow.metrics.Meters;
import org.entropyrepair.sinks.Invalidations;
import org.entropyrepair.sinks.WriteResult;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The caches in front of the targets' stores, and of those which replicate themselves from them.
 * Told of each answer of a store; nothing waits for them, and nothing fails because of them. Task
 * thread only; caches answer on any thread.
 */
final class Fronts implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Fronts.class);
    private static final long COMPLAIN_EVERY_NANOS = TimeUnit.MINUTES.toNanos(1);

    private final Map<String, Invalidations> byRegion = new LinkedHashMap<>();

    Fronts(
            StoreOpener stores,
            Set<String> targets,
            Policy policy,
            ClassLoader userCode,
            MetricGroup metrics) {
        for (String region : new TreeSet<>(policy.regions())) {
            if (targets.stream().anyMatch(target -> policy.shareStore(target, region))) {
                Told told = new Told(region, new Meters(metrics));
                stores.front(region, userCode, told)
                        .ifPresent(
                                front -> {
                                    byRegion.put(region, front);
                                    front.namespaces().forEach(told::of);
                                });
            }
        }
    }

    /** A store has answered; what it says of the cell is true of all that share the store. */
    void after(Flight.Landed landed, Policy policy) {
        Flight flight = landed.flight();
        WriteResult result = landed.result();
        if (result == null) {
            return;
        }
        byRegion.forEach(
                (region, front) -> {
                    if (policy.shareStore(flight.lease().target(), region)) {
                        front.after(flight.edge(), flight.lease().cell(), result);
                    }
                });
    }

    @Override
    public void close() {
        byRegion.values().forEach(Invalidations::close);
    }

    /** What a region's cache says: counted by namespace, and complained of now and then. */
    private static final class Told implements Invalidations.Counts {
        private final String region;
        private final Meters metrics;
        private final Map<String, Pair> byNamespace = new ConcurrentHashMap<>();
        private final LongAdder stale = new LongAdder();
        private final AtomicLong complainNotBeforeNanos = new AtomicLong(System.nanoTime());

        private record Pair(Counter invalidated, Counter notInvalidated) {}

        Told(String region, Meters metrics) {
            this.region = region;
            this.metrics = metrics;
        }

        Pair of(String namespace) {
            return byNamespace.computeIfAbsent(
                    namespace,
                    unused ->
                            new Pair(
                                    shared(JobMetric.INVALIDATED, namespace),
                                    shared(JobMetric.NOT_INVALIDATED, namespace)));
        }

        private Counter shared(JobMetric metric, String namespace) {
            return metrics.counter(metric, new SharedCounter(), region, namespace);
        }

        @Override
        public void invalidated(String namespace) {
            of(namespace).invalidated().inc();
        }

        @Override
        public void notInvalidated(String namespace, String message) {
            of(namespace).notInvalidated().inc();
            stale.increment();
            long now = System.nanoTime();
            long notBefore = complainNotBeforeNanos.get();
            if (now - notBefore >= 0
                    && complainNotBeforeNanos.compareAndSet(
                            notBefore, now + COMPLAIN_EVERY_NANOS)) {
                LOG.warn(
                        "cache of {}: {} invalidations failed since the last word, what it holds is"
                                + " possibly stale; the last one in {}: {}",
                        region,
                        stale.sumThenReset(),
                        namespace,
                        message);
            }
        }
    }

    /** Counted by several threads. */
    private static final class SharedCounter implements Counter {
        private final LongAdder sum = new LongAdder();

        @Override
        public void inc() {
            sum.increment();
        }

        @Override
        public void inc(long n) {
            sum.add(n);
        }

        @Override
        public void dec() {
            sum.decrement();
        }

        @Override
        public void dec(long n) {
            sum.add(-n);
        }

        @Override
        public long getCount() {
            return sum.sum();
        }
    }
}
