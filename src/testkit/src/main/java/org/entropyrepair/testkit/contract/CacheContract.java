package org.entropyrepair.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.entropyrepair.testkit.contract.StoreBench.await;
import static org.entropyrepair.testkit.contract.StoreBench.until;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.entropyrepair.core.model.Bytes;
import org.entropyrepair.core.model.Cell;
import org.entropyrepair.core.model.Subject;
import org.entropyrepair.sinks.Cache;
import org.entropyrepair.sinks.InvalidationResult;
import org.entropyrepair.sinks.Invalidations;
import org.entropyrepair.sinks.KeyTemplate;
import org.entropyrepair.sinks.WriteResult;
import org.entropyrepair.testkit.net.TcpProxy;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * What every cache passes, the real server, not a mock. A subclass runs the server and opens the
 * cache, which reaches it through a proxy.
 */
@Timeout(value = 3, unit = TimeUnit.MINUTES)
public abstract class CacheContract {
    private static final String LINKS = "contract.links";
    private static final String RECORDS = "contract.records";
    private static final KeyTemplate ONE = KeyTemplate.parse("{graph}:{id|base64url}:{key|hex}");
    private static final KeyTemplate ANOTHER =
            KeyTemplate.parse("{edge.type}/{edge.source|sha1}/{id|hex}/{key|base64}");
    private static final KeyTemplate RECORD = KeyTemplate.parse("{namespace}:{id|hex}");
    private static final Map<String, List<KeyTemplate>> KEYS =
            Map.of(LINKS, List.of(ONE, ANOTHER), RECORDS, List.of(RECORD));
    private static final Subject EDGE = new Subject.Edge("social", "follows", "user:1", "user:2");
    private static final Subject NODE = new Subject.Node("social", "user", "user:1");
    private static final Duration PROMPT = Duration.ofSeconds(20);

    private final AtomicInteger ids = new AtomicInteger();
    private @Nullable Cache cache;

    /** The server, as its readers and its operators see it. */
    protected interface Server {
        /** A reader caches something under this name. */
        void fill(Bytes name);

        /** Whether something is cached under this name. */
        boolean holds(Bytes name);

        /** It hangs. */
        void pause();

        /** It goes on. */
        void resume();

        /** It is gone at once. */
        void kill();

        /** It is back, with nothing cached. */
        void restart();
    }

    /** The server. */
    protected abstract Server server();

    /** What the cache reaches it through. */
    protected abstract TcpProxy proxy();

    /**
     * Opens a cache, with a time-out of a second or so.
     *
     * @param keys names by namespace
     */
    protected abstract Cache open(Map<String, List<KeyTemplate>> keys);

    @BeforeEach
    void openCache() {
        proxy().forward();
        cache = open(KEYS);
    }

    @AfterEach
    void closeCache() {
        cache().close();
    }

    private Cache cache() {
        if (cache == null) {
            throw new IllegalStateException("cache: none (expected: a test that runs)");
        }
        return cache;
    }

    private Cell newCell() {
        String id = "id-" + getClass().getSimpleName() + "-" + System.nanoTime();
        return new Cell(LINKS, Bytes.utf8(id + ids.incrementAndGet()), Bytes.utf8("key"));
    }

    private static Bytes name(KeyTemplate template, Cell cell) {
        return template.nameOf(EDGE, cell).orElseThrow();
    }

    private InvalidationResult invalidate(Cell cell) {
        return await(cache().invalidate(EDGE, cell));
    }

    private void works() {
        until(() -> invalidate(newCell()) instanceof InvalidationResult.Invalidated);
        Cell cell = newCell();
        server().fill(name(ONE, cell));
        assertThat(invalidate(cell)).isEqualTo(new InvalidationResult.Invalidated());
        assertThat(server().holds(name(ONE, cell))).isFalse();
    }

    @Test
    void whatIsInvalidatedIsGoneUnderAllItsNames() {
        Cell cell = newCell();
        server().fill(name(ONE, cell));
        server().fill(name(ANOTHER, cell));
        assertThat(invalidate(cell)).isEqualTo(new InvalidationResult.Invalidated());
        assertThat(server().holds(name(ONE, cell))).isFalse();
        assertThat(server().holds(name(ANOTHER, cell))).isFalse();
    }

    @Test
    void whatWasNotCachedIsInvalidatedAllTheSame() {
        assertThat(invalidate(newCell())).isEqualTo(new InvalidationResult.Invalidated());
    }

    @Test
    void otherCellsStayCached() {
        Cell other = newCell();
        server().fill(name(ONE, other));
        assertThat(invalidate(newCell())).isEqualTo(new InvalidationResult.Invalidated());
        assertThat(server().holds(name(ONE, other))).isTrue();
    }

    @Test
    void idsAndKeysOfAnyBytesAreFound() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int i = 0; i < 200; i++) {
            byte[] id = new byte[random.nextInt(40)];
            byte[] key = new byte[random.nextInt(40)];
            random.nextBytes(id);
            random.nextBytes(key);
            Cell cell = new Cell(LINKS, Bytes.wrap(id), Bytes.wrap(key));
            server().fill(name(ONE, cell));
            server().fill(name(ANOTHER, cell));
            assertThat(invalidate(cell))
                    .as("seed %s", seed)
                    .isEqualTo(new InvalidationResult.Invalidated());
            assertThat(server().holds(name(ONE, cell))).as("seed %s", seed).isFalse();
            assertThat(server().holds(name(ANOTHER, cell))).as("seed %s", seed).isFalse();
        }
    }

    @Test
    void aWholeRecordIsGoneUnderNamesThatNeedNoKey() {
        Cell record = Cell.wholeRecord(RECORDS, newCell().id());
        Bytes name = RECORD.nameOf(NODE, record).orElseThrow();
        server().fill(name);
        assertThat(await(cache().invalidate(NODE, record)))
                .isEqualTo(new InvalidationResult.Invalidated());
        assertThat(server().holds(name)).isFalse();
    }

    @Test
    void whatCannotBeNamedIsNotInvalidated() {
        Cell record = Cell.wholeRecord(LINKS, newCell().id());
        assertThat(invalidate(record)).isInstanceOf(InvalidationResult.NotInvalidated.class);
        Cell stranger = new Cell("contract.unknown", newCell().id(), Bytes.utf8("key"));
        assertThat(invalidate(stranger)).isInstanceOf(InvalidationResult.NotInvalidated.class);
    }

    @Test
    void ofSeveralNamesThoseThatExistAreGoneEvenIfOneDoesNot() {
        Cell cell = newCell();
        server().fill(name(ONE, cell));
        // A node has no edge, which the other name is made of.
        assertThat(await(cache().invalidate(NODE, cell)))
                .isInstanceOf(InvalidationResult.NotInvalidated.class);
        assertThat(server().holds(name(ONE, cell))).isFalse();
    }

    @Test
    void whatAReaderPutBackIsGoneTheSecondTime() {
        AtomicInteger gone = new AtomicInteger();
        try (Invalidations twice =
                new Invalidations(
                        open(KEYS),
                        Map.of(LINKS, Duration.ofSeconds(2)),
                        Invalidations.Limits.DEFAULT,
                        counting(gone, new AtomicInteger()))) {
            Cell cell = newCell();
            server().fill(name(ONE, cell));
            twice.after(EDGE, cell, new WriteResult.Applied());
            until(() -> gone.get() == 1);
            assertThat(server().holds(name(ONE, cell))).isFalse();
            server().fill(name(ONE, cell)); // a reader that had read before the repair
            until(() -> gone.get() == 2);
            assertThat(server().holds(name(ONE, cell))).isFalse();
        }
    }

    @Test
    void aServerThatHangsIsAnsweredForInTimeAndUsedAgainOnceItGoesOn() {
        works();
        server().pause();
        try {
            answersPromptlyThatItFailed();
            answersPromptlyThatItFailed();
        } finally {
            server().resume();
        }
        works();
    }

    @Test
    void aServerThatIsKilledIsUsedAgainOnceItIsBack() {
        works();
        server().kill();
        try {
            answersPromptlyThatItFailed();
        } finally {
            server().restart();
        }
        works();
    }

    @Test
    void aServerThatIsAwayAtFirstIsUsedOnceItIsThere() {
        server().kill();
        try (Cache early = open(KEYS)) {
            assertThat(await(early.invalidate(EDGE, newCell())))
                    .isInstanceOf(InvalidationResult.NotInvalidated.class);
            server().restart();
            until(
                    () ->
                            await(early.invalidate(EDGE, newCell()))
                                    instanceof InvalidationResult.Invalidated);
        } finally {
            server().restart();
        }
    }

    @Test
    void aNetworkThatRefusesOrDropsIsAnsweredForInTime() {
        works();
        proxy().refuse();
        answersPromptlyThatItFailed();
        proxy().forward();
        works();
        proxy().drop();
        answersPromptlyThatItFailed();
        proxy().forward();
        works();
        proxy().resetConnections();
        works();
    }

    /** Until it fails, for what is in flight may still come through; then always, and in time. */
    private void answersPromptlyThatItFailed() {
        until(() -> invalidate(newCell()) instanceof InvalidationResult.NotInvalidated);
        long start = System.nanoTime();
        List<CompletionStage<InvalidationResult>> answers = burst(100);
        answers.forEach(
                answer ->
                        assertThat(await(answer))
                                .isInstanceOf(InvalidationResult.NotInvalidated.class));
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(PROMPT);
    }

    private List<CompletionStage<InvalidationResult>> burst(int size) {
        List<CompletionStage<InvalidationResult>> answers = new ArrayList<>();
        for (int i = 0; i < size; i++) {
            answers.add(cache().invalidate(EDGE, newCell()));
        }
        return answers;
    }

    @Test
    void tenThousandAtOnceAreAllInvalidated() {
        works();
        for (CompletionStage<InvalidationResult> answer : burst(10_000)) {
            assertThat(await(answer)).isEqualTo(new InvalidationResult.Invalidated());
        }
    }

    @Test
    void aHundredThousandAtAServerThatHangsBlockNobodyAndAreAllAnswered() {
        works();
        server().pause();
        try {
            long start = System.nanoTime();
            List<CompletionStage<InvalidationResult>> answers = burst(100_000);
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(PROMPT);
            answers.forEach(
                    answer ->
                            assertThat(await(answer))
                                    .isInstanceOf(InvalidationResult.NotInvalidated.class));
        } finally {
            server().resume();
        }
    }

    @Test
    void closingAnswersWhatIsInFlightAndAllThatComesAfter() {
        works();
        server().pause();
        try {
            List<CompletionStage<InvalidationResult>> inFlight = burst(100);
            cache().close();
            inFlight.forEach(
                    answer ->
                            assertThat(await(answer))
                                    .isInstanceOf(InvalidationResult.NotInvalidated.class));
        } finally {
            server().resume();
        }
        assertThat(invalidate(newCell())).isInstanceOf(InvalidationResult.NotInvalidated.class);
        cache().close();
    }

    /** Counts what is told of a cache. */
    protected static Invalidations.Counts counting(AtomicInteger gone, AtomicInteger stale) {
        return new Invalidations.Counts() {
            @Override
            public void invalidated(String namespace) {
                gone.incrementAndGet();
            }

            @Override
            public void notInvalidated(String namespace, String message) {
                stale.incrementAndGet();
            }
        };
    }
}
