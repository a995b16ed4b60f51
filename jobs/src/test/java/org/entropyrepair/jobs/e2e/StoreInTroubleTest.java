package org.entropyrepair.jobs.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.entropyrepair.core.model.RepairState;
import org.entropyrepair.testkit.cassandra.CassandraServer;
import org.entropyrepair.testkit.net.TcpProxy;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * One of three Cassandra clusters in trouble, while failures keep coming for all three. That is its
 * region's trouble: whatever is published is read at once, what the other two missed is repaired
 * meanwhile, the job makes checkpoints and never restarts, and nothing dies. Afterwards every cell
 * of all three is as it was published last, as plain CQL shows it.
 */
@Tag("slow")
@ExtendWith(OneStage.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(400)
class StoreInTroubleTest {
    private static final String TROUBLED = "eu";
    private static final List<String> OTHERS = List.of("us", "ap");
    private static final String TABLE = "forward";
    private static final Duration TROUBLE = Duration.ofSeconds(10);
    private static final Duration LONGEST = Duration.ofSeconds(120);
    private static final int CHECKPOINTS_MIN = 3;

    private final StoreServers servers;
    private final CassandraServer troubled;
    private final TcpProxy proxy;
    private final RepairRig rig;
    private final RunningJob job;
    private final Load load;

    StoreInTroubleTest(Stage stage, StoreServers servers) throws Exception {
        this.servers = servers;
        this.troubled = servers.cassandra(TROUBLED);
        this.proxy = TcpProxy.open().forwardTo(troubled.address(), CassandraServer.CLIENT_PORT);
        RepairScene scene = RepairScene.on(stage, "us", TROUBLED, "ap");
        for (String region : StoreServers.REGIONS) {
            servers.createKeyspace(region, scene.name());
            servers.createTable(region, table(scene));
            scene.storeOf(region, servers.cassandraStore(region, scene.name(), ""));
        }
        scene.storeOf(
                TROUBLED, StoreServers.cassandraStore(TROUBLED, proxy.address(), scene.name(), ""));
        this.rig = scene.open();
        this.job = rig.start();
        this.load = new Load(rig, StoreServers.REGIONS);
    }

    private static String table(RepairScene scene) {
        return scene.name() + "." + TABLE;
    }

    @BeforeAll
    void isWellBefore() {
        load.publish();
        awaitRepairsOf(StoreServers.REGIONS);
        awaitTheSameEverywhere();
    }

    @AfterEach
    void mendWhatAFailedTestLeft() {
        proxy.forward();
        if (!troubled.isRunning()) {
            troubled.restart();
        } else if (troubled.isPaused()) {
            troubled.resume();
        }
    }

    @AfterAll
    void close() {
        rig.close();
        proxy.close();
    }

    @Test
    void storeThatStandsStill() {
        troubled.pause();
        goesOnWithout("stands still");
        assertThat(troubled.isPaused()).as("stood still all the time").isTrue();
        troubled.resume();
        converges("stood still");
    }

    @Test
    void storeThatIsKilledAndStartedAgain() {
        troubled.kill();
        goesOnWithout("killed");
        troubled.restart();
        converges("was killed");
    }

    @Test
    void storeThatRefuses() {
        proxy.refuse();
        goesOnWithout("refuses");
        proxy.forward();
        converges("refused");
    }

    @Test
    void storeWhosePacketsAreDropped() {
        proxy.drop();
        goesOnWithout("dropped");
        proxy.forward();
        converges("was dropped");
    }

    /** While the trouble lasts, which ends only when all that is asserted has been seen. */
    private void goesOnWithout(String how) {
        long beganNanos = System.nanoTime();
        long checkpointsBefore = job.checkpoints();
        int saidBefore = rig.ends().outcomes().size();
        int endsBefore = load.endedAt(TROUBLED);
        load.forgetTouched();
        while (System.nanoTime() - beganNanos < TROUBLE.toNanos()
                || job.checkpoints() < checkpointsBefore + CHECKPOINTS_MIN
                || !isSaid(saidBefore, RepairState.PARKED)) {
            assertThat(System.nanoTime() - beganNanos)
                    .as("time to %d checkpoints and to the word that it is out", CHECKPOINTS_MIN)
                    .isLessThan(LONGEST.toNanos());
            load.publish();
            rig.watch(Duration.ofMillis(100));
        }
        awaitRepairsOf(OTHERS);
        rig.await(
                "all that is published is read and pending",
                LONGEST,
                () -> rig.measured(job, "target." + TROUBLED + ".pending") == load.touched());
        assertThat(load.endedAt(TROUBLED)).as("nothing got through").isEqualTo(endsBefore);
        assertNothingDies();
        System.out.printf(
                "store %s: %d failures of %d cells for each target, %d checkpoints%n",
                how, load.published(), load.touched(), job.checkpoints() - checkpointsBefore);
    }

    private void converges(String how) {
        long began = System.nanoTime();
        int saidBefore = rig.ends().outcomes().size();
        awaitRepairsOf(StoreServers.REGIONS);
        rig.await("it is well", LONGEST, () -> isSaid(saidBefore, RepairState.HEALED));
        System.out.printf(
                "store %s: all was repaired %d ms after it was back%n",
                how, (System.nanoTime() - began) / 1_000_000);
        awaitTheSameEverywhere();
        assertNothingDies();
    }

    private void awaitRepairsOf(List<String> targets) {
        rig.await(
                "repairs at " + targets,
                LONGEST,
                () -> targets.stream().allMatch(target -> load.isRepairedAt(target)));
        for (String target : targets) {
            assertThat(rig.measured(job, "target." + target + ".pending")).as(target).isZero();
        }
    }

    /** Whether this has been said of the troubled target as a whole. */
    private boolean isSaid(int after, RepairState state) {
        return rig.ends().outcomes().stream()
                .skip(after)
                .anyMatch(
                        said ->
                                said.cell() == null
                                        && said.target().equals(TROUBLED)
                                        && said.state() == state);
    }

    private void awaitTheSameEverywhere() {
        for (String region : StoreServers.REGIONS) {
            assertThat(servers.rows(region, table(rig.scene())))
                    .as("what plain CQL shows at " + region)
                    .isEqualTo(load.expected());
        }
    }

    private void assertNothingDies() {
        assertThat(rig.ends().letters()).isEmpty();
        job.assertNeverRestarted();
    }
}
