package org.entropyrepair.sinks.rocksdb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.entropyrepair.sinks.rocksdb.Bench.KEPT_MILLIS;
import static org.entropyrepair.sinks.rocksdb.Bench.NAMESPACE;
import static org.entropyrepair.sinks.rocksdb.Bench.cell;
import static org.entropyrepair.sinks.rocksdb.Bench.delete;
import static org.entropyrepair.sinks.rocksdb.Bench.put;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.entropyrepair.core.model.Bytes;
import org.entropyrepair.core.model.Cell;
import org.entropyrepair.core.model.Mutation;
import org.entropyrepair.core.model.Token;
import org.entropyrepair.core.model.Version;
import org.entropyrepair.sinks.ReadResult;
import org.entropyrepair.sinks.Store;
import org.entropyrepair.sinks.StoreUnreadableException;
import org.entropyrepair.sinks.WriteResult;
import org.entropyrepair.testkit.fake.SettableTime;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;

final class PurgeTest {
    private static final long NOW_MILLIS = Instant.parse("2026-03-01T12:00:00Z").toEpochMilli();
    private static final long NOW = NOW_MILLIS * 1_000;
    private static final ReadResult NOTHING = new ReadResult.Nothing(true);

    @TempDir private Path folder;
    private final Cells cells = new Cells();
    private Engine engine;

    @SuppressWarnings("NullAway.Init")
    PurgeTest() {}

    @BeforeEach
    void openEngine() throws EngineUnavailableException {
        engine = Engine.open(folder);
    }

    @AfterEach
    void closeEngine() {
        engine.close();
    }

    @Test
    void deletesAndExpiredPutsGoWhenTheyWereKeptLongEnough() throws Exception {
        apply(delete(cell(1), NOW));
        apply(expiring(cell(2), 60));
        apply(put(cell(3), NOW));
        purge(NOW_MILLIS + KEPT_MILLIS - 1);
        assertThat(read(cell(1))).isNotEqualTo(NOTHING);
        purge(NOW_MILLIS + KEPT_MILLIS);
        assertThat(read(cell(1))).isEqualTo(NOTHING);
        purge(NOW_MILLIS + KEPT_MILLIS + 59_999);
        assertThat(read(cell(2))).isNotEqualTo(NOTHING);
        purge(NOW_MILLIS + KEPT_MILLIS + 60_000);
        assertThat(read(cell(2))).isEqualTo(NOTHING);
        assertThat(read(cell(3))).isInstanceOf(ReadResult.Held.class);
    }

    @Test
    void lateDeleteIsKeptFromWhenItCame() throws Exception {
        apply(delete(cell(1), NOW - KEPT_MILLIS * 1_000 * 3));
        purge(NOW_MILLIS + KEPT_MILLIS - 1);
        assertThat(read(cell(1))).isNotEqualTo(NOTHING);
        purge(NOW_MILLIS + KEPT_MILLIS);
        assertThat(read(cell(1))).isEqualTo(NOTHING);
    }

    @Test
    void whatRanOutLosesItsBytesAndKeepsItsToken() throws Exception {
        apply(expiring(cell(1), 60));
        int before = bytesOnDisk();
        purge(NOW_MILLIS + 59_000);
        assertThat(bytesOnDisk()).isEqualTo(before);
        purge(NOW_MILLIS + 60_000);
        assertThat(bytesOnDisk()).isEqualTo(before - "value".length());
        assertThat(apply(put(cell(1), NOW - 1))).isEqualTo(new WriteResult.Superseded());
    }

    @Test
    void coveredCellsGoBeforeTheirMarkerAndNeverComeBack() throws Exception {
        Cell record = Cell.wholeRecord(NAMESPACE, Bytes.utf8("large"));
        for (int i = 0; i < 2_500; i++) {
            apply(put(new Cell(NAMESPACE, record.id(), Bytes.utf8("k" + i)), NOW - 10));
        }
        Cell newer = new Cell(NAMESPACE, record.id(), Bytes.utf8("newer"));
        apply(put(newer, NOW + 1));
        apply(delete(record, NOW));
        Purge slices = new Purge(cells, namespace -> KEPT_MILLIS);
        while (!slices.isDone()) {
            slices.slice(engine, NOW_MILLIS + KEPT_MILLIS);
            assertThat(read(new Cell(NAMESPACE, record.id(), Bytes.utf8("k2499"))))
                    .isIn(NOTHING, new ReadResult.Held(version(NOW), Bytes.EMPTY, Bytes.EMPTY));
        }
        assertThat(slices.purged()).isEqualTo(2_501);
        assertThat(read(record)).isEqualTo(NOTHING);
        assertThat(read(newer)).isInstanceOf(ReadResult.Held.class);
        assertThat(entriesOnDisk()).isEqualTo(1);
    }

    @Test
    void markerThatWasRenewedDuringTheWalkStays() throws Exception {
        Cell record = Cell.wholeRecord(NAMESPACE, Bytes.utf8("large"));
        for (int i = 0; i < 1_500; i++) {
            apply(put(new Cell(NAMESPACE, record.id(), Bytes.utf8("k" + i)), NOW + 1));
        }
        apply(delete(record, NOW));
        Purge walk = new Purge(cells, namespace -> KEPT_MILLIS);
        walk.slice(engine, NOW_MILLIS + KEPT_MILLIS);
        assertThat(walk.isDone()).isFalse();
        apply(delete(record, NOW + 2));
        walk.slice(engine, NOW_MILLIS + KEPT_MILLIS);
        assertThat(walk.isDone()).isTrue();
        assertThat(read(record))
                .isEqualTo(new ReadResult.Held(version(NOW + 2), Bytes.EMPTY, Bytes.EMPTY));
        purge(NOW_MILLIS + KEPT_MILLIS + 1);
        assertThat(entriesOnDisk()).isZero();
    }

    @Test
    void namespaceThatNobodyKnowsIsLeftAlone() throws Exception {
        apply(delete(cell(1), NOW));
        Purge walk = new Purge(cells, namespace -> -1);
        walk.slice(engine, NOW_MILLIS + KEPT_MILLIS * 2);
        assertThat(walk.purged()).isZero();
        assertThat(read(cell(1))).isNotEqualTo(NOTHING);
    }

    @Test
    void openStorePurgesByItself(@TempDir Path other) {
        SettableTime time = new SettableTime(Instant.ofEpochMilli(NOW_MILLIS));
        try (Store store = Bench.open(other, false, time)) {
            for (int i = 0; i < 2_000; i++) {
                Bench.apply(store, delete(cell(i), NOW));
            }
            assertThat(entries(store)).hasSize(2_000);
            time.advance(Duration.ofMillis(KEPT_MILLIS + 1));
            Bench.until(() -> entries(store).isEmpty());
        }
    }

    private static List<Store.Entry> entries(Store store) {
        List<Store.Entry> found = new ArrayList<>();
        try {
            store.scan(NAMESPACE, 0, 1, found::add);
        } catch (StoreUnreadableException unreadable) {
            throw new AssertionError(unreadable);
        }
        return found;
    }

    private static Version version(long micros) {
        return Version.delete(new Token(micros, 0, 1));
    }

    private static Mutation expiring(Cell cell, long seconds) {
        return new Mutation(
                cell,
                Version.expiringPut(new Token(NOW, 0, 1), seconds),
                Bytes.utf8("value"),
                Bytes.EMPTY);
    }

    private WriteResult apply(Mutation mutation) throws RocksDBException {
        return cells.apply(engine, mutation, NOW, false);
    }

    private ReadResult read(Cell cell) throws RocksDBException {
        return cells.read(engine, cell, NOW);
    }

    private void purge(long nowMillis) throws RocksDBException {
        Purge walk = new Purge(cells, namespace -> KEPT_MILLIS);
        while (!walk.isDone()) {
            walk.slice(engine, nowMillis);
        }
    }

    private int entriesOnDisk() {
        return onDisk()[0];
    }

    private int bytesOnDisk() {
        return onDisk()[1];
    }

    private int[] onDisk() {
        int[] entriesAndBytes = new int[2];
        try (RocksIterator all = engine.from(Keys.FIRST)) {
            for (; all.isValid(); all.next()) {
                entriesAndBytes[0]++;
                entriesAndBytes[1] += all.key().length + all.value().length;
            }
        }
        return entriesAndBytes;
    }
}
