package org.entropyrepair.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import org.entropyrepair.core.model.Bytes;
import org.entropyrepair.core.model.Cell;
import org.entropyrepair.core.model.Mutation;
import org.entropyrepair.core.model.Token;
import org.entropyrepair.core.model.Version;
import org.entropyrepair.sinks.ReadResult;
import org.entropyrepair.sinks.WriteResult;
import org.entropyrepair.testkit.contract.StoreTraits.Weakness;
import org.junit.jupiter.api.Test;

/** Bytes come back as they went in, whatever they are. */
public interface StoreBytesContract extends StoreUnderTest {
    @Test
    default void nothingIsHeldOfACellThatNeverWas() {
        assertThat(bench().read(bench().newCell()))
                .isEqualTo(new ReadResult.Nothing(!bench().has(Weakness.CANNOT_SHOW_DELETES)));
    }

    @Test
    default void tokenComesBackWithEveryBit() {
        for (long word : new long[] {0, 1, Long.MAX_VALUE, Long.MIN_VALUE, -1}) {
            Cell cell = bench().newCell();
            Version version = Version.put(new Token(bench().at(1), word, ~word));
            bench().lands(cell, version);
            bench().shows(cell, version);
        }
    }

    @Test
    default void metadataComesBack() {
        Cell cell = bench().newCell();
        roundTrip(cell, bench().put(1), Bytes.utf8("value"), binary(40, 1));
        roundTrip(cell, bench().put(2), Bytes.EMPTY, Bytes.utf8("metadata"));
    }

    @Test
    default void metadataOfAnOlderVersionDoesNotStay() {
        Cell cell = bench().newCell();
        roundTrip(cell, bench().put(1), Bytes.utf8("value"), Bytes.utf8("metadata"));
        roundTrip(cell, bench().put(2), Bytes.utf8("value"), Bytes.EMPTY);
    }

    @Test
    default void emptyValueIsAValue() {
        Cell cell = bench().newCell();
        roundTrip(cell, bench().put(1), Bytes.EMPTY, Bytes.EMPTY);
        bench().lands(cell, bench().delete(2));
        bench().showsEmpty(cell, bench().delete(2));
    }

    @Test
    default void binaryIdsKeysAndValues() {
        Bytes all = binary(256, 0);
        if (bench().has(Weakness.REJECTS_BINARY_IDS)) {
            Cell binary = new Cell(StoreContract.PLAIN, concat(bench().newId(), all), all);
            assertThat(bench().apply(binary, bench().put(1)))
                    .isInstanceOf(WriteResult.Rejected.class);
            roundTrip(
                    new Cell(StoreContract.PLAIN, bench().newId(), all), bench().put(1), all, all);
            return;
        }
        roundTrip(
                new Cell(StoreContract.PLAIN, concat(bench().newId(), all), all),
                bench().put(1),
                all,
                all);
        Cell zeros = new Cell(StoreContract.PLAIN, concat(bench().newId(), bytes(0)), bytes(0, 0));
        roundTrip(zeros, bench().put(1), bytes(0), bytes(0));
        Cell high = new Cell(StoreContract.PLAIN, concat(bench().newId(), bytes(255)), bytes(255));
        roundTrip(high, bench().put(1), bytes(255), bytes(128));
    }

    @Test
    default void cellsWhoseBytesRunTogetherAreNotConfused() {
        Bytes id = bench().newId();
        List<Cell> alike =
                List.of(
                        new Cell(StoreContract.PLAIN, concat(id, bytes(1)), bytes(2, 3)),
                        new Cell(StoreContract.PLAIN, concat(id, bytes(1, 2)), bytes(3)),
                        new Cell(StoreContract.PLAIN, concat(id, bytes(1, 0)), bytes(2, 3)),
                        new Cell(StoreContract.PLAIN, concat(id, bytes(1)), bytes(0, 2, 3)),
                        new Cell(StoreContract.RECORDS, concat(id, bytes(1)), bytes(2, 3)));
        for (int i = 0; i < alike.size(); i++) {
            bench().lands(alike.get(i), bench().put(i));
        }
        for (int i = 0; i < alike.size(); i++) {
            bench().shows(alike.get(i), bench().put(i));
        }
    }

    @Test
    default void emptyKeyIsACellOfItsOwn() {
        Cell cell = new Cell(StoreContract.PLAIN, bench().newId(), Bytes.EMPTY);
        if (bench().has(Weakness.REJECTS_EMPTY_KEYS)) {
            assertThat(bench().apply(cell, bench().put(1)))
                    .isInstanceOf(WriteResult.Rejected.class);
            return;
        }
        bench().lands(cell, bench().put(1));
        bench().shows(cell, bench().put(1));
    }

    @Test
    default void emptyIdIsARecordOfItsOwn() {
        Cell cell = new Cell(StoreContract.PLAIN, Bytes.EMPTY, bench().newId());
        if (bench().has(Weakness.REJECTS_EMPTY_IDS)) {
            assertThat(bench().apply(cell, bench().put(1)))
                    .isInstanceOf(WriteResult.Rejected.class);
            return;
        }
        bench().lands(cell, bench().put(1));
        bench().shows(cell, bench().put(1));
    }

    @Test
    default void valueOfAMebibyte() {
        Bytes large = random(1 << 20);
        Cell cell = bench().newCell();
        if (bench().traits().valueBytesMax() < large.size()) {
            assertThat(bench().apply(new Mutation(cell, bench().put(1), large, Bytes.EMPTY)))
                    .isInstanceOf(WriteResult.Rejected.class);
            Bytes fits = random(bench().traits().valueBytesMax());
            roundTrip(cell, bench().put(2), fits, Bytes.EMPTY);
            return;
        }
        roundTrip(cell, bench().put(1), large, Bytes.EMPTY);
    }

    private void roundTrip(Cell cell, Version version, Bytes value, Bytes metadata) {
        assertThat(bench().apply(new Mutation(cell, version, value, metadata)))
                .isEqualTo(new WriteResult.Applied());
        bench().shows(cell, version, value, metadata);
    }

    private static Bytes random(int size) {
        byte[] bytes = new byte[size];
        new Random(size).nextBytes(bytes);
        return Bytes.wrap(bytes);
    }

    private static Bytes binary(int size, int from) {
        byte[] bytes = new byte[size];
        for (int i = 0; i < size; i++) {
            bytes[i] = (byte) (from + i);
        }
        return Bytes.wrap(bytes);
    }

    private static Bytes bytes(int... values) {
        byte[] bytes = new byte[values.length];
        for (int i = 0; i < values.length; i++) {
            bytes[i] = (byte) values[i];
        }
        return Bytes.wrap(bytes);
    }

    private static Bytes concat(Bytes first, Bytes second) {
        byte[] both = new byte[first.size() + second.size()];
        System.arraycopy(first.toArray(), 0, both, 0, first.size());
        System.arraycopy(second.toArray(), 0, both, first.size(), second.size());
        return Bytes.wrap(both);
    }
}
