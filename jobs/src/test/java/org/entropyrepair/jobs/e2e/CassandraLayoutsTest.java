package org.entropyrepair.jobs.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.entropyrepair.core.model.Bytes;
import org.entropyrepair.core.model.Cause;
import org.entropyrepair.core.model.Cell;
import org.entropyrepair.core.model.DeathReason;
import org.entropyrepair.core.model.Mutation;
import org.entropyrepair.core.model.Outcome;
import org.entropyrepair.core.model.RepairState;
import org.entropyrepair.core.model.Token;
import org.entropyrepair.core.model.Version;
import org.entropyrepair.core.wire.FailureMessage;
import org.jspecify.annotations.Nullable;
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
 * Copies, and reads before writes, between real Cassandra clusters of both layouts: {@code us} and
 * {@code ap} have the service's own columns, {@code eu} has envelopes.
 */
@Tag("slow")
@ExtendWith(OneStage.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(300)
class CassandraLayoutsTest {
    private static final Duration LONGEST = Duration.ofSeconds(90);
    private static final String UNREAD = "follows.unread";
    private static final String PLAIN = "us";
    private static final String ENVELOPE = "eu";

    private final StoreServers servers;
    private final RepairRig rig;
    private final RunningJob job;
    private final Map<String, SideDoor> doors;

    CassandraLayoutsTest(Stage stage, StoreServers servers) throws Exception {
        this.servers = servers;
        RepairScene scene =
                RepairScene.on(stage, "us", "eu", "ap")
                        .lag("100ms")
                        .more("clock: {silentAfter: 100ms}")
                        .namespaces(
                                """
                                follows.forward: {edgeType: follows, record: forward, table: forward, tombstonesKept: 10d}
                                follows.unread: {edgeType: follows, record: reverse, table: unread, tombstonesKept: 10d}
                                """)
                        .scopes(
                                """
                                - {name: unread, match: {namespaces: [follows.unread]}, action: repair, readBeforeWrite: false}
                                - {name: read, match: {}, action: repair, retry: {maxBackoff: 2s}}
                                """);
        for (String region : StoreServers.REGIONS) {
            servers.createKeyspace(region, scene.name());
            boolean envelope = region.equals(ENVELOPE);
            for (String name : List.of("forward", "unread")) {
                String table = scene.name() + "." + name;
                if (envelope) {
                    servers.createEnvelopeTable(region, table);
                } else {
                    servers.createTable(region, table);
                }
            }
            scene.storeOf(
                    region,
                    servers.cassandraStore(
                            region, scene.name(), envelope ? ", layout: envelope" : ""));
        }
        this.rig = scene.open();
        this.job = rig.start();
        this.doors = rig.sideDoors();
    }

    @AfterEach
    void neverRestarted() {
        if (servers.cassandra(PLAIN).isPaused()) {
            servers.cassandra(PLAIN).resume();
        }
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
        Cell cell = Reports.cell("copied:" + target);
        long now = System.currentTimeMillis();
        Token winner = Reports.token(now);
        List<String> others = others(target);
        door(target).put(cell, Reports.token(now - 2));
        door(others.get(0)).put(cell, winner);
        door(others.get(1)).put(cell, Reports.token(now - 1));
        assertThat(copy(cell, others.get(1), target).state()).isEqualTo(RepairState.APPLIED);
        assertThat(door(target).value(cell)).isEqualTo(Reports.value(winner));
        assertThat(door(others.get(1)).value(cell))
                .as("a copy names one target")
                .isNotEqualTo(Reports.value(winner));
        assertThat(copy(cell, target, others.get(1)).state()).isEqualTo(RepairState.APPLIED);
        assertThat(door(others.get(1)).value(cell)).isEqualTo(Reports.value(winner));
    }

    @Test
    void copyToTheOneRegionThatHoldsItIsHealed() {
        for (String target : List.of(PLAIN, ENVELOPE)) {
            Cell cell = Reports.cell("held:" + target);
            door(target).put(cell, Reports.token());
            assertThat(copy(cell, "ap", target).state()).isEqualTo(RepairState.HEALED);
            assertThat(door("ap").value(cell)).isNull();
        }
    }

    @Test
    void copyOfNothingIsHealed() {
        assertThat(copy(Reports.cell("nothing"), "us", "eu").state()).isEqualTo(RepairState.HEALED);
    }

    @ParameterizedTest
    @ValueSource(strings = {"us", "eu", "ap"})
    void deleteThatCannotBeReadSpreadsFromItsTarget(String target) {
        Cell cell = Reports.cell("deleted:" + target);
        long now = System.currentTimeMillis();
        Token put = Reports.token(now - 1);
        for (String region : others(target)) {
            door(region).put(cell, put);
        }
        door(target).delete(cell, Reports.token(now));
        Outcome end = copy(cell, others(target).get(0), target);
        assertThat(end.state()).isEqualTo(RepairState.SUPERSEDED);
        for (String region : others(target)) {
            rig.await(
                    "the delete at " + region,
                    LONGEST,
                    () -> rig.ends().of(cell, region).isPresent());
            assertThat(rig.ends().of(cell, region).orElseThrow().state())
                    .isEqualTo(RepairState.APPLIED);
        }
        for (String region : StoreServers.REGIONS) {
            assertThat(door(region).value(cell)).as(region).isNull();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"us", "eu"})
    void oldWinnerIsNotToldFromADeleteThatCannotBeRead(String target) {
        Cell cell = Reports.cell("ancient:" + target);
        Token old = Reports.token(System.currentTimeMillis() - Duration.ofDays(11).toMillis());
        door("ap").put(cell, old);
        assertThat(copy(cell, "ap", target).state()).isEqualTo(RepairState.DEAD);
        rig.await(
                "a dead letter",
                LONGEST,
                () ->
                        rig.ends().letters().stream()
                                .anyMatch(
                                        letter ->
                                                letter.key().contains("ancient:" + target)
                                                        && letter.dead().reason()
                                                                == DeathReason.AMBIGUOUS_ABSENCE));
        assertThat(door(target).value(cell)).isNull();
        assertThat(door("ap").value(cell)).isEqualTo(Reports.value(old));
    }

    @Test
    void copyWaitsForARegionThatDoesNotAnswer() {
        Cell cell = Reports.cell("waited-for");
        long now = System.currentTimeMillis();
        Token winner = Reports.token(now);
        door("us").put(cell, winner);
        door("ap").put(cell, Reports.token(now - 1));
        servers.cassandra("us").pause();
        FailureMessage copy = Reports.copy(cell, "ap", "eu");
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
        assertThat(rig.ends().of(cell, "eu")).isEmpty();
        assertThat(door("eu").value(cell)).as("not the second best").isNull();
        servers.cassandra("us").resume();
        assertThat(rig.awaitEnd(copy, LONGEST).state()).isEqualTo(RepairState.APPLIED);
        assertThat(door("eu").value(cell)).isEqualTo(Reports.value(winner));
        assertThat(letters("waited-for")).isEmpty();
    }

    @Test
    void whatIsThereAlreadyIsHealedWhereNoncesAreKept() {
        for (String target : List.of(PLAIN, ENVELOPE)) {
            FailureMessage failure = Reports.put("there:" + target, "ap", target);
            door(target).write(Reports.landed(failure));
            assertThat(end(failure).state())
                    .isEqualTo(target.equals(ENVELOPE) ? RepairState.HEALED : RepairState.APPLIED);
            assertThat(door(target).value(failure.write().cell()))
                    .isEqualTo(Reports.landed(failure).value());
        }
    }

    @Test
    void whatIsNewerThereSupersedes() {
        for (String target : List.of(PLAIN, ENVELOPE)) {
            FailureMessage failure = Reports.put("newer:" + target, "ap", target);
            Token newer = Reports.token(System.currentTimeMillis() + 100);
            door(target).put(failure.write().cell(), newer);
            assertThat(end(failure).state()).isEqualTo(RepairState.SUPERSEDED);
            assertThat(door(target).value(failure.write().cell())).isEqualTo(Reports.value(newer));
        }
    }

    @Test
    void afterATimeoutItIsAlwaysWritten() {
        for (String target : List.of(PLAIN, ENVELOPE)) {
            FailureMessage failure =
                    Reports.because(
                            Cause.Kind.TIMEOUT, Reports.put("timeout:" + target, "ap", target));
            door(target).write(Reports.landed(failure));
            assertThat(end(failure).state()).isEqualTo(RepairState.APPLIED);
        }
    }

    @Test
    void withoutAReadItIsWrittenAndTheStoreKeepsWhatIsNewer() {
        for (String target : List.of(PLAIN, ENVELOPE)) {
            FailureMessage failure =
                    Reports.put(Reports.cell(UNREAD, "unread:" + target), "ap", target);
            Token newer = Reports.token(System.currentTimeMillis() + 100);
            door(target).put(failure.write().cell(), newer);
            assertThat(end(failure).state()).isEqualTo(RepairState.APPLIED);
            assertThat(door(target).value(failure.write().cell())).isEqualTo(Reports.value(newer));
        }
    }

    /** The plain layout does not tell whose write of this microsecond it holds. */
    @Test
    void tieInThePlainLayoutIsWritten() {
        long micros = Reports.token().generatedAtMicros();
        Token other = new Token(micros, 0, 7);
        Version stays = Version.put(other);
        Version runsOut = Version.expiringPut(other, 3_600);
        assertThat(tie("tie:zeros", stays, new Token(micros, 0, 0))).isEqualTo(Bytes.utf8("b"));
        assertThat(tie("tie:less", stays, new Token(micros, 0, 1))).isEqualTo(Bytes.utf8("b"));
        assertThat(tie("tie:more", stays, new Token(micros, 0, 9))).isEqualTo(Bytes.utf8("b"));
        // Cassandra's rule, and ours: what runs out beats what stays.
        assertThat(tie("tie:runs-out", runsOut, new Token(micros, 0, 9)))
                .isEqualTo(Bytes.utf8("a"));
    }

    /** "a" is there, "b" was missed, both of one microsecond; what is there in the end. */
    private @Nullable Bytes tie(String source, Version there, Token missed) {
        Cell cell = Reports.cell(source);
        door(PLAIN).write(new Mutation(cell, there, Bytes.utf8("a"), Bytes.EMPTY));
        FailureMessage failure =
                Reports.of(
                        Reports.TYPE,
                        new FailureMessage.Write.Put(cell, Bytes.utf8("b")),
                        missed,
                        "ap",
                        PLAIN,
                        System.currentTimeMillis());
        assertThat(end(failure).state()).as(source).isEqualTo(RepairState.APPLIED);
        return door(PLAIN).value(cell);
    }

    private Outcome end(FailureMessage failure) {
        rig.publish("us", failure);
        return rig.awaitEnd(failure, LONGEST);
    }

    private Outcome copy(Cell cell, String origin, String target) {
        return rig.endAgain(Reports.copy(cell, origin, target), LONGEST);
    }

    private Stream<Letter> letters(String source) {
        return rig.ends().letters().stream().filter(letter -> letter.key().contains(source));
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
