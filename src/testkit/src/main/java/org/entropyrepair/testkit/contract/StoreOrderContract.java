package org.entropyrepair.testkit.contract;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.entropyrepair.core.model.Bytes;
import org.entropyrepair.core.model.Cell;
import org.entropyrepair.core.model.Mutation;
import org.entropyrepair.core.model.Token;
import org.entropyrepair.core.model.Version;
import org.entropyrepair.testkit.contract.StoreTraits.Weakness;
import org.junit.jupiter.api.Test;

/** Last write wins: a total order, whatever comes first. */
public interface StoreOrderContract extends StoreUnderTest {
    @Test
    default void newerPutBeatsOlderPut() {
        inBothOrders(bench().put(1), bench().put(2));
    }

    @Test
    default void laterDeleteBeatsEarlierPut() {
        inBothOrders(bench().put(1), bench().delete(2));
    }

    @Test
    default void laterPutBeatsEarlierDelete() {
        inBothOrders(bench().delete(1), bench().put(2));
    }

    @Test
    default void laterDeleteBeatsEarlierDelete() {
        inBothOrders(bench().delete(1), bench().delete(2));
    }

    @Test
    default void deleteOfACellThatNeverExistedStands() {
        Cell cell = bench().newCell();
        bench().lands(cell, bench().delete(2));
        bench().showsEmpty(cell, bench().delete(2));
        bench().loses(cell, bench().put(1));
        bench().showsEmpty(cell, bench().delete(2));
    }

    @Test
    default void deleteBeatsPutOfTheSameMicrosecondWhateverTheNonces() {
        bench().assumeNot(Weakness.CANNOT_SHOW_NONCES);
        inBothOrders(Version.put(bench().token(1, 9)), Version.delete(bench().token(1, 3)));
        inBothOrders(Version.put(bench().token(1, 3)), Version.delete(bench().token(1, 9)));
        inBothOrders(
                Version.expiringPut(bench().token(1, 9), 86_400),
                Version.delete(bench().token(1, 3)));
    }

    @Test
    default void deleteBeatsPutOfTheSameToken() {
        inBothOrders(bench().put(1), bench().delete(1));
    }

    @Test
    default void largerNonceBeatsSmallerOneUnsigned() {
        bench().assumeNot(Weakness.SETTLES_TIES_ITSELF);
        long at = bench().at(1);
        long[][] rising = {
            {0, 0},
            {0, 1},
            {0, Long.MAX_VALUE},
            {0, Long.MIN_VALUE},
            {0, -1},
            {1, 0},
            {Long.MAX_VALUE, -1},
            {Long.MIN_VALUE, 0},
            {-1, -1}
        };
        for (int i = 1; i < rising.length; i++) {
            Token smaller = new Token(at, rising[i - 1][0], rising[i - 1][1]);
            Token larger = new Token(at, rising[i][0], rising[i][1]);
            inBothOrders(Version.put(smaller), Version.put(larger));
            inBothOrders(Version.delete(smaller), Version.delete(larger));
        }
    }

    @Test
    default void expiringPutBeatsLastingPutOfTheSameMicrosecond() {
        bench().assumeNot(Weakness.SETTLES_TIES_ITSELF);
        inBothOrders(
                Version.put(bench().token(1, 9)), Version.expiringPut(bench().token(1, 3), 86_400));
        inBothOrders(Version.put(bench().token(1, 9)), Version.expiringPut(bench().token(1, 3), 1));
    }

    @Test
    default void repeatsChangeNothing() {
        for (Version version : List.of(bench().put(2), bench().delete(2), bench().expiring(2))) {
            Cell cell = bench().newCell();
            bench().lands(cell, version);
            bench().heals(cell, version);
            bench().ends(cell, version);
        }
    }

    @Test
    default void repeatOfWhatWasOverwrittenStaysOverwritten() {
        Cell cell = bench().newCell();
        bench().lands(cell, bench().put(1));
        bench().lands(cell, bench().put(2));
        bench().lands(cell, bench().delete(3));
        bench().loses(cell, bench().put(2));
        bench().loses(cell, bench().put(1));
        bench().showsEmpty(cell, bench().delete(3));
    }

    @Test
    default void anyOrderWithAnyRepeatsEndsTheSame() {
        long seed = 20_260_301L;
        Random random = new Random(seed);
        for (int round = 0; round < 40; round++) {
            List<Write> writes = randomWrites(random);
            for (int order = 0; order < 4; order++) {
                List<Write> shuffled = new ArrayList<>(writes);
                shuffled.addAll(writes.subList(0, random.nextInt(writes.size())));
                Collections.shuffle(shuffled, random);
                String about = "seed " + seed + ", round " + round + ": " + shuffled;
                try {
                    applyAndCompare(shuffled);
                } catch (AssertionError different) {
                    throw new AssertionError(about, different);
                }
            }
        }
    }

    /** Applies both orders, each to a new cell. */
    private void inBothOrders(Version loser, Version winner) {
        Cell upwards = bench().newCell();
        bench().lands(upwards, loser);
        bench().lands(upwards, winner);
        bench().ends(upwards, winner);

        Cell downwards = bench().newCell();
        bench().lands(downwards, winner);
        bench().loses(downwards, loser);
        bench().ends(downwards, winner);
        bench().heals(downwards, winner);
        bench().ends(downwards, winner);
    }

    /** Three to eight versions over two cells and their record, with many ties. */
    private List<Write> randomWrites(Random random) {
        boolean records = !bench().has(Weakness.NO_RECORD_DELETES);
        boolean ties =
                !bench().has(Weakness.SETTLES_TIES_ITSELF)
                        && !bench().has(Weakness.EXPIRED_RANKS_AS_DELETE);
        List<Write> writes = new ArrayList<>();
        int count = 3 + random.nextInt(6);
        for (int i = 0; i < count; i++) {
            Token token =
                    ties
                            ? new Token(
                                    bench().at(random.nextInt(3)),
                                    random.nextBoolean() ? 0 : -1,
                                    random.nextLong())
                            : bench().token(i, i);
            int key = random.nextInt(records ? 3 : 2);
            Version version =
                    switch (key == 2 ? 0 : random.nextInt(5)) {
                        case 0 -> Version.delete(token);
                        case 1 -> Version.expiringPut(token, 86_400);
                        case 2 -> Version.expiringPut(token, 1);
                        default -> Version.put(token);
                    };
            writes.add(new Write(key, version));
        }
        return writes;
    }

    private void applyAndCompare(List<Write> writes) {
        String namespace =
                bench().has(Weakness.NO_RECORD_DELETES)
                        ? StoreContract.PLAIN
                        : StoreContract.RECORDS;
        Bytes id = bench().newId();
        for (Write write : writes) {
            Cell cell = write.cell(namespace, id);
            bench().apply(
                            new Mutation(
                                    cell,
                                    write.version,
                                    StoreBench.valueOf(write.version),
                                    Bytes.EMPTY));
        }
        for (int key = 0; key < 2; key++) {
            int wanted = key;
            writes.stream()
                    .filter(write -> write.key == wanted || write.key == 2)
                    .map(Write::version)
                    .max(Version::compareTo)
                    .ifPresent(
                            winner ->
                                    bench().ends(
                                                    new Write(wanted, winner).cell(namespace, id),
                                                    winner));
        }
    }

    /**
     * A version for cell 0 or 1, or (2) for their record.
     *
     * @param key which
     * @param version the version
     */
    record Write(int key, Version version) {
        Cell cell(String namespace, Bytes id) {
            return key == 2
                    ? Cell.wholeRecord(namespace, id)
                    : new Cell(namespace, id, Bytes.utf8("k" + key));
        }
    }
}
