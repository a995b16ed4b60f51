package org.entropyrepair.quickstart.judge;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.entropyrepair.core.model.Bytes;
import org.entropyrepair.core.model.Cell;
import org.entropyrepair.core.model.Mutation;
import org.entropyrepair.core.model.Token;
import org.entropyrepair.core.model.Version;
import org.entropyrepair.quickstart.TestingStore;
import org.entropyrepair.quickstart.judge.LoggedWrite.Kind;
import org.entropyrepair.sinks.ReadResult;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogJudgeTest {
    private static final String NAMESPACE = "n";
    private static final long NOW_MICROS = 1_000_000_000L;

    @TempDir Path folder;
    private WriteLog log;
    private final Map<String, TestingStore> stores = new LinkedHashMap<>();
    private Judge judge;

    @BeforeEach
    void open() throws Exception {
        log = new WriteLog(folder.resolve("log"));
        for (String region : List.of("a", "b", "c")) {
            stores.put(region, new TestingStore());
        }
        Map<String, Contents> all = new LinkedHashMap<>();
        stores.forEach((region, store) -> all.put(region, Contents.of(store)));
        judge = new LogJudge(log, List.of(NAMESPACE), all, true);
    }

    @AfterEach
    void close() {
        log.close();
    }

    @Test
    void findsNothingWhereEveryWriteArrivedInAnyOrder() throws Exception {
        long seed = 42;
        writeEverywhere(history(2_000, seed), seed);

        Verdict verdict = judge.judge(NOW_MICROS);

        assertThat(verdict.examples()).as("seed %d", seed).isEmpty();
        assertThat(verdict.isClean()).isTrue();
        assertThat(verdict.cells()).isGreaterThan(90);
        assertThat(judge.compareRegions(NOW_MICROS).isClean()).isTrue();
    }

    @Test
    void findsEverySwappedValueResurrectedDeleteAndMissingCell() throws Exception {
        long seed = 43;
        writeEverywhere(history(2_000, seed), seed);
        Random random = new Random(seed);
        List<Cell> cells = new ArrayList<>(store("a").held.keySet());
        Collections.shuffle(cells, random);
        for (int i = 0; i < 30; i++) {
            List<TestingStore> all = new ArrayList<>(stores.values());
            corrupt(all.get(random.nextInt(all.size())), cells.get(i), i % 3);
        }

        Verdict verdict = judge.judge(NOW_MICROS);

        assertThat(verdict.wrong()).as("seed %d", seed).isEqualTo(30);
        assertThat(verdict.divergent()).isEqualTo(30);
        assertThat(judge.compareRegions(NOW_MICROS).divergent()).isEqualTo(30);
        assertThat(verdict.wrongByRegion().values().stream().mapToLong(n -> n).sum()).isEqualTo(30);
    }

    @Test
    void whatAllRegionsHaveWrongIsWrongThoughTheyAgree() throws Exception {
        long seed = 44;
        writeEverywhere(history(200, seed), seed);
        Cell cell = store("a").held.keySet().iterator().next();
        stores.values().forEach(store -> store.held.remove(cell));

        Verdict verdict = judge.judge(NOW_MICROS);

        assertThat(verdict.divergent()).isZero();
        assertThat(verdict.wrong()).isEqualTo(1);
        assertThat(verdict.wrongByRegion()).containsValues(1L, 1L, 1L);
    }

    @Test
    void aPutThatRanOutCountsAsItsDeleteHoweverAStoreShowsIt() throws Exception {
        Token token = new Token(NOW_MICROS - 5_000_000, 1, 1);
        Cell cell = cell(1);
        Bytes value = Bytes.utf8("short-lived");
        log.append(new LoggedWrite(cell, token, Kind.PUT, 2, value, Bytes.EMPTY, true));
        store("a").apply(new Mutation(cell, Version.delete(token), Bytes.EMPTY, Bytes.EMPTY));
        Version put = Version.expiringPut(token, 2);
        store("b").apply(new Mutation(cell, put, value, Bytes.EMPTY));
        store("c").apply(new Mutation(cell, put, Bytes.EMPTY, Bytes.EMPTY));

        assertThat(judge.judge(NOW_MICROS).isClean()).isTrue();
        assertThat(judge.judge(NOW_MICROS - 4_000_000).wrong()).isEqualTo(1);
    }

    @Test
    void aRecordDeleteCoversTheOlderCellsOfItsRecordOnly() throws Exception {
        Cell old = cell(1);
        Cell newer = new Cell(NAMESPACE, old.id(), Bytes.utf8("newer"));
        Cell record = Cell.wholeRecord(NAMESPACE, old.id());
        put(old, new Token(1_000, 0, 1));
        put(newer, new Token(3_000, 0, 1));
        Token token = new Token(2_000, 0, 1);
        log.append(new LoggedWrite(record, token, Kind.DELETE, 0, Bytes.EMPTY, Bytes.EMPTY, true));
        Mutation delete = new Mutation(record, Version.delete(token), Bytes.EMPTY, Bytes.EMPTY);
        stores.values().forEach(store -> store.apply(delete));
        store("b").held.remove(old);

        assertThat(judge.judge(NOW_MICROS).isClean()).isTrue();

        store("b").held.remove(record);
        assertThat(judge.judge(NOW_MICROS).wrong()).as("the marker and the old cell").isEqualTo(2);
        assertThat(judge.compareRegions(NOW_MICROS).divergent()).isEqualTo(2);
    }

    @Test
    void aWriteThatDidNotHappenIsNotExpected() throws Exception {
        Token token = new Token(5_000, 0, 1);
        log.append(
                new LoggedWrite(cell(1), token, Kind.PUT, 0, Bytes.utf8("x"), Bytes.EMPTY, false));

        assertThat(judge.judge(NOW_MICROS).isClean()).isTrue();
        assertThat(log.writes()).isEqualTo(1);
    }

    private TestingStore store(String region) {
        return requireNonNull(stores.get(region));
    }

    private void put(Cell cell, Token token) {
        Bytes value = Bytes.utf8("value");
        log.append(new LoggedWrite(cell, token, Kind.PUT, 0, value, Bytes.EMPTY, true));
        Mutation put = new Mutation(cell, Version.put(token), value, Bytes.EMPTY);
        stores.values().forEach(store -> store.apply(put));
    }

    /** Writes with many ties: few cells, few microseconds. */
    private static List<LoggedWrite> history(int count, long seed) {
        Random random = new Random(seed);
        List<LoggedWrite> writes = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            Token token =
                    new Token(NOW_MICROS - random.nextInt(5), random.nextLong(), random.nextLong());
            boolean delete = random.nextInt(4) == 0;
            boolean expires = !delete && random.nextInt(3) == 0;
            writes.add(
                    new LoggedWrite(
                            cell(random.nextInt(100)),
                            token,
                            delete ? Kind.DELETE : Kind.PUT,
                            expires ? 1 + random.nextInt(100) : 0,
                            delete ? Bytes.EMPTY : Bytes.utf8("value" + i),
                            Bytes.EMPTY,
                            true));
        }
        return writes;
    }

    private void writeEverywhere(List<LoggedWrite> writes, long seed) {
        writes.forEach(log::append);
        Random random = new Random(seed);
        for (TestingStore store : stores.values()) {
            List<LoggedWrite> shuffled = new ArrayList<>(writes);
            Collections.shuffle(shuffled, random);
            for (LoggedWrite write : shuffled) {
                Version version =
                        write.kind() == Kind.DELETE
                                ? Version.delete(write.token())
                                : write.ttlSeconds() == 0
                                        ? Version.put(write.token())
                                        : Version.expiringPut(write.token(), write.ttlSeconds());
                store.apply(new Mutation(write.cell(), version, write.value(), write.metadata()));
            }
        }
    }

    private static void corrupt(TestingStore store, Cell cell, int how) {
        ReadResult.Held was = requireNonNull(store.held.get(cell));
        if (how == 0) {
            store.held.remove(cell);
        } else if (was.version().isDelete()) { // resurrected by an older put
            Token older = new Token(1, 1, 1);
            store.held.put(
                    cell,
                    new ReadResult.Held(Version.put(older), Bytes.utf8("undead"), Bytes.EMPTY));
        } else {
            store.held.put(
                    cell,
                    new ReadResult.Held(was.version(), Bytes.utf8("swapped"), was.metadata()));
        }
    }

    private static Cell cell(int number) {
        return new Cell(NAMESPACE, Bytes.utf8("id" + number), Bytes.utf8("key"));
    }
}
