package org.entropyrepair.jobs.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.entropyrepair.core.model.Cell;
import org.entropyrepair.core.wire.FailureMessage;
import org.entropyrepair.publisher.FailurePublisher;
import org.entropyrepair.publisher.Published;
import org.entropyrepair.publisher.PublisherSettings;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/**
 * Repairs come when their hold is over, whatever other topics do. A partition counts as silent
 * after a minute only, so that nothing but the deadline of a hold can end it here.
 */
@Tag("slow")
@ExtendWith(OneStage.class)
@Timeout(300)
class OnTimeTest {
    private static final long HOLD_MILLIS = 500;
    private static final String SLOW_TO_CALL_SILENT = "clock: {silentAfter: 60s}";
    private static final Duration LONGEST = Duration.ofSeconds(60);

    @TempDir Path spool;

    @Test
    void theLastFailureOfABurstOnASilentTopicIsRepairedInTime(Stage stage) throws Exception {
        try (RepairRig rig =
                        RepairScene.on(stage, "us", "eu")
                                .partitions(2)
                                .more(SLOW_TO_CALL_SILENT)
                                .open();
                FailurePublisher publisher =
                        FailurePublisher.open(
                                PublisherSettings.of(
                                        stage.broker("us").bootstrapServers(),
                                        rig.scene().failureTopic("us"),
                                        spool))) {
            RunningJob job = rig.start();
            FailureMessage first = Reports.put("first", "us", "us");
            publish(publisher, List.of(first));
            rig.awaitEnd(first, LONGEST);
            List<FailureMessage> burst =
                    IntStream.range(0, 200)
                            .mapToObj(i -> Reports.put("user:" + i, "us", i % 2 == 0 ? "us" : "eu"))
                            .toList();
            publish(publisher, burst);
            Punctuality times = new Punctuality(HOLD_MILLIS);
            for (FailureMessage failure : burst) {
                times.add(failure.failedAtMillis(), rig.awaitEnd(failure, LONGEST));
            }
            times.assertOnTime("a burst, then silence, another region silent for ever");
            job.assertNeverRestarted();
        }
    }

    @Test
    void aBacklogOfTenMinutesInOneRegionDelaysNoOther(Stage stage) throws Exception {
        int backlog = 30_000;
        try (RepairRig rig = RepairScene.on(stage, "us", "eu").more(SLOW_TO_CALL_SILENT).open()) {
            RunningJob job = rig.start();
            rig.awaitEnd(send(rig, "first"), LONGEST);
            rig.publish("eu", ofTenMinutesAgo(backlog));
            long began = System.nanoTime();
            List<FailureMessage> fresh = new ArrayList<>();
            rig.await(
                    "the backlog's end",
                    Duration.ofSeconds(120),
                    () -> {
                        fresh.add(send(rig, "fresh:" + fresh.size()));
                        return rig.ends().of(old(backlog - 1), "us").isPresent();
                    });
            long tookMillis = (System.nanoTime() - began) / 1_000_000;
            Punctuality times = new Punctuality(HOLD_MILLIS);
            for (FailureMessage failure : fresh) {
                times.add(failure.failedAtMillis(), rig.awaitEnd(failure, LONGEST));
            }
            times.assertOnTime(
                    "beside a backlog of " + backlog + " that took " + tookMillis + " ms");
            rig.await(
                    "all of the backlog",
                    LONGEST,
                    () -> rig.ends().ended().size() == 1 + backlog + fresh.size());
            job.assertNeverRestarted();
        }
    }

    private static Cell old(int i) {
        return Reports.cell("old:" + i);
    }

    private static void publish(FailurePublisher publisher, List<FailureMessage> failures) {
        List<CompletableFuture<Published>> sent =
                failures.stream().map(publisher::publish).toList();
        sent.forEach(one -> assertThat(one.join()).isNotInstanceOf(Published.Refused.class));
    }

    private static FailureMessage send(RepairRig rig, String source) {
        FailureMessage failure = Reports.put(source, "us", "us");
        rig.publish("us", failure);
        return failure;
    }

    /** Failures of the last ten minutes, oldest first, as a region has them that was cut off. */
    private static FailureMessage[] ofTenMinutesAgo(int count) {
        long now = System.currentTimeMillis();
        return IntStream.range(0, count)
                .mapToObj(
                        i -> {
                            long then = now - 600_000 + 600_000L * i / count;
                            return Reports.put("old:" + i, Reports.token(then), "eu", "us", then);
                        })
                .toArray(FailureMessage[]::new);
    }
}
