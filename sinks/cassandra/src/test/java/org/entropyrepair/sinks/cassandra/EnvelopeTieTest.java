package org.entropyrepair.sinks.cassandra;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.entropyrepair.core.model.Bytes;
import org.entropyrepair.core.model.Cell;
import org.entropyrepair.core.model.Mutation;
import org.entropyrepair.core.model.Token;
import org.entropyrepair.core.model.Version;
import org.entropyrepair.sinks.ReadResult;
import org.entropyrepair.sinks.Store;
import org.entropyrepair.sinks.StoreContext;
import org.entropyrepair.sinks.WriteResult;
import org.entropyrepair.testkit.cassandra.CassandraServer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Ties of every kind, settled by a real server in the envelope layout: what stands is what {@link
 * Version#compareTo} says, whatever came first, in memory and after flush and compaction.
 */
@Tag("slow")
@Timeout(value = 10, unit = TimeUnit.MINUTES)
class EnvelopeTieTest {
    private static final String EDGES = "edges";
    private static final long MICROS = 1_700_000_000_000_000L;
    private static final long SEED = 41;
    private static final CassandraServer SERVER = Bench.server();

    private static String keyspace = "";
    private static Store store;

    @BeforeAll
    static void open() {
        keyspace = Bench.newKeyspace(SERVER);
        Bench.createEnvelope(SERVER, keyspace + ".edges", Bench.GRACE_OF_TWENTY_DAYS);
        store =
                CassandraStore.open(
                        Settings.of(
                                Bench.settings(
                                        SERVER,
                                        keyspace,
                                        Map.of("layout", "envelope", "requestTimeout", "20s"))),
                        Map.of(
                                EDGES,
                                new StoreContext.Namespace(
                                        EDGES, EDGES, TimeUnit.DAYS.toMillis(10), true)),
                        InstantSource.system(),
                        Timing.USUAL);
    }

    @AfterAll
    static void close() {
        store.close();
    }

    /** All pairs of versions of one microsecond, each in both orders. */
    @Test
    void everyPairOfVersionsOfOneMicrosecondEndsAsTheOrderSays() {
        List<Version> all = versionsOfOneMicrosecond();
        Map<Cell, Version> winners = new HashMap<>();
        List<Mutation> first = new ArrayList<>();
        List<Mutation> second = new ArrayList<>();
        for (Version one : all) {
            for (Version other : all) {
                Cell cell = newCell();
                first.add(mutation(cell, one));
                second.add(mutation(cell, other));
                winners.put(cell, one.beats(other) ? one : other);
            }
        }
        applyAll(first);
        applyAll(second);
        expect(winners);
        // Once more from the files, merged by compaction.
        SERVER.nodetool("flush", keyspace);
        applyAll(second);
        applyAll(first);
        expect(winners);
        SERVER.nodetool("flush", keyspace);
        SERVER.nodetool("compact", keyspace);
        expect(winners);
    }

    /** Deletes among them, and the partition's: those of a microsecond win over all its puts. */
    @Test
    void deletesOfCellOrRecordBeatEveryPutOfTheirMicrosecond() {
        Map<Cell, Version> winners = new HashMap<>();
        List<Mutation> first = new ArrayList<>();
        List<Mutation> second = new ArrayList<>();
        for (Version put : versionsOfOneMicrosecond()) {
            for (boolean whole : new boolean[] {false, true}) {
                for (boolean deleteFirst : new boolean[] {false, true}) {
                    Cell cell = newCell();
                    Version delete = Version.delete(new Token(MICROS, 0, 0));
                    Cell deleted = whole ? Cell.wholeRecord(EDGES, cell.id()) : cell;
                    (deleteFirst ? first : second).add(mutation(deleted, delete));
                    (deleteFirst ? second : first).add(mutation(cell, put));
                    winners.put(cell, delete);
                }
            }
        }
        applyAll(first);
        applyAll(second);
        expect(winners);
    }

    /** Puts that stay, will run out and have run out, with nonces at the edges and random ones. */
    private static List<Version> versionsOfOneMicrosecond() {
        Random random = new Random(SEED);
        long[][] nonces = {
            {0, 0},
            {0, -1},
            {Long.MAX_VALUE, -1},
            {Long.MIN_VALUE, 0},
            {-1, -1},
            {random.nextLong(), random.nextLong()}
        };
        List<Version> all = new ArrayList<>();
        for (long[] nonce : nonces) {
            Token token = new Token(MICROS, nonce[0], nonce[1]);
            all.add(Version.put(token));
            all.add(Version.expiringPut(token, 1));
            all.add(Version.expiringPut(token, 100));
            all.add(Version.expiringPut(token, TimeUnit.DAYS.toSeconds(10_000)));
            all.add(Version.expiringPut(token, Long.MAX_VALUE));
        }
        return all;
    }

    private static Cell newCell() {
        return new Cell(EDGES, Bytes.utf8(UUID.randomUUID().toString()), Bytes.utf8("key"));
    }

    /** Values whose own order is not that of the versions. */
    private static Mutation mutation(Cell cell, Version version) {
        return new Mutation(cell, version, value(version), Bytes.EMPTY);
    }

    private static Bytes value(Version version) {
        return version.isDelete() ? Bytes.EMPTY : Bytes.utf8("v" + version.hashCode());
    }

    private static void applyAll(List<Mutation> mutations) {
        List<CompletionStage<WriteResult>> stages = new ArrayList<>();
        for (Mutation mutation : mutations) {
            stages.add(store.apply(mutation));
            if (stages.size() == 500) {
                awaitAll(stages);
            }
        }
        awaitAll(stages);
    }

    private static void awaitAll(List<CompletionStage<WriteResult>> stages) {
        for (CompletionStage<WriteResult> stage : stages) {
            assertThat(TroubleBench.answer(stage)).isEqualTo(new WriteResult.Applied());
        }
        stages.clear();
    }

    private static void expect(Map<Cell, Version> winners) {
        winners.forEach(
                (cell, winner) -> {
                    ReadResult found = TroubleBench.answer(store.read(cell));
                    if (winner.isDelete()) {
                        assertThat(found).isEqualTo(new ReadResult.Nothing(false));
                        return;
                    }
                    boolean live = winner.isLive(System.currentTimeMillis() * 1_000);
                    assertThat(found)
                            .as("seed %d", SEED)
                            .isEqualTo(
                                    new ReadResult.Held(
                                            winner,
                                            live ? value(winner) : Bytes.EMPTY,
                                            Bytes.EMPTY));
                });
    }
}
