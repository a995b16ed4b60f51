package org.entropyrepair.jobs.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.entropyrepair.core.model.Cause;
import org.entropyrepair.core.model.Cell;
import org.entropyrepair.core.model.DeathReason;
import org.entropyrepair.core.model.RepairState;
import org.entropyrepair.core.model.Token;
import org.entropyrepair.core.wire.FailureMessage;
import org.entropyrepair.testkit.dynamodb.DynamoDbServer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Regions with different stores in one job: {@code us} has a Cassandra, {@code eu} a DynamoDB,
 * {@code ap} a RocksDB. The namespace {@code follows.shown} is repaired in the latter two only,
 * which show deletes.
 */
@Tag("slow")
@ExtendWith(OneStage.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(300)
class MixedStoresTest {
    private static final Duration LONGEST = Duration.ofSeconds(90);
    private static final String SHOWN = "follows.shown";
    private static final long TEN_DAYS_MILLIS = Duration.ofDays(10).toMillis();

    private final DynamoDbServer dynamoDb;
    private final RepairRig rig;
    private final RunningJob job;
    private final Map<String, SideDoor> doors;

    MixedStoresTest(Stage stage, StoreServers servers) throws Exception {
        this.dynamoDb = servers.dynamoDb();
        RepairScene scene =
                RepairScene.on(stage, "us", "eu", "ap")
                        .lag("100ms")
                        .more("clock: {silentAfter: 100ms}")
                        .namespaces(
                                """
                                follows.forward: {edgeType: follows, record: forward, table: forward, tombstonesKept: 10d}
                                follows.shown: {edgeType: follows, record: reverse, table: shown, tombstonesKept: 10d}
                                """)
                        .scopes(
                                """
                                - {name: shown, match: {namespaces: [follows.shown], targets: [eu, ap]}, action: repair}
                                - {name: all, match: {}, action: repair, retry: {maxBackoff: 2s}}
                                """);
        servers.createKeyspace("us", scene.name());
        for (String table : List.of("forward", "shown")) {
            servers.createTable("us", scene.name() + "." + table);
            dynamoDb.createTable(table, "S", "B");
        }
        scene.stores("rocksdb")
                .storeOf("us", servers.cassandraStore("us", scene.name(), ""))
                .storeOf("eu", servers.dynamoDbStore());
        this.rig = scene.open();
        this.job = rig.start();
        this.doors = rig.sideDoors();
    }

    @AfterEach
    void neverRestarted() {
        dynamoDb.resume();
        job.assertNeverRestarted();
    }

    @AfterAll
    void close() {
        doors.values().forEach(SideDoor::close);
        rig.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"us", "eu", "ap"})
    void copyBringsTheWinnerToItsTarget(String target) {
        for (String holder : others(target)) {
            Cell cell = Reports.cell("from:" + holder + ":to:" + target);
            long now = System.currentTimeMillis();
            Token winner = Reports.token(now);
            door(target).put(cell, Reports.token(now - 1));
            door(holder).put(cell, winner);
            assertThat(copy(cell, holder, target)).isEqualTo(RepairState.APPLIED);
            assertThat(door(target).value(cell)).isEqualTo(Reports.value(winner));
        }
    }

    @Test
    void deleteThatIsShownIsTheWinner() {
        for (String holder : List.of("eu", "ap")) {
            Cell cell = Reports.cell("deleted:" + holder);
            long now = System.currentTimeMillis();
            door("us").put(cell, Reports.token(now - 1));
            door(holder).delete(cell, Reports.token(now));
            assertThat(copy(cell, holder, "us")).isEqualTo(RepairState.APPLIED);
            assertThat(door("us").value(cell)).isNull();
        }
    }

    @Test
    void deleteThatIsNotShownSpreadsToStoresOfOtherKinds() {
        Cell cell = Reports.cell("hidden");
        long now = System.currentTimeMillis();
        Token put = Reports.token(now - 1);
        door("eu").put(cell, put);
        door("ap").put(cell, put);
        door("us").delete(cell, Reports.token(now));
        assertThat(copy(cell, "eu", "us")).isEqualTo(RepairState.SUPERSEDED);
        for (String region : List.of("eu", "ap")) {
            rig.await(
                    "the delete at " + region,
                    LONGEST,
                    () -> rig.ends().of(cell, region).isPresent());
            assertThat(door(region).value(cell)).as(region).isNull();
        }
    }

    @Test
    void oldWinnerIsAmbiguousWhereOneOfTheStoresHidesDeletes() {
        Cell cell = Reports.cell("ancient");
        Token old = Reports.token(System.currentTimeMillis() - TEN_DAYS_MILLIS - 3_600_000);
        door("eu").put(cell, old);
        assertThat(copy(cell, "eu", "us")).isEqualTo(RepairState.DEAD);
        rig.await(
                "a dead letter",
                LONGEST,
                () ->
                        rig.ends().letters().stream()
                                .anyMatch(letter -> letter.key().contains("ancient")));
        assertThat(rig.ends().letters())
                .filteredOn(letter -> letter.key().contains("ancient"))
                .singleElement()
                .satisfies(
                        letter ->
                                assertThat(letter.dead().reason())
                                        .isEqualTo(DeathReason.AMBIGUOUS_ABSENCE));
        assertThat(door("us").value(cell)).isNull();
    }

    @Test
    void oldWinnerIsCopiedWhereAllStoresShowDeletes() {
        for (String target : List.of("eu", "ap")) {
            String holder = target.equals("eu") ? "ap" : "eu";
            Cell cell = Reports.cell(SHOWN, "ancient:" + target);
            Token old = Reports.token(System.currentTimeMillis() - TEN_DAYS_MILLIS - 3_600_000);
            door(holder).put(cell, old);
            assertThat(copy(cell, holder, target)).isEqualTo(RepairState.APPLIED);
            assertThat(door(target).value(cell)).isEqualTo(Reports.value(old));
        }
    }

    @Test
    void oldDeleteBeatsAnOlderPutWhereAllStoresShowDeletes() {
        for (String target : List.of("eu", "ap")) {
            String holder = target.equals("eu") ? "ap" : "eu";
            Cell cell = Reports.cell(SHOWN, "ancient-delete:" + target);
            long old = System.currentTimeMillis() - TEN_DAYS_MILLIS - 3_600_000;
            door(holder).put(cell, Reports.token(old));
            door(target).delete(cell, Reports.token(old + 1));
            assertThat(copy(cell, holder, target)).isEqualTo(RepairState.HEALED);
            assertThat(copy(cell, target, holder)).isEqualTo(RepairState.APPLIED);
            assertThat(door(holder).value(cell)).isNull();
            assertThat(door(target).value(cell)).isNull();
        }
    }

    @Test
    void copyWaitsForARegionThatDoesNotAnswer() {
        Cell cell = Reports.cell("waited-for");
        long now = System.currentTimeMillis();
        Token winner = Reports.token(now);
        door("us").put(cell, Reports.token(now - 1));
        door("eu").put(cell, winner);
        dynamoDb.pause();
        FailureMessage copy = Reports.copy(cell, "us", "ap");
        rig.publish("us", copy);
        rig.await(
                "it says what it waits for",
                LONGEST,
                () ->
                        rig.ends().outcomes().stream()
                                .anyMatch(
                                        said ->
                                                cell.equals(said.cell())
                                                        && said.state() == RepairState.BACKING_OFF
                                                        && said.reason()
                                                                .contains("another region")));
        assertThat(door("ap").value(cell)).as("not the second best").isNull();
        dynamoDb.resume();
        assertThat(rig.awaitEnd(copy, LONGEST).state()).isEqualTo(RepairState.APPLIED);
        assertThat(door("ap").value(cell)).isEqualTo(Reports.value(winner));
    }

    @Test
    void whatIsThereAlreadyIsHealed() {
        for (Cause.Kind cause : List.of(Cause.Kind.UNAVAILABLE, Cause.Kind.TIMEOUT)) {
            for (String target : List.of("eu", "ap")) {
                RepairState end = RepairState.APPLIED;
                // DynamoDB Local loses connections, and what was asked again cannot tell.
                int tries = target.equals("eu") ? 4 : 1;
                for (int i = 0; end == RepairState.APPLIED && i < tries; i++) {
                    FailureMessage failure =
                            Reports.because(
                                    cause, Reports.put(cause + ":" + target + i, "us", target));
                    door(target).write(Reports.landed(failure));
                    end = end(failure);
                }
                // after a time-out it is the conditional write that says so
                assertThat(end).as(target).isEqualTo(RepairState.HEALED);
            }
        }
    }

    @Test
    void whatIsNewerThereSupersedes() {
        for (Cause.Kind cause : List.of(Cause.Kind.UNAVAILABLE, Cause.Kind.TIMEOUT)) {
            for (String target : List.of("eu", "ap")) {
                FailureMessage failure =
                        Reports.because(
                                cause, Reports.put(cause + ":newer:" + target, "us", target));
                Token newer = Reports.token(System.currentTimeMillis() + 100);
                door(target).put(failure.write().cell(), newer);
                assertThat(end(failure)).isEqualTo(RepairState.SUPERSEDED);
                assertThat(door(target).value(failure.write().cell()))
                        .isEqualTo(Reports.value(newer));
            }
        }
    }

    private RepairState end(FailureMessage failure) {
        rig.publish("us", failure);
        return rig.awaitEnd(failure, LONGEST).state();
    }

    private RepairState copy(Cell cell, String origin, String target) {
        return rig.endAgain(Reports.copy(cell, origin, target), LONGEST).state();
    }

    private SideDoor door(String region) {
        SideDoor door = doors.get(region);
        assertThat(door).isNotNull();
        return door;
    }

    private static List<String> others(String target) {
        return StoreServers.REGIONS.stream().filter(region -> !region.equals(target)).toList();
    }
}
