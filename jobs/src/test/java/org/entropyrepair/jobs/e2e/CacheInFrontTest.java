package org.entropyrepair.jobs.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.entropyrepair.core.wire.FailureMessage;
import org.entropyrepair.testkit.memcached.MemcachedReader;
import org.entropyrepair.testkit.memcached.MemcachedServer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * A real memcached in front of a real Cassandra: what is repaired is forgotten there, twice; and a
 * cache that is down or stands still delays no repair and fails none, but what it may hold is
 * counted.
 */
@Tag("slow")
@ExtendWith(OneStage.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(300)
class CacheInFrontTest {
    private static final Duration LONGEST = Duration.ofSeconds(90);
    private static final long HOLD_MILLIS = 500;
    private static final int FAILURES = 20;
    private static final String COUNTED = ".invalidated";
    private static final String STALE = ".notInvalidated";

    private final MemcachedServer cache;
    private final RepairRig rig;
    private final RunningJob job;

    CacheInFrontTest(Stage stage, StoreServers servers) throws Exception {
        this.cache = servers.memcached();
        RepairScene scene =
                RepairScene.on(stage, "us")
                        .namespaces(
                                """
                                follows.forward:
                                  edgeType: follows
                                  record: forward
                                  table: forward
                                  tombstonesKept: 10d
                                  cache: {keys: ["{graph}:{id}:{key}"], invalidateAgainAfter: 6s}
                                """);
        servers.createKeyspace("us", scene.name());
        servers.createTable("us", scene.name() + ".forward");
        scene.storeOf("us", servers.cassandraStore("us", scene.name(), ""))
                .cacheOf(
                        "us",
                        "{kind: memcached, zones: [[\"%s\"]], timeout: 300ms}"
                                .formatted(cache.address()));
        this.rig = scene.open();
        this.job = rig.start();
    }

    @AfterEach
    void mendWhatAFailedTestLeft() {
        cache.restart();
        job.assertNeverRestarted();
    }

    @AfterAll
    void close() {
        rig.close();
    }

    @Test
    void whatIsRepairedIsForgottenAtOnceAndOnceMore() {
        try (MemcachedReader reader = cache.reader()) {
            FailureMessage failure = Reports.put("cached", "us", "us");
            reader.set(key("cached"), "old");
            reader.set(key("another"), "other");
            rig.publish("us", failure);
            rig.awaitEnd(failure, LONGEST);
            rig.await("forgotten", LONGEST, () -> !reader.holds(key("cached")));
            // by a reader that had read the old value before
            reader.set(key("cached"), "old");
            rig.await("forgotten once more", LONGEST, () -> !reader.holds(key("cached")));
            assertThat(reader.holds(key("another"))).as("of a cell that was not repaired").isTrue();
        }
    }

    @Test
    void cacheThatStandsStillDelaysNothing() {
        cache.pause();
        goesOnWithout("standing-still");
        cache.resume();
        isForgotten("standing-still");
    }

    @Test
    void cacheThatIsDownDelaysNothing() {
        cache.kill();
        goesOnWithout("down");
        cache.restart();
        isForgotten("down");
    }

    @BeforeEach
    void isForgottenBefore(TestInfo test) {
        isForgotten("before-" + test.getTestMethod().orElseThrow().getName());
    }

    private void goesOnWithout(String how) {
        long staleBefore = rig.measured(job, STALE);
        List<FailureMessage> failures = new ArrayList<>();
        for (int i = 0; i < FAILURES; i++) {
            failures.add(Reports.put(how + ":" + i, "us", "us"));
        }
        rig.publish("us", failures.toArray(FailureMessage[]::new));
        Punctuality times = new Punctuality(HOLD_MILLIS);
        for (FailureMessage failure : failures) {
            times.add(failure.failedAtMillis(), rig.awaitEnd(failure, LONGEST));
        }
        times.assertOnTime("cache " + how);
        rig.await(
                "what may be stale is counted",
                LONGEST,
                () -> rig.measured(job, STALE) >= staleBefore + FAILURES);
        assertThat(rig.ends().letters()).isEmpty();
    }

    /** The connection is made anew after a while: what is repaired from then on is forgotten. */
    private void isForgotten(String after) {
        long deadlineNanos = System.nanoTime() + LONGEST.toNanos();
        try (MemcachedReader reader = cache.reader()) {
            String source;
            int tried = 0;
            do {
                assertThat(System.nanoTime()).as("still cached").isLessThan(deadlineNanos);
                source = "after-" + after + "-" + tried++;
                FailureMessage failure = Reports.put(source, "us", "us");
                reader.set(key(source), "old");
                long told = rig.measured(job, COUNTED) + rig.measured(job, STALE);
                rig.publish("us", failure);
                rig.awaitEnd(failure, LONGEST);
                rig.await(
                        "invalidated or not",
                        LONGEST,
                        () -> rig.measured(job, COUNTED) + rig.measured(job, STALE) > told);
            } while (reader.holds(key(source)));
        }
    }

    private static String key(String source) {
        return Reports.GRAPH + ":" + source + ":everybody";
    }
}
