package org.entropyrepair.jobs.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.entropyrepair.core.model.Bytes;
import org.entropyrepair.core.model.Cell;
import org.entropyrepair.core.model.Mutation;
import org.entropyrepair.core.model.RepairState;
import org.entropyrepair.core.model.Token;
import org.entropyrepair.core.model.Version;
import org.entropyrepair.core.wire.FailureMessage;
import org.entropyrepair.sinks.ReadResult;
import org.entropyrepair.sinks.Store;
import org.entropyrepair.sinks.StoreContext;
import org.entropyrepair.sinks.StoreFactory;
import org.entropyrepair.sinks.WriteResult;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** One cell, reported by several regions, ends the same in all of them. */
@Tag("slow")
@ExtendWith(OneStage.class)
@Timeout(300)
class OneCellTest {
    private static final Duration LONGEST = Duration.ofSeconds(60);
    private static final List<String> REGIONS = List.of("us", "eu", "ap");

    @Test
    void aThousandFailuresOfOneCellCauseOneWritePerTarget(Stage stage) throws Exception {
        long seed = System.nanoTime();
        System.out.println("a thousand failures of one cell: seed " + seed);
        try (RepairRig rig = RepairScene.on(stage, "us", "eu", "ap").lag("8s").open()) {
            RunningJob job = rig.start();
            Cell cell = Reports.cell("user:1");
            List<FailureMessage> failures = new ArrayList<>();
            long now = System.currentTimeMillis();
            for (int i = 0; i < 1000; i++) {
                failures.add(
                        Reports.put(
                                "user:1",
                                Reports.token(now - i % 700),
                                REGIONS.get(i / 3 % 3),
                                REGIONS.get(i % 3),
                                now));
            }
            Collections.shuffle(failures, new Random(seed));
            for (String region : REGIONS) {
                rig.publish(
                        region,
                        failures.stream()
                                .filter(failure -> failure.origin().equals(region))
                                .toArray(FailureMessage[]::new));
            }
            Token winner =
                    failures.stream().map(Reports::tokenOf).max(Token::compareTo).orElseThrow();
            rig.await(
                    "an end at every target",
                    LONGEST,
                    () -> REGIONS.stream().allMatch(at -> rig.ends().of(cell, at).isPresent()));
            // A second write would follow within a hold; a write of something else bounds the wait.
            FailureMessage after = Reports.put("user:2", "ap", "us");
            rig.publish("ap", after);
            rig.awaitEnd(after, LONGEST);
            for (String region : REGIONS) {
                assertThat(rig.store(region).writesOf(cell)).as(region).isEqualTo(1);
                assertThat(rig.store(region).held(cell).orElseThrow().version())
                        .isEqualTo(Version.put(winner));
                assertThat(rig.ends().of(cell, region).orElseThrow().state())
                        .isEqualTo(RepairState.APPLIED);
            }
            assertThat(rig.ends().letters()).isEmpty();
            job.assertNeverRestarted();
        }
    }

    @Test
    void anOlderPutAndANewerOneThatRanOutLeaveAllRegionsEmpty(Stage stage) throws Exception {
        try (RepairRig rig =
                RepairScene.on(stage, "us", "eu", "ap").stores("rocksdb").lag("2s").open()) {
            RunningJob job = rig.start();
            long now = System.currentTimeMillis();
            FailureMessage old =
                    Reports.put("user:1", Reports.token(now - 60_000), "us", "us", now);
            FailureMessage old2 =
                    Reports.put("user:2", Reports.token(now - 60_000), "us", "us", now);
            // One has run out when it is reported, the other runs out while it is held.
            FailureMessage ranOut = expiring("user:1", now - 5_000, "eu");
            FailureMessage runsOut = expiring("user:2", now - 500, "eu");
            for (String region : REGIONS) {
                seed(rig, region, Reports.landed(old));
                seed(rig, region, Reports.landed(old2));
            }
            seed(rig, "us", Reports.landed(ranOut));
            seed(rig, "us", Reports.landed(runsOut));

            rig.publish("us", ranOut, expiring(ranOut, "ap"), runsOut, expiring(runsOut, "ap"));
            for (String target : List.of("eu", "ap")) {
                for (FailureMessage failure : List.of(ranOut, runsOut)) {
                    assertThat(rig.awaitEnd(expiring(failure, target), LONGEST).state())
                            .isEqualTo(RepairState.EXPIRED);
                }
            }
            for (String region : REGIONS) {
                try (Store store = open(rig, region)) {
                    assertEmpty(store, ranOut);
                    assertEmpty(store, runsOut);
                    List<Store.Entry> live = new ArrayList<>();
                    long nowMicros = System.currentTimeMillis() * 1000;
                    store.scan(
                            Reports.NAMESPACE,
                            0,
                            1,
                            entry -> {
                                if (entry.held().version().isLive(nowMicros)) {
                                    live.add(entry);
                                }
                            });
                    assertThat(live).as("what a reader sees in " + region).isEmpty();
                }
            }
            job.assertNeverRestarted();
        }
    }

    private static FailureMessage expiring(String source, long millis, String target) {
        Token token = Reports.token(millis);
        return Reports.of(
                Reports.TYPE,
                new FailureMessage.Write.Put(
                        Reports.cell(source), Reports.value(token), Bytes.EMPTY, 1),
                token,
                "us",
                target,
                System.currentTimeMillis());
    }

    private static FailureMessage expiring(FailureMessage same, String target) {
        return Reports.of(
                Reports.TYPE,
                same.write(),
                Reports.tokenOf(same),
                same.origin(),
                target,
                same.failedAtMillis());
    }

    private static void assertEmpty(Store store, FailureMessage ended) throws Exception {
        ReadResult found =
                store.read(ended.write().cell()).toCompletableFuture().get(10, TimeUnit.SECONDS);
        assertThat(found).isInstanceOf(ReadResult.Held.class);
        ReadResult.Held held = (ReadResult.Held) found;
        assertThat(held.version().token()).isEqualTo(Reports.tokenOf(ended));
        assertThat(held.version().isLive(System.currentTimeMillis() * 1000)).isFalse();
        assertThat(held.value()).isEqualTo(Bytes.EMPTY);
    }

    /** A write that the graph service made itself. */
    private static void seed(RepairRig rig, String region, Mutation write) throws Exception {
        try (Store store = open(rig, region)) {
            assertThat(store.apply(write).toCompletableFuture().get(30, TimeUnit.SECONDS))
                    .isInstanceOf(WriteResult.Applied.class);
        }
    }

    /** The database that the job has open, too. */
    private static Store open(RepairRig rig, String region) {
        return StoreFactory.ofKind("rocksdb", OneCellTest.class.getClassLoader())
                .open(
                        new StoreContext(
                                region,
                                Map.of(
                                        "kind",
                                        "rocksdb",
                                        "path",
                                        rig.scene().storeFolder(region).toString()),
                                Map.of(
                                        Reports.NAMESPACE,
                                        new StoreContext.Namespace(
                                                Reports.NAMESPACE,
                                                "forward",
                                                Duration.ofDays(10).toMillis(),
                                                false))));
    }
}
