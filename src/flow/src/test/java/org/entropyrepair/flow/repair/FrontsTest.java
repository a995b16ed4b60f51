package org.entropyrepair.flow.repair;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.entropyrepair.core.model.Cell;
import org.entropyrepair.core.model.RepairState;
import org.entropyrepair.core.model.Subject;
import org.entropyrepair.sinks.Cache;
import org.entropyrepair.sinks.InvalidationResult;
import org.entropyrepair.sinks.Invalidations;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Caches are told of what was repaired, and repairs end whatever caches do. */
@Tag("slow")
@Timeout(180)
class FrontsTest {
    @RegisterExtension static final RepairCluster CLUSTER = new RepairCluster();

    private static final int EDGES = 60;
    private static final int IN_FLIGHT_MAX = 10;

    private final Map<String, AtomicInteger> asked = new ConcurrentHashMap<>();
    private final AtomicBoolean closed = new AtomicBoolean();

    private Invalidations front(
            String region,
            Invalidations.Counts counts,
            Duration again,
            Supplier<CompletionStage<InvalidationResult>> answer) {
        Cache cache =
                new Cache() {
                    @Override
                    public CompletionStage<InvalidationResult> invalidate(
                            Subject subject, Cell cell) {
                        asked.computeIfAbsent(region, unused -> new AtomicInteger())
                                .incrementAndGet();
                        return answer.get();
                    }

                    @Override
                    public void close() {
                        closed.set(true);
                    }
                };
        return new Invalidations(
                cache,
                Map.of(Policies.FORWARD, again),
                new Invalidations.Limits(IN_FLIGHT_MAX, 1_000),
                counts);
    }

    private static CompletionStage<InvalidationResult> gone() {
        return CompletableFuture.completedStage(new InvalidationResult.Invalidated());
    }

    @Test
    void whatIsRepairedIsInvalidatedTwiceAtItsTarget() throws Exception {
        try (RepairRig rig =
                new RepairRig(CLUSTER, Policies.repairing())
                        .fronts(
                                (region, counts) ->
                                        front(
                                                region,
                                                counts,
                                                Duration.ofMillis(500),
                                                FrontsTest::gone))
                        .start(2)) {
            assertThat(rig.counter("us", Policies.FORWARD, "invalidated")).isZero();
            for (int n = 0; n < EDGES; n++) {
                rig.failures().add(Failures.put(n, "us"));
            }
            rig.until("all applied", () -> rig.ended(RepairState.APPLIED) == EDGES);
            rig.until(
                    "twice", () -> rig.counter("us", Policies.FORWARD, "invalidated") == 2 * EDGES);
            assertThat(rig.counter("us", Policies.FORWARD, "notInvalidated")).isZero();
            assertThat(asked).containsOnlyKeys("us");
        }
        assertThat(closed).isTrue();
    }

    @Test
    void aWriteThatAGroupSharesIsInvalidatedInAllItsRegions() throws Exception {
        try (RepairRig rig =
                new RepairRig(CLUSTER, Policies.repairing().group("both", "us", "eu"))
                        .targets(List.of("us", "ap"))
                        .fronts(
                                (region, counts) ->
                                        front(
                                                region,
                                                counts,
                                                Duration.ofHours(1),
                                                FrontsTest::gone))
                        .start(1)) {
            rig.failures().add(Failures.put(1, "us"));
            rig.until("applied", () -> rig.ended(RepairState.APPLIED) == 1);
            for (String region : List.of("us", "eu")) {
                assertThat(rig.counter(region, Policies.FORWARD, "invalidated"))
                        .as(region)
                        .isEqualTo(1);
            }
            assertThat(asked).containsOnlyKeys("us", "eu");
        }
    }

    @Test
    void repairsEndWhileACacheNeverAnswersAndItsStalenessIsCounted() throws Exception {
        CompletableFuture<InvalidationResult> never = new CompletableFuture<>();
        try (RepairRig rig =
                new RepairRig(CLUSTER, Policies.repairing())
                        .fronts(
                                (region, counts) ->
                                        front(region, counts, Duration.ofHours(1), () -> never))
                        .start(1)) {
            for (int n = 0; n < EDGES; n++) {
                rig.failures().add(Failures.put(n, "eu"));
            }
            rig.until("all applied", () -> rig.ended(RepairState.APPLIED) == EDGES);
            assertThat(rig.counter("eu", Policies.FORWARD, "notInvalidated"))
                    .isEqualTo(EDGES - IN_FLIGHT_MAX);
            assertThat(rig.counter("eu", Policies.FORWARD, "invalidated")).isZero();
            rig.checkpoint();
        }
    }

    @Test
    void repairsEndWhileACacheThrowsAndItsStalenessIsCounted() throws Exception {
        try (RepairRig rig =
                new RepairRig(CLUSTER, Policies.repairing())
                        .fronts(
                                (region, counts) ->
                                        front(
                                                region,
                                                counts,
                                                Duration.ofHours(1),
                                                () -> {
                                                    throw new IllegalStateException("bug");
                                                }))
                        .start(1)) {
            for (int n = 0; n < EDGES; n++) {
                rig.failures().add(Failures.put(n, "ap"));
            }
            rig.until("all applied", () -> rig.ended(RepairState.APPLIED) == EDGES);
            assertThat(rig.counter("ap", Policies.FORWARD, "notInvalidated")).isEqualTo(EDGES);
        }
    }
}
