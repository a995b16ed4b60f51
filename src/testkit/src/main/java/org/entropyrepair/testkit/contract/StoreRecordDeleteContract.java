package org.entropyrepair.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.entropyrepair.core.model.Bytes;
import org.entropyrepair.core.model.Cell;
import org.entropyrepair.core.model.Version;
import org.entropyrepair.sinks.WriteResult;
import org.entropyrepair.testkit.contract.StoreTraits.Weakness;
import org.junit.jupiter.api.Test;

/** A record delete covers every cell of its id with an equal or older token, also later ones. */
public interface StoreRecordDeleteContract extends StoreUnderTest {
    @Test
    default void recordDeleteEmptiesEveryOlderCell() {
        Cell first = recordCell();
        Cell second = new Cell(first.namespace(), first.id(), Bytes.utf8("other"));
        bench().lands(first, bench().put(1));
        bench().lands(second, bench().expiring(2));
        bench().lands(StoreBench.recordOf(first), bench().delete(3));
        bench().showsEmpty(first, bench().delete(3));
        bench().showsEmpty(second, bench().delete(3));
    }

    @Test
    default void recordDeleteCoversCellsThatDoNotExistYet() {
        Cell cell = recordCell();
        bench().lands(StoreBench.recordOf(cell), bench().delete(3));
        bench().loses(cell, bench().put(2));
        bench().showsEmpty(cell, bench().delete(3));
        bench().loses(cell, bench().delete(1));
        bench().showsEmpty(cell, bench().delete(3));
    }

    @Test
    default void newerCellSurvivesAnOlderRecordDelete() {
        Cell cell = recordCell();
        bench().lands(cell, bench().put(5));
        bench().lands(StoreBench.recordOf(cell), bench().delete(3));
        bench().shows(cell, bench().put(5));
    }

    @Test
    default void cellWrittenAfterARecordDeleteIsThere() {
        Cell cell = recordCell();
        bench().lands(StoreBench.recordOf(cell), bench().delete(3));
        bench().lands(cell, bench().put(4));
        bench().shows(cell, bench().put(4));
        bench().heals(StoreBench.recordOf(cell), bench().delete(3));
        bench().shows(cell, bench().put(4));
    }

    @Test
    default void recordDeleteBeatsPutsOfItsMicrosecondAndToken() {
        for (Version put :
                List.of(
                        bench().put(3),
                        Version.put(bench().token(3, 9)),
                        Version.expiringPut(bench().token(3, 9), 86_400))) {
            Cell after = recordCell();
            bench().lands(after, put);
            bench().lands(StoreBench.recordOf(after), bench().delete(3));
            bench().showsEmpty(after, bench().delete(3));

            Cell before = recordCell();
            bench().lands(StoreBench.recordOf(before), bench().delete(3));
            bench().loses(before, put);
            bench().showsEmpty(before, bench().delete(3));
        }
    }

    @Test
    default void laterRecordDeleteBeatsEarlierOne() {
        Cell cell = recordCell();
        Cell whole = StoreBench.recordOf(cell);
        bench().lands(whole, bench().delete(1));
        bench().lands(cell, bench().put(2));
        bench().lands(whole, bench().delete(3));
        bench().showsEmpty(cell, bench().delete(3));
        bench().loses(whole, bench().delete(1));
        bench().heals(whole, bench().delete(3));
        bench().showsEmpty(cell, bench().delete(3));
    }

    @Test
    default void cellsOfOtherRecordsStay() {
        Cell cell = recordCell();
        byte[] longer = new byte[cell.id().size() + 1];
        System.arraycopy(cell.id().toArray(), 0, longer, 0, cell.id().size());
        Cell neighbour = new Cell(cell.namespace(), Bytes.wrap(longer), Bytes.utf8("key"));
        bench().lands(cell, bench().put(1));
        bench().lands(neighbour, bench().put(1));
        bench().lands(StoreBench.recordOf(cell), bench().delete(3));
        bench().showsEmpty(cell, bench().delete(3));
        bench().shows(neighbour, bench().put(1));
    }

    @Test
    default void recordDeleteWhereNoneAreAllowedIsRejected() {
        Cell cell = bench().newCell();
        bench().lands(cell, bench().put(1));
        assertThat(bench().apply(StoreBench.recordOf(cell), bench().delete(3)))
                .isInstanceOf(WriteResult.Rejected.class);
        bench().shows(cell, bench().put(1));
    }

    private Cell recordCell() {
        bench().assumeNot(Weakness.NO_RECORD_DELETES);
        return bench().newCellOfRecords();
    }
}
