package org.entropyrepair.jobs.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.entropyrepair.core.model.Bytes;
import org.entropyrepair.core.wire.FailureMessage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * The broker of dead letters and outcomes goes away for a while. Repairs go on; what is to be said
 * waits, and checkpoints wait with it; for longer than {@code delivery.timeout.ms} the job restarts
 * until the broker is back. Nothing is lost either way.
 */
@Tag("slow")
@ExtendWith(OneStage.class)
@Timeout(400)
class OutputAwayTest {
    private static final Duration LONGEST = Duration.ofSeconds(120);
    private static final Duration AWAY = Duration.ofSeconds(10);
    private static final int FAILURES = 300;
    private static final int GARBAGE = 50;
    private boolean away;

    @AfterEach
    void mendWhatAFailedTestLeft(Stage stage) {
        if (away) {
            stage.proxy("ap").forward();
        }
    }

    @Test
    void whatIsToBeSaidWaitsForItsBrokerAndRepairsDoNot(Stage stage) throws Exception {
        try (RepairRig rig = RepairScene.on(stage, "us").home("ap").open()) {
            RunningJob job = rig.start();
            rig.awaitEnd(publishFirst(rig), LONGEST);
            stage.proxy("ap").drop();
            away = true;
            List<FailureMessage> failures = publish(rig);
            rig.await("repairs", LONGEST, () -> rig.store("us").writes() == FAILURES + 1);
            long checkpoints = job.checkpoints();
            rig.watch(AWAY);
            long madeMeanwhile = job.checkpoints() - checkpoints;
            assertThat(rig.ends().letters()).isEmpty();
            stage.proxy("ap").forward();
            away = false;
            long began = System.nanoTime();
            isAllSaid(rig, failures);
            job.assertNeverRestarted();
            long before = job.checkpoints();
            rig.await("a checkpoint", LONGEST, () -> job.checkpoints() > before);
            System.out.printf(
                    "output broker away for %s: no restart, repairs went on, %d checkpoints"
                            + " meanwhile; all said %d ms after it was back%n",
                    AWAY, madeMeanwhile, (System.nanoTime() - began) / 1_000_000);
        }
    }

    @Test
    void ifItsBrokerIsAwayForTooLongTheJobRestartsAndSaysItThen(Stage stage) throws Exception {
        try (RepairRig rig =
                RepairScene.on(stage, "us")
                        .home("ap")
                        .outputProperties(
                                "{delivery.timeout.ms: \"4000\", request.timeout.ms: \"2000\","
                                        + " max.block.ms: \"4000\", linger.ms: \"5\"}")
                        .mayRestartTheJob()
                        .open()) {
            RunningJob job = rig.start();
            rig.awaitEnd(publishFirst(rig), LONGEST);
            stage.proxy("ap").refuse();
            away = true;
            List<FailureMessage> failures = publish(rig);
            rig.await("a restart", LONGEST, () -> job.restarts() > 0);
            stage.proxy("ap").forward();
            away = false;
            long began = System.nanoTime();
            isAllSaid(rig, failures);
            System.out.printf(
                    "output broker away for over 4 s of delivery.timeout.ms: %d restarts; all said"
                            + " %d ms after it was back%n",
                    job.restarts(), (System.nanoTime() - began) / 1_000_000);
        }
    }

    private static FailureMessage publishFirst(RepairRig rig) {
        FailureMessage first = Reports.put("first", "us", "us");
        rig.publish("us", first);
        return first;
    }

    private static List<FailureMessage> publish(RepairRig rig) {
        List<FailureMessage> failures =
                IntStream.range(0, FAILURES)
                        .mapToObj(i -> Reports.put("user:" + i, "us", "us"))
                        .toList();
        rig.publish("us", failures.toArray(FailureMessage[]::new));
        List<ProducerRecord<byte[], byte[]>> garbage = new ArrayList<>();
        for (int i = 0; i < GARBAGE; i++) {
            garbage.add(rig.record("us", "garbage:" + i, Bytes.utf8("no JSON")));
        }
        rig.publish("us", garbage);
        return failures;
    }

    private static void isAllSaid(RepairRig rig, List<FailureMessage> failures) {
        for (FailureMessage failure : failures) {
            rig.awaitEnd(failure, LONGEST);
        }
        rig.await("dead letters", LONGEST, () -> rig.ends().letterIds().size() >= GARBAGE);
        assertThat(rig.ends().letterIds()).hasSize(GARBAGE);
    }
}
