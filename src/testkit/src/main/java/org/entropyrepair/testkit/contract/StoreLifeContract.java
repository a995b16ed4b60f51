package org.entropyrepair.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.entropyrepair.core.model.Bytes;
import org.entropyrepair.core.model.Cell;
import org.entropyrepair.core.model.Mutation;
import org.entropyrepair.core.model.Token;
import org.entropyrepair.core.model.Version;
import org.entropyrepair.sinks.ReadResult;
import org.entropyrepair.sinks.Store;
import org.entropyrepair.sinks.StoreUnreadableException;
import org.entropyrepair.sinks.WriteResult;
import org.entropyrepair.testkit.contract.StoreTraits.Weakness;
import org.junit.jupiter.api.Test;

/** A store answers always, from any thread, until it is closed and after. */
public interface StoreLifeContract extends StoreUnderTest {
    @Test
    default void unknownNamespaceIsTheDeploymentsTrouble() {
        Cell cell = new Cell("contract.unknown", bench().newId(), Bytes.utf8("key"));
        assertThat(bench().apply(cell, bench().put(1)))
                .isInstanceOfSatisfying(
                        WriteResult.Misdeployed.class,
                        trouble ->
                                assertThat(trouble.reach()).isEqualTo(WriteResult.Reach.NAMESPACE));
        assertThat(bench().read(cell)).isInstanceOf(ReadResult.Unreadable.class);
    }

    @Test
    default void oddTimesAreAnsweredWithAValue() {
        for (long micros : new long[] {0, 1, -1, Long.MIN_VALUE, Long.MAX_VALUE}) {
            Token token = new Token(micros, -1, -1);
            for (Version version :
                    List.of(
                            Version.put(token),
                            Version.delete(token),
                            Version.expiringPut(token, 1))) {
                assertThat(bench().apply(bench().newCell(), version)).isNotNull();
            }
        }
    }

    @Test
    default void manyThreadsOnOneCellConvergeToTheMaximum() throws Exception {
        boolean ties = !bench().has(Weakness.SETTLES_TIES_ITSELF);
        boolean records = !bench().has(Weakness.NO_RECORD_DELETES);
        Cell cell = records ? bench().newCellOfRecords() : bench().newCell();
        long seed = 7;
        List<Mutation> all = new ArrayList<>();
        Random random = new Random(seed);
        for (int i = 0; i < 400; i++) {
            Token token = bench().token(ties ? random.nextInt(100) : i, 1 + random.nextInt(1_000));
            boolean whole = records && random.nextInt(20) == 0;
            Version version =
                    whole || random.nextInt(3) == 0 ? Version.delete(token) : Version.put(token);
            all.add(
                    new Mutation(
                            whole ? StoreBench.recordOf(cell) : cell,
                            version,
                            StoreBench.valueOf(version),
                            Bytes.EMPTY));
        }
        applyFromManyThreads(all);
        Version winner = all.stream().map(Mutation::version).max(Version::compareTo).orElseThrow();
        bench().ends(cell, winner);
    }

    private void applyFromManyThreads(List<Mutation> all) throws Exception {
        int threads = 8;
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        try {
            List<Future<?>> running = new ArrayList<>();
            for (int thread = 0; thread < threads; thread++) {
                int first = thread;
                running.add(
                        pool.submit(
                                () -> {
                                    for (int i = first; i < all.size(); i += threads) {
                                        assertThat(bench().apply(all.get(i)))
                                                .isNotInstanceOf(WriteResult.Unavailable.class)
                                                .isNotInstanceOf(WriteResult.Misdeployed.class)
                                                .isNotInstanceOf(WriteResult.Rejected.class);
                                    }
                                }));
            }
            for (Future<?> one : running) {
                one.get(5, TimeUnit.MINUTES);
            }
        } finally {
            pool.shutdownNow();
        }
    }

    /** Neighbours in flight meet between the store's comparing and its putting, if they can. */
    @Test
    default void writesInFlightTogetherConvergeToTheMaximum() {
        for (int round = 0; round < 40; round++) {
            Map<Cell, List<CompletionStage<WriteResult>>> raced = new LinkedHashMap<>();
            for (int i = 0; i < 10; i++) {
                Cell cell = bench().newCell();
                List<CompletionStage<WriteResult>> stages = new ArrayList<>();
                for (int micros : new int[] {3, 8, 1, 7, 2, 6, 4, 5}) {
                    Version version = bench().put(micros);
                    stages.add(
                            bench().store()
                                    .apply(
                                            new Mutation(
                                                    cell,
                                                    version,
                                                    StoreBench.valueOf(version),
                                                    Bytes.EMPTY)));
                }
                raced.put(cell, stages);
            }
            raced.forEach(
                    (cell, stages) -> {
                        stages.forEach(StoreBench::await);
                        WriteResult latest = StoreBench.await(stages.get(1));
                        if (latest instanceof WriteResult.Throttled) {
                            latest = bench().apply(cell, bench().put(8));
                        }
                        assertThat(latest)
                                .as("write of the latest")
                                .isInstanceOfAny(
                                        WriteResult.Applied.class, WriteResult.Healed.class);
                        bench().shows(cell, bench().put(8));
                    });
        }
    }

    @Test
    default void burstIsAnsweredToTheLastOne() {
        Cell cell = bench().newCell();
        List<CompletionStage<WriteResult>> stages = new ArrayList<>();
        for (int i = 0; i < 10_000; i++) {
            Version version = bench().put(i);
            stages.add(
                    bench().store()
                            .apply(
                                    new Mutation(
                                            cell,
                                            version,
                                            StoreBench.valueOf(version),
                                            Bytes.EMPTY)));
        }
        for (CompletionStage<WriteResult> stage : stages) {
            assertThat(StoreBench.await(stage)).isNotInstanceOf(WriteResult.Rejected.class);
        }
    }

    @Test
    default void twoOpeningsSeeTheSameData() {
        Store other = openAnother();
        try {
            Cell cell = bench().newCell();
            Version version = bench().put(1);
            bench().lands(cell, version);
            assertThat(StoreBench.await(other.read(cell))).isEqualTo(bench().read(cell));
            Version newer = bench().delete(2);
            assertThat(
                            StoreBench.await(
                                    other.apply(
                                            new Mutation(cell, newer, Bytes.EMPTY, Bytes.EMPTY))))
                    .isEqualTo(new WriteResult.Applied());
            bench().showsEmpty(cell, newer);
        } finally {
            other.close();
        }
    }

    @Test
    default void closingOneOpeningLeavesTheOthersOpen() {
        Store other = openAnother();
        other.close();
        Cell cell = bench().newCell();
        bench().lands(cell, bench().put(1));
        bench().shows(cell, bench().put(1));
    }

    @Test
    default void whatIsInFlightWhenItClosesIsAnswered() {
        Store other = openAnother();
        List<CompletionStage<WriteResult>> stages = new ArrayList<>();
        List<Cell> cells = new ArrayList<>();
        Version version = bench().put(1);
        for (int i = 0; i < 500; i++) {
            cells.add(bench().newCell());
            stages.add(
                    other.apply(
                            new Mutation(
                                    cells.get(i),
                                    version,
                                    StoreBench.valueOf(version),
                                    Bytes.EMPTY)));
        }
        other.close();
        for (int i = 0; i < stages.size(); i++) {
            WriteResult result = StoreBench.await(stages.get(i));
            if (result instanceof WriteResult.Applied) {
                bench().shows(cells.get(i), version);
            } else {
                assertThat(result)
                        .isInstanceOfAny(
                                WriteResult.Unknown.class,
                                WriteResult.Unavailable.class,
                                WriteResult.Throttled.class);
            }
        }
    }

    @Test
    default void callsAfterCloseAreAnsweredUnavailable() {
        Store other = openAnother();
        other.close();
        Cell cell = bench().newCell();
        Version version = bench().put(1);
        Mutation mutation = new Mutation(cell, version, StoreBench.valueOf(version), Bytes.EMPTY);
        assertThat(StoreBench.await(other.apply(mutation)))
                .isInstanceOf(WriteResult.Unavailable.class);
        assertThat(StoreBench.await(other.read(cell))).isInstanceOf(ReadResult.Unreadable.class);
        if (!bench().has(Weakness.CANNOT_SCAN)) {
            assertThatThrownBy(() -> other.scan(StoreContract.PLAIN, 0, 1, entry -> {}))
                    .isInstanceOf(StoreUnreadableException.class);
        }
    }
}
