package org.entropyrepair.flow.repair;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.flink.core.execution.SavepointFormatType;
import org.entropyrepair.core.model.Cell;
import org.entropyrepair.core.model.DeadLetter;
import org.entropyrepair.core.model.DeathReason;
import org.entropyrepair.core.model.Failure;
import org.entropyrepair.core.model.Version;
import org.entropyrepair.core.reconcile.Policy;
import org.entropyrepair.sinks.WriteResult;
import org.entropyrepair.testkit.fake.Answer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whatever happens, in whatever order, to puts, deletes and copies, through kills, restores,
 * rescales and config revisions, and however little of the state fits on the heap: in the end every
 * reported cell of every target holds at least what was reported last, nothing older than it, and
 * nothing is left of the repairs.
 */
@Tag("slow")
@Timeout(300)
class RandomLivesTest {
    private static final Logger LOG = LoggerFactory.getLogger(RandomLivesTest.class);
    private static final int EDGES = 300;
    private static final int LIVES = 5;
    private static final int EVENTS = 12;
    private static final long[] YOUNG_BYTES = {0, 30_000, 1L << 30};

    @RegisterExtension static final RepairCluster CLUSTER = new RepairCluster();

    private final Map<String, Map<Cell, Version>> lastReported = new HashMap<>();
    private final Map<Cell, Version> lastOfAll = new HashMap<>();

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void everythingReportedConvergesThroughRandomLives(long seed) throws Exception {
        LOG.info("seed {}", seed);
        Random random = new Random(seed);
        try (RepairRig rig = new RepairRig(CLUSTER, policies()).limits(8, 12)) {
            String path = null;
            for (int life = 0; life < LIVES; life++) {
                rig.young(YOUNG_BYTES[random.nextInt(YOUNG_BYTES.length)]);
                rig.start(1 + random.nextInt(3), path);
                path = live(rig, random, rig.checkpoint());
                rig.kill();
            }
            Policies.REGIONS.forEach(region -> rig.store(region).honest());
            rig.start(2, path);
            rig.revise(policies());
            rig.failures().watermark(Long.MAX_VALUE - 1);
            rig.until("converged", () -> missing(rig).isEmpty());
            rig.until("nothing pends", rig::pendingIsZero);
            assertThat(rig.deadLetters()) // copies of what nobody has
                    .extracting(DeadLetter::reason)
                    .isSubsetOf(DeathReason.AMBIGUOUS_ABSENCE);
            Census left = rig.census(rig.checkpointAndKill());
            assertThat(left.isEmpty()).as(left.toString()).isTrue();
            assertNothingNewerThanReported(rig);
        }
    }

    private static Policies policies() {
        return Policies.repairing()
                .lag(300)
                .lease(700)
                .visibleAfter(400)
                .retry(new Policy.Retry(20, 2, 200, 0.3, 0, 0));
    }

    /** One life; the path of its last snapshot. */
    private String live(RepairRig rig, Random random, String first) {
        String path = first;
        for (int event = 0; event < EVENTS; event++) {
            String region = Policies.REGIONS.get(random.nextInt(3));
            letPass(random.nextInt(250));
            switch (random.nextInt(8)) {
                case 0, 1, 2 -> burst(rig, random);
                case 3 -> rig.store(region).always(answer(random));
                case 4 -> rig.store(region).honest().release();
                case 5 -> rig.failures().watermark(System.currentTimeMillis());
                case 6 ->
                        rig.revise(
                                switch (random.nextInt(5)) {
                                    case 0, 1 -> policies();
                                    case 2 -> policies().action(Policy.Action.PAUSE);
                                    case 3 -> policies().readBeforeWrite();
                                    default -> policies().writesPerSecond(60);
                                });
                default -> path = snapshot(rig, random);
            }
        }
        return path;
    }

    /** Time is one of the things that happen. */
    private static void letPass(long millis) {
        long until = System.nanoTime() + millis * 1_000_000;
        await().pollInterval(Duration.ofMillis(10)).until(() -> System.nanoTime() > until);
    }

    private static String snapshot(RepairRig rig, Random random) {
        return switch (random.nextInt(4)) {
            case 0 -> rig.savepoint(SavepointFormatType.CANONICAL);
            case 1 -> rig.savepoint(SavepointFormatType.NATIVE);
            default -> rig.checkpoint();
        };
    }

    private static Answer answer(Random random) {
        return switch (random.nextInt(9)) {
            case 0 -> new Answer.Unavailable("away");
            case 1 -> new Answer.Unknown(random.nextBoolean());
            case 2 -> new Answer.Throttled("slow");
            case 3 -> new Answer.Hang(random.nextBoolean());
            case 4 -> new Answer.Late();
            case 5 -> new Answer.LateAnswer();
            case 6 -> new Answer.Misdeployed(WriteResult.Reach.STORE, "wrong password");
            case 7 -> new Answer.Misdeployed(WriteResult.Reach.NAMESPACE, "no table");
            default -> new Answer.Honest();
        };
    }

    private void burst(RepairRig rig, Random random) {
        List<Failure> burst = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            int n = random.nextInt(EDGES);
            String target = Policies.REGIONS.get(random.nextInt(3));
            long micros = Failures.nowMicros() - random.nextInt(5_000_000);
            Failure failure =
                    switch (random.nextInt(8)) {
                        case 0, 1 -> Failures.delete(n, target, micros);
                        case 2 -> Failures.copy(n, target, null);
                        default -> Failures.put(n, target, micros);
                    };
            burst.add(failure);
            Version version = failure.version();
            if (version != null) {
                lastReported
                        .computeIfAbsent(target, unused -> new HashMap<>())
                        .merge(failure.cell(), version, RandomLivesTest::later);
                lastOfAll.merge(failure.cell(), version, RandomLivesTest::later);
            }
        }
        rig.failures().add(burst.size(), burst::get);
    }

    private static Version later(Version one, Version other) {
        return one.beats(other) ? one : other;
    }

    /** What a store does not hold yet, in words. */
    private List<String> missing(RepairRig rig) {
        List<String> missing = new ArrayList<>();
        lastReported.forEach(
                (target, cells) ->
                        cells.forEach(
                                (cell, version) -> {
                                    boolean there =
                                            rig.store(target)
                                                    .held(cell)
                                                    .filter(h -> !version.beats(h.version()))
                                                    .isPresent();
                                    if (!there) {
                                        missing.add(target + " " + cell + " " + version);
                                    }
                                }));
        return missing;
    }

    private void assertNothingNewerThanReported(RepairRig rig) {
        for (String region : Policies.REGIONS) {
            rig.store(region)
                    .snapshot()
                    .forEach(
                            (cell, held) -> {
                                Version last = lastOfAll.get(cell);
                                assertThat(last).isNotNull();
                                assertThat(held.version().beats(last)).isFalse();
                                if (!held.version().isDelete()) {
                                    assertThat(held.value())
                                            .isEqualTo(
                                                    Failures.value(
                                                            held.version()
                                                                    .token()
                                                                    .generatedAtMicros()));
                                }
                            });
        }
    }
}
