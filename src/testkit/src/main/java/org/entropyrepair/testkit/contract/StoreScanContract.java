package org.entropyrepair.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.entropyrepair.core.model.Bytes;
import org.entropyrepair.core.model.Cell;
import org.entropyrepair.core.model.Version;
import org.entropyrepair.sinks.Buckets;
import org.entropyrepair.sinks.ReadResult;
import org.entropyrepair.sinks.Store;
import org.entropyrepair.sinks.StoreUnreadableException;
import org.entropyrepair.testkit.contract.StoreTraits.Weakness;
import org.junit.jupiter.api.Test;

/** A scan hands out every entry once, in the bucket in which every store has it. */
public interface StoreScanContract extends StoreUnderTest {
    @Test
    default void bucketsTogetherAreCompleteAndDisjoint() throws StoreUnreadableException {
        assumeScans();
        Map<Cell, Version> written = writeSome();
        for (int buckets : new int[] {1, 7, 64}) {
            Map<Cell, ReadResult.Held> found = new HashMap<>();
            Set<Bytes> ids = new HashSet<>();
            written.keySet().forEach(cell -> ids.add(cell.id()));
            for (int bucket = 0; bucket < buckets; bucket++) {
                int here = bucket;
                int all = buckets;
                bench().store()
                        .scan(
                                StoreContract.PLAIN,
                                bucket,
                                buckets,
                                entry -> {
                                    assertThat(Buckets.of(entry.cell().id(), all)).isEqualTo(here);
                                    if (ids.contains(entry.cell().id())) {
                                        assertThat(found.put(entry.cell(), entry.held()))
                                                .as("second time %s", entry.cell())
                                                .isNull();
                                    }
                                });
            }
            assertSame(written, found);
        }
    }

    @Test
    default void whatARecordDeleteCoversIsGoneFromScans() throws StoreUnreadableException {
        assumeScans();
        bench().assumeNot(Weakness.NO_RECORD_DELETES);
        Cell covered = bench().newCellOfRecords();
        Cell newer = new Cell(covered.namespace(), covered.id(), Bytes.utf8("newer"));
        bench().lands(covered, bench().put(1));
        bench().lands(newer, bench().put(5));
        bench().lands(StoreBench.recordOf(covered), bench().delete(3));
        Map<Cell, ReadResult.Held> found = scanRecord(covered);
        assertThat(found.get(newer)).isNotNull();
        ReadResult.Held gone = found.get(covered);
        assertThat(gone == null || gone.version().isDelete()).isTrue();
        ReadResult.Held marker = found.get(StoreBench.recordOf(covered));
        if (!bench().has(Weakness.CANNOT_SHOW_DELETES)) {
            assertThat(marker)
                    .isEqualTo(new ReadResult.Held(bench().delete(3), Bytes.EMPTY, Bytes.EMPTY));
        }
    }

    @Test
    default void bucketThatDoesNotExistIsABug() {
        assumeScans();
        Store store = bench().store();
        for (int[] wrong : new int[][] {{-1, 4}, {4, 4}, {0, 0}}) {
            assertThatThrownBy(
                            () -> store.scan(StoreContract.PLAIN, wrong[0], wrong[1], entry -> {}))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    default void scanOfAnUnknownNamespaceIsUnreadable() {
        assumeScans();
        assertThatThrownBy(() -> bench().store().scan("contract.unknown", 0, 1, entry -> {}))
                .isInstanceOf(StoreUnreadableException.class)
                .hasMessageContaining("contract.unknown");
    }

    private void assumeScans() {
        bench().assumeNot(Weakness.CANNOT_SCAN);
    }

    private Map<Cell, ReadResult.Held> scanRecord(Cell cell) throws StoreUnreadableException {
        Map<Cell, ReadResult.Held> found = new HashMap<>();
        bench().store()
                .scan(
                        cell.namespace(),
                        Buckets.of(cell.id(), 16),
                        16,
                        entry -> {
                            if (entry.cell().id().equals(cell.id())) {
                                found.put(entry.cell(), entry.held());
                            }
                        });
        return found;
    }

    /** Sixty records of three cells: one put, one deleted, one that ran out. */
    private Map<Cell, Version> writeSome() {
        Map<Cell, Version> written = new HashMap<>();
        for (int i = 0; i < 60; i++) {
            Bytes id = bench().newId();
            written.put(new Cell(StoreContract.PLAIN, id, Bytes.utf8("put")), bench().put(i));
            written.put(new Cell(StoreContract.PLAIN, id, Bytes.utf8("del")), bench().delete(i));
            written.put(new Cell(StoreContract.PLAIN, id, Bytes.utf8("ttl")), bench().expired(i));
        }
        written.forEach(bench()::lands);
        return written;
    }

    private void assertSame(Map<Cell, Version> written, Map<Cell, ReadResult.Held> found) {
        Set<Cell> expected = new HashSet<>();
        written.forEach(
                (cell, version) -> {
                    boolean live = version.isLive(bench().nowMicros());
                    if (live || !bench().cannotShow(version)) {
                        expected.add(cell);
                    }
                });
        assertThat(found.keySet()).isEqualTo(expected);
        found.forEach((cell, held) -> assertThat(held).isEqualTo(bench().read(cell)));
    }
}
