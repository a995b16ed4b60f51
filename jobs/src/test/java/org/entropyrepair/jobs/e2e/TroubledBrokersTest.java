package org.entropyrepair.jobs.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.entropyrepair.core.wire.FailureMessage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Three brokers in trouble at once: one refuses, one hangs, one does not know our password any
 * more. That is their regions' trouble: the job goes on, makes checkpoints and repairs what the
 * fourth region reports in time, for every target; and what the three hold when they are back.
 */
@Tag("slow")
@ExtendWith(OneStage.class)
@Timeout(400)
class TroubledBrokersTest {
    private static final String[] REGIONS = {"us", "eu", "ap", "sa"};
    private static final List<String> TROUBLED = List.of("eu", "ap", "sa");
    private static final long HOLD_MILLIS = 500;
    private static final Duration LONGEST = Duration.ofSeconds(90);

    /** Six discoveries, and more than any call to a broker may take. */
    private static final Duration TROUBLE = Duration.ofSeconds(12);

    private static final int CHECKPOINTS_MIN = 3;

    private boolean mended = true;

    @BeforeEach
    void start(Stage stage) {
        stage.start(List.of(REGIONS));
    }

    @AfterEach
    void mendWhatAFailedTestLeft(Stage stage) {
        if (!mended) {
            mend(stage);
        }
    }

    @Test
    void brokersInTroubleAtTheStartAreTheirRegionsTrouble(Stage stage) throws Exception {
        try (RepairRig rig = RepairScene.on(stage, REGIONS).open()) {
            List<FailureMessage> held = hold(rig, "before");
            makeTrouble(stage);
            RunningJob job = rig.start();
            goesOnWithout(rig, job, "in trouble at the start");
            mend(stage);
            isRepaired(rig, held, "in trouble at the start");
            job.assertNeverRestarted();
        }
    }

    @Test
    void brokersInTroubleWhileItRunsAreTheirRegionsTrouble(Stage stage) throws Exception {
        try (RepairRig rig = RepairScene.on(stage, REGIONS).open()) {
            RunningJob job = rig.start();
            isRepaired(rig, hold(rig, "before"), "well");
            makeTrouble(stage);
            List<FailureMessage> held = hold(rig, "meanwhile");
            goesOnWithout(rig, job, "in trouble while it runs");
            mend(stage);
            isRepaired(rig, held, "in trouble while it runs");
            job.assertNeverRestarted();
            assertThat(rig.store("us").writesOf(Reports.cell("before:eu"))).isEqualTo(1);
        }
    }

    @Test
    void brokersInTroubleAtARestoreAreTheirRegionsTrouble(Stage stage) throws Exception {
        try (RepairRig rig = RepairScene.on(stage, REGIONS).open()) {
            RunningJob first = rig.start();
            isRepaired(rig, hold(rig, "before"), "well");
            String checkpoint = first.checkpoint();
            first.assertNeverRestarted();
            first.cancel();
            List<FailureMessage> held = hold(rig, "meanwhile");
            makeTrouble(stage);
            RunningJob job = rig.restore(checkpoint, 2);
            goesOnWithout(rig, job, "in trouble at the restore");
            mend(stage);
            isRepaired(rig, held, "in trouble at the restore");
            job.assertNeverRestarted();
            assertThat(rig.store("us").writesOf(Reports.cell("before:eu")))
                    .as("the offsets reached are kept through the trouble")
                    .isEqualTo(1);
        }
    }

    private void makeTrouble(Stage stage) {
        mended = false;
        stage.broker("sa").restart(Stage.USER, "changed");
        stage.proxy("eu").refuse();
        stage.proxy("ap").drop();
    }

    private void mend(Stage stage) {
        stage.proxy("eu").forward();
        stage.proxy("ap").forward();
        stage.broker("sa").restart(Stage.USER, Stage.PASSWORD);
        mended = true;
    }

    /** Failures on the topics of all regions that are or will be in trouble. */
    private static List<FailureMessage> hold(RepairRig rig, String name) {
        List<FailureMessage> held = new ArrayList<>();
        for (String region : TROUBLED) {
            FailureMessage failure = Reports.put(name + ":" + region, region, "us");
            rig.publish(region, failure);
            held.add(failure);
        }
        return held;
    }

    private static void isRepaired(RepairRig rig, List<FailureMessage> failures, String when) {
        long began = System.nanoTime();
        for (FailureMessage failure : failures) {
            rig.awaitEnd(failure, LONGEST);
            assertThat(rig.store("us").held(failure.write().cell()).orElseThrow().version())
                    .isEqualTo(Reports.landed(failure).version());
        }
        System.out.printf(
                "brokers %s: what they held was repaired %d ms after they were back%n",
                when, (System.nanoTime() - began) / 1_000_000);
    }

    /** While the trouble lasts: the calm region's failures, one after another, for every target. */
    private static void goesOnWithout(RepairRig rig, RunningJob job, String when) {
        long untilNanos = System.nanoTime() + TROUBLE.toNanos();
        long checkpointsBefore = job.checkpoints();
        int endsBefore = rig.ends().ended().size();
        Punctuality times = new Punctuality(HOLD_MILLIS);
        while (System.nanoTime() < untilNanos
                || job.checkpoints() < checkpointsBefore + CHECKPOINTS_MIN) {
            String target = REGIONS[times.count() % REGIONS.length];
            FailureMessage failure = Reports.put(when + ":" + times.count(), "us", target);
            rig.publish("us", failure);
            times.add(failure.failedAtMillis(), rig.awaitEnd(failure, LONGEST));
        }
        times.assertOnTime("brokers " + when);
        assertThat(rig.ends().ended())
                .as("nothing got through")
                .hasSize(endsBefore + times.count());
        job.assertNeverRestarted();
        System.out.printf(
                "brokers %s: %d checkpoints in %s or more%n",
                when, job.checkpoints() - checkpointsBefore, TROUBLE);
    }
}
