package org.entropyrepair.publisher;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.entropyrepair.publisher.Published.Reason;
import org.entropyrepair.publisher.Published.Refused;
import org.entropyrepair.publisher.Published.Spooled;
import org.entropyrepair.publisher.Published.ToBroker;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The courier turned by hand, on a clock, a disk and a broker that do what the test says. */
class CourierTest {
    private static final long SPOOL_AFTER_NANOS = TestingLife.SPOOL_AFTER.toNanos();

    @TempDir private Path folder;

    private final TestingDisk disk = new TestingDisk();
    private final List<CompletableFuture<Published>> futures = new ArrayList<>();
    private TestingBroker broker = new TestingBroker();
    private long nowNanos;
    private TestingLife life;

    @BeforeEach
    void begin() {
        begin(folder.resolve("spool"));
    }

    private void begin(Path in) {
        broker = new TestingBroker();
        futures.clear();
        nowNanos = Long.MAX_VALUE - 5_000_000_000L; // System.nanoTime() may run over
        life = new TestingLife(in, disk, broker, nowNanos);
    }

    private void restart(Path in) {
        life = new TestingLife(in, disk, broker, nowNanos);
    }

    @AfterEach
    void end() {
        life.crash();
    }

    private void publish(int count) {
        for (int i = 0; i < count; i++) {
            futures.add(life.publish(Records.numbered(futures.size())));
        }
    }

    private long turn() {
        return life.courier.turn(nowNanos);
    }

    /** Turns and serves until nothing moves any more. */
    private void settle() {
        for (int i = 0; i < 500; i++) {
            turn();
            broker.serve();
        }
        turn();
    }

    private List<Published> answers() {
        return futures.stream().filter(CompletableFuture::isDone).map(f -> f.join()).toList();
    }

    private void assertAllAre(Class<? extends Published> kind) {
        assertThat(answers()).hasSize(futures.size()).allMatch(kind::isInstance);
    }

    private static List<Integer> numbers(int from, int to) {
        return IntStream.range(from, to).boxed().toList();
    }

    @Test
    void withABrokerNothingTouchesTheDisk() {
        turn();
        publish(3);
        turn();
        assertThat(answers()).isEmpty();
        broker.serve();
        turn();
        assertAllAre(ToBroker.class);
        assertThat(broker.log).isEqualTo(numbers(0, 3));
        assertThat(life.counters.snapshot())
                .isEqualTo(new PublisherStats(3, 0, 0, 0, 0, 0, 0, true));
    }

    @Test
    void atTheStartRecordsWaitForTheFirstConnectionAWhile() {
        broker.away = true;
        publish(2);
        long idleMillis = turn();
        assertThat(answers()).isEmpty();
        assertThat(idleMillis).isBetween(1L, 2001L);
        nowNanos += SPOOL_AFTER_NANOS;
        turn();
        assertAllAre(Spooled.class);
        broker.away = false;
        settle();
        assertThat(broker.log).isEqualTo(numbers(0, 2));
        assertThat(life.counters.snapshot())
                .isEqualTo(new PublisherStats(0, 2, 2, 0, 0, 0, 0, true));
    }

    @Test
    void aSlowBrokerIsNotWaitedForAndNothingIsSentTwice() {
        turn();
        publish(3);
        turn();
        nowNanos += SPOOL_AFTER_NANOS;
        turn();
        assertAllAre(Spooled.class);
        assertThat(life.counters.snapshot().connected()).isFalse();
        publish(2);
        turn();
        assertAllAre(Spooled.class);
        settle();
        assertThat(broker.log).isEqualTo(numbers(0, 5));
        publish(1);
        turn();
        broker.serve();
        turn();
        assertThat(answers().get(5)).isInstanceOf(ToBroker.class);
        assertThat(life.spool.records()).isZero();
    }

    @Test
    void whoeverHasAnAnswerReadsWhereThingsStoodThen() {
        turn();
        publish(2);
        List<PublisherStats> seen = new ArrayList<>();
        futures.forEach(one -> one.thenRun(() -> seen.add(life.counters.snapshot())));
        turn();
        nowNanos += SPOOL_AFTER_NANOS;
        turn(); // slow
        assertThat(seen).hasSize(2).noneMatch(PublisherStats::connected);
        assertThat(seen).allMatch(stats -> stats.spoolRecords() == 2 && stats.spoolBytes() > 0);

        publish(1);
        futures.get(2).thenRun(() -> seen.add(life.counters.snapshot()));
        turn(); // behind the others
        assertThat(seen.get(2).spoolRecords()).isEqualTo(3);
        settle();

        publish(1);
        futures.get(3).thenRun(() -> seen.add(life.counters.snapshot()));
        turn();
        nowNanos += SPOOL_AFTER_NANOS - 1;
        broker.serve();
        turn();
        assertThat(seen.get(3)).isEqualTo(new PublisherStats(1, 3, 3, 0, 0, 0, 0, true));
    }

    @Test
    void whatWasOnItsWayWhenTheBrokerWentComesBeforeWhatFollowed() {
        turn();
        publish(5);
        turn();
        broker.take(3);
        broker.acknowledge(1);
        broker.away = true;
        broker.drop();
        turn();
        assertThat(answers().get(0)).isInstanceOf(ToBroker.class);
        assertThat(answers().subList(1, 5)).allMatch(Spooled.class::isInstance);
        publish(3);
        turn();
        broker.away = false;
        settle();
        assertThat(new LinkedHashSet<>(broker.log)).containsExactlyElementsOf(numbers(0, 8));
        assertThat(broker.log).isEqualTo(List.of(0, 1, 2, 1, 2, 3, 4, 5, 6, 7));
    }

    @Test
    void theNextLifeSendsWhatTheLastOneSpooled() {
        broker.away = true;
        nowNanos += SPOOL_AFTER_NANOS;
        publish(4);
        turn();
        assertAllAre(Spooled.class);
        life.crash();
        restart(folder.resolve("spool"));
        publish(2);
        turn();
        assertAllAre(Spooled.class);
        broker.away = false;
        settle();
        assertThat(broker.log).isEqualTo(numbers(0, 6));
        assertThat(life.counters.snapshot().replayed()).isEqualTo(6);
    }

    @Test
    void closingAnswersEverybodyFromTheDisk() {
        turn();
        publish(2);
        turn();
        publish(2);
        life.close();
        assertAllAre(Spooled.class);
        restart(folder.resolve("spool"));
        settle();
        assertThat(broker.log).isEqualTo(numbers(0, 4));
    }

    @Test
    void aFullSpoolRefusesAndKeepsWhatItPromised() {
        broker.away = true;
        nowNanos += SPOOL_AFTER_NANOS;
        for (int i = 0; i < 300; i++) {
            futures.add(life.publish(Records.numbered(i, 5000)));
            turn();
        }
        long spooled = answers().stream().filter(Spooled.class::isInstance).count();
        assertThat(spooled).isBetween(150L, 210L);
        assertThat(answers())
                .filteredOn(Refused.class::isInstance)
                .hasSize(300 - (int) spooled)
                .allMatch(answer -> ((Refused) answer).reason() == Reason.SPOOL_FULL);
        broker.away = false;
        settle();
        assertThat(broker.log).isEqualTo(numbers(0, (int) spooled));
        publish(1);
        settle();
        assertThat(answers().get(300)).isInstanceOf(ToBroker.class);
    }

    @Test
    void aSlowBrokerAndAFullDiskRefuse() {
        turn();
        publish(2);
        turn();
        disk.full = true;
        nowNanos += SPOOL_AFTER_NANOS;
        turn();
        assertThat(answers())
                .hasSize(2)
                .allMatch(answer -> ((Refused) answer).reason() == Reason.SPOOL_BROKEN);
        assertThat(life.counters.snapshot().refused()).isEqualTo(2);
        publish(1);
        settle();
        assertThat(answers().get(2)).isInstanceOf(ToBroker.class);
    }

    @Test
    void aRecordNoBrokerTakesHoldsNothingUp() {
        broker.neverTaken = 1;
        turn();
        publish(3);
        settle();
        assertThat(answers().get(1)).isInstanceOf(Refused.class);
        assertThat(((Refused) answers().get(1)).reason()).isEqualTo(Reason.TOO_LARGE);
        assertThat(broker.log).containsExactly(0, 2);
    }

    @Test
    void aSpooledRecordNoBrokerTakesIsSetAside() {
        broker.neverTaken = 1;
        broker.away = true;
        nowNanos += SPOOL_AFTER_NANOS;
        publish(3);
        turn();
        broker.away = false;
        disk.full = true;
        settle();
        assertThat(broker.log).containsExactly(0, 2);
        assertThat(life.spool.records()).isEqualTo(2);
        assertThat(turn()).isLessThan(1100);
        disk.full = false;
        settle();
        assertThat(broker.log).containsExactly(0, 2);
        assertThat(life.counters.snapshot().setAside()).isEqualTo(1);
        assertThat(life.spool.records()).isZero();
        assertThat(folder.resolve("spool").resolve("set-aside")).isNotEmptyFile();
    }

    @Test
    void moreThanMayBeInFlightGoesThroughTheDiskInOrder() {
        turn();
        for (int round = 0; round < 4; round++) {
            publish(100);
            turn();
        }
        assertThat(answers()).isNotEmpty().allMatch(Spooled.class::isInstance);
        settle();
        assertThat(answers()).hasSize(400);
        assertThat(broker.log).isEqualTo(numbers(0, 400));
    }

    @Test
    void whateverHappensWhatWasPromisedArrivesInOrder() throws Exception {
        long seed = Long.getLong("seed", System.nanoTime());
        System.out.println("CourierTest seed " + seed + " (repeat with -Dseed=…)");
        end();
        for (int run = 0; run < 40; run++) {
            Random random = new Random(seed + run);
            Path in = Files.createDirectory(folder.resolve("run" + run));
            begin(in);
            for (int step = 0; step < 300; step++) {
                step(random, in);
            }
            broker.away = false;
            disk.full = false;
            settle();
            assertPromisesKept("seed " + (seed + run));
            end();
        }
        begin();
    }

    private void step(Random random, Path in) {
        switch (random.nextInt(16)) {
            case 0, 1, 2 -> publish(random.nextInt(20));
            case 3 -> futures.add(life.publish(Records.numbered(futures.size(), 9000)));
            case 4, 5 -> broker.take(random.nextInt(30));
            case 6, 7 -> broker.acknowledge(random.nextInt(30));
            case 8 -> broker.drop();
            case 9 -> broker.away = random.nextInt(3) == 0;
            case 10 -> disk.full = random.nextInt(4) == 0;
            case 11 -> nowNanos += random.nextInt(1_500_000_000);
            case 12 -> {
                if (random.nextInt(5) == 0) {
                    life.crash();
                    disk.full = false;
                    restart(in);
                }
            }
            case 13 -> {
                if (random.nextInt(5) == 0) {
                    life.close();
                    assertThat(life.courier.hasAnswered()).isTrue();
                    restart(in);
                }
            }
            default -> turn();
        }
    }

    private void assertPromisesKept(String seed) {
        List<Integer> firsts = new ArrayList<>();
        for (int number : new LinkedHashSet<>(broker.log)) {
            CompletableFuture<Published> future = futures.get(number);
            if (!(future.isDone() && future.join() instanceof Refused)) {
                firsts.add(number);
            }
        }
        assertThat(firsts).as(seed).isSorted();
        for (int number = 0; number < futures.size(); number++) {
            CompletableFuture<Published> future = futures.get(number);
            if (future.isDone() && !(future.join() instanceof Refused)) {
                assertThat(firsts).as(seed + ", " + future.join()).contains(number);
            }
        }
        assertThat(life.spool.records()).as(seed).isZero();
        assertThat(life.courier.hasAnswered()).as(seed).isTrue();
    }
}
