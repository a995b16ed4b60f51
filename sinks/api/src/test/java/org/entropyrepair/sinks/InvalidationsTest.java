package org.entropyrepair.sinks;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.entropyrepair.core.model.Bytes;
import org.entropyrepair.core.model.Cell;
import org.entropyrepair.core.model.Subject;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(30)
class InvalidationsTest {
    private static final Subject EDGE = new Subject.Edge("social", "follows", "a", "b");
    private static final Cell CELL = new Cell("links", Bytes.utf8("a"), Bytes.utf8("b"));
    private static final WriteResult APPLIED = new WriteResult.Applied();
    private static final Duration LATER = Duration.ofHours(1);

    private final BlockingQueue<Cell> asked = new LinkedBlockingQueue<>();
    private final List<String> told = new ArrayList<>();

    private Invalidations of(
            Supplier<CompletionStage<InvalidationResult>> answer,
            Duration againAfter,
            Invalidations.Limits limits) {
        Cache cache =
                new Cache() {
                    @Override
                    public CompletionStage<InvalidationResult> invalidate(
                            Subject subject, Cell cell) {
                        asked.add(cell);
                        return answer.get();
                    }

                    @Override
                    public void close() {
                        told.add("closed");
                    }
                };
        return new Invalidations(
                cache,
                Map.of("links", againAfter),
                limits,
                new Invalidations.Counts() {
                    @Override
                    public void invalidated(String namespace) {
                        told.add("gone " + namespace);
                    }

                    @Override
                    public void notInvalidated(String namespace, String message) {
                        told.add("stale " + namespace + ": " + message);
                    }
                });
    }

    private Invalidations of(Supplier<CompletionStage<InvalidationResult>> answer) {
        return of(answer, LATER, Invalidations.Limits.DEFAULT);
    }

    private static CompletionStage<InvalidationResult> gone() {
        return CompletableFuture.completedStage(new InvalidationResult.Invalidated());
    }

    @Test
    void whatIsSettledIsInvalidatedAtOnceAndAgain() throws InterruptedException {
        try (Invalidations twice =
                of(InvalidationsTest::gone, Duration.ofMillis(300), Invalidations.Limits.DEFAULT)) {
            long start = System.nanoTime();
            twice.after(EDGE, CELL, APPLIED);
            assertThat(asked.poll()).isEqualTo(CELL);
            assertThat(asked.take()).isEqualTo(CELL);
            assertThat(System.nanoTime() - start)
                    .isGreaterThanOrEqualTo(TimeUnit.MILLISECONDS.toNanos(300));
        }
    }

    @Test
    void onlyEndsAfterWhichTheStoreHoldsTheVersionAreToldToTheCache() {
        try (Invalidations twice = of(InvalidationsTest::gone)) {
            for (WriteResult other :
                    List.of(
                            new WriteResult.Rejected(""),
                            new WriteResult.Unavailable(""),
                            new WriteResult.Misdeployed(WriteResult.Reach.STORE, ""),
                            new WriteResult.Throttled(""),
                            new WriteResult.Unknown(""))) {
                twice.after(EDGE, CELL, other);
            }
            assertThat(asked).isEmpty();
            for (WriteResult end :
                    List.of(APPLIED, new WriteResult.Healed(), new WriteResult.Superseded())) {
                twice.after(EDGE, CELL, end);
            }
            assertThat(asked).hasSize(3);
        }
    }

    @Test
    void namespacesThatAreNotCachedAreNobodysConcern() {
        try (Invalidations twice = of(InvalidationsTest::gone)) {
            twice.after(EDGE, new Cell("other", CELL.id(), CELL.key()), APPLIED);
            assertThat(asked).isEmpty();
            assertThat(told).isEmpty();
        }
    }

    @Test
    void whatFailsIsCountedWithItsReason() {
        try (Invalidations twice =
                of(
                        () ->
                                CompletableFuture.completedStage(
                                        new InvalidationResult.NotInvalidated("away")))) {
            twice.after(EDGE, CELL, APPLIED);
            assertThat(told).containsExactly("stale links: away");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"throws", "null", "throws later", "answers null"})
    void aCacheThatBreaksItsWordIsCountedToo(String how) {
        try (Invalidations twice =
                of(
                        () ->
                                switch (how) {
                                    case "throws" -> throw new IllegalStateException("bug");
                                    case "null" -> nothing();
                                    case "throws later" ->
                                            CompletableFuture.failedStage(
                                                    new IllegalStateException("bug"));
                                    default -> CompletableFuture.completedStage(nothing());
                                })) {
            twice.after(EDGE, CELL, APPLIED);
            assertThat(told).hasSize(1).allMatch(line -> line.startsWith("stale links: the cache"));
        }
    }

    @SuppressWarnings({"NullAway", "TypeParameterUnusedInFormals"})
    private static <T> T nothing() {
        return null;
    }

    @Test
    void aCacheThatNeverAnswersHoldsUpNobodyAndIsNotAskedForEver() {
        CompletableFuture<InvalidationResult> never = new CompletableFuture<>();
        try (Invalidations twice = of(() -> never, LATER, new Invalidations.Limits(10, 1_000))) {
            for (int i = 0; i < 25; i++) {
                twice.after(EDGE, CELL, APPLIED);
            }
            assertThat(asked).hasSize(10);
            assertThat(told).hasSize(15).containsOnly("stale links: too many in flight");
            never.complete(new InvalidationResult.Invalidated());
            assertThat(told).hasSize(25);
            twice.after(EDGE, CELL, APPLIED);
            assertThat(asked).hasSize(11);
        }
    }

    @Test
    void whatWaitsForItsSecondInvalidationIsBounded() {
        try (Invalidations twice =
                of(InvalidationsTest::gone, LATER, new Invalidations.Limits(10, 3))) {
            for (int i = 0; i < 5; i++) {
                twice.after(EDGE, CELL, APPLIED);
            }
            assertThat(twice.toComeAgain()).isEqualTo(3);
            assertThat(asked).hasSize(5);
            assertThat(told)
                    .filteredOn(line -> line.startsWith("stale"))
                    .hasSize(2)
                    .containsOnly("stale links: too many wait to be invalidated again");
        }
    }

    @Test
    void closingForgetsTheSecondAndClosesTheCache() {
        Invalidations twice = of(InvalidationsTest::gone);
        twice.after(EDGE, CELL, APPLIED);
        twice.close();
        assertThat(twice.toComeAgain()).isZero();
        assertThat(told).contains("closed");
        twice.after(EDGE, CELL, APPLIED);
        assertThat(told).last().isEqualTo("stale links: closed");
    }
}
