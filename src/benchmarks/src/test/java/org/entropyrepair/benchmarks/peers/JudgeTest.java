package org.entropyrepair.benchmarks.peers;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.entropyrepair.core.model.Bytes;
import org.entropyrepair.core.model.Cell;
import org.entropyrepair.core.model.Mutation;
import org.entropyrepair.core.model.Token;
import org.entropyrepair.core.model.Version;
import org.entropyrepair.sinks.WriteResult;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The judge finds what was done wrong on purpose, and nothing else. */
class JudgeTest {
    private static final long SEED = 7;

    private final RecordingStore store = new RecordingStore(0);
    private final List<Write> writes = new ArrayList<>();

    @AfterEach
    void end() {
        store.end();
    }

    @Test
    void whatArrivesInOrderIsRight() {
        put(1, 100, 1);
        put(1, 200, 1);
        delete(2, 100, 1);
        apply(0, 1, 2);

        assertThat(decided()).isEqualTo(new Verdict(2, 0, 0, 0));
        assertThat(lastArrived()).isEqualTo(new Verdict(2, 0, 0, 0));
    }

    @Test
    void olderPutAfterNewerOneIsOverwritten() {
        put(1, 100, 1);
        put(1, 200, 1);
        apply(1, 0);

        assertThat(lastArrived()).isEqualTo(new Verdict(1, 0, 0, 1));
        assertThat(decided()).isEqualTo(new Verdict(1, 0, 0, 0));
    }

    @Test
    void olderPutAfterDeleteIsUndone() {
        put(1, 100, 1);
        delete(1, 200, 1);
        apply(1, 0);

        assertThat(lastArrived()).isEqualTo(new Verdict(1, 0, 1, 0));
        assertThat(decided()).isEqualTo(new Verdict(1, 0, 0, 0));
    }

    @Test
    void writeThatNeverLandsIsLost() {
        put(1, 100, 1);
        put(1, 200, 1);
        delete(2, 100, 1);
        apply(0);

        assertThat(lastArrived()).isEqualTo(new Verdict(2, 2, 0, 0));
        assertThat(decided()).isEqualTo(new Verdict(2, 2, 0, 0));
        assertThat(store.tally().alikeAtMillis()).isZero();
    }

    @Test
    void ofOneMicrosecondTheDeleteWinsAndThenTheLargerNonceUnsigned() {
        put(1, 100, -1);
        delete(1, 100, 1);
        put(2, 100, 5);
        put(2, 100, -1);
        apply(1, 0, 3, 2);

        assertThat(lastArrived()).isEqualTo(new Verdict(2, 0, 1, 1));
        assertThat(decided()).isEqualTo(new Verdict(2, 0, 0, 0));
    }

    @Test
    void whileTheTargetIsOutNothingLands() {
        put(1, 100, 1);
        expect();
        store.setOut(true);
        assertThat(write(writes.get(0))).isInstanceOf(WriteResult.Unavailable.class);
        assertThat(decided()).isEqualTo(new Verdict(1, 1, 0, 0));

        store.setOut(false);
        assertThat(write(writes.get(0))).isInstanceOf(WriteResult.Applied.class);
        assertThat(decided()).isEqualTo(new Verdict(1, 0, 0, 0));
        RecordingStore.Tally tally = store.tally();
        assertThat(tally.calls()).isEqualTo(2);
        assertThat(tally.refused()).isEqualTo(1);
        assertThat(tally.alikeAtMillis()).isPositive();
    }

    @Test
    void hasCaughtUpWithSomethingNewerThanWhatWasDue() {
        put(1, 100, 1);
        put(1, 200, 1);
        store.expect(winners(), Map.of(cell(1), writes.get(0)));
        assertThat(store.tally().caughtUpAtMillis()).isZero();

        write(writes.get(1));

        assertThat(store.tally().caughtUpAtMillis()).isPositive();
    }

    @Test
    void aStoreThatDecidesIsRightWhateverTheOrder() {
        for (Scenario scenario : List.of(Scenario.HOT, Scenario.OUTAGE)) {
            Load load = Load.of(scenario, settings(), 1_000_000);
            writes.clear();
            writes.addAll(load.writes());
            Collections.shuffle(writes, new Random(SEED));
            Map<Cell, Write> winners = load.winners(Integer.MAX_VALUE);
            store.expect(winners, winners);
            writes.forEach(one -> write(load.cell(one.cell()), one));

            assertThat(Judge.judge(winners, store::decided).wrong()).isZero();
            assertThat(Judge.judge(winners, store::lastArrived).undone()).isPositive();
            assertThat(Judge.judge(winners, store::lastArrived).overwritten()).isPositive();
        }
    }

    @Test
    void aLoadIsTheSameForTheSameSeedAndPutsSomeWritesBehindNewerOnes() {
        Load load = Load.of(Scenario.HOT, settings(), 1_000_000);

        assertThat(Load.of(Scenario.HOT, settings(), 1_000_000)).isEqualTo(load);
        Map<Cell, Write> winners = load.winners(Integer.MAX_VALUE);
        store.expect(winners, winners);
        load.writes().forEach(one -> write(load.cell(one.cell()), one));
        assertThat(Judge.judge(winners, store::lastArrived).wrong()).isPositive();
    }

    @Test
    void measuredComesBackFromItsLine() {
        Measured measured =
                new Measured(5, 6, 7, -1, new Verdict(9, 1, 2, 3), new Verdict(9, 4, 5, 6));

        assertThat(Measured.ofLine(measured.line())).isEqualTo(measured);
    }

    private static Settings settings() {
        return new Settings(2_000, 200, 1, 0, 10, 1, 0, 100, 1, 1);
    }

    private void put(int cell, long micros, long nonce) {
        writes.add(new Write(cell, micros, nonce, nonce, false, 0));
    }

    private void delete(int cell, long micros, long nonce) {
        writes.add(new Write(cell, micros, nonce, nonce, true, 0));
    }

    /** Lets the writes of these numbers arrive in this order. */
    private void apply(int... numbers) {
        expect();
        for (int number : numbers) {
            write(writes.get(number));
        }
    }

    private void expect() {
        store.expect(winners(), winners());
    }

    private Map<Cell, Write> winners() {
        return load().winners(Integer.MAX_VALUE);
    }

    private Load load() {
        return new Load(Scenario.HOT, 0, writes);
    }

    private Cell cell(int number) {
        return load().cell(number);
    }

    private WriteResult write(Write write) {
        return write(cell(write.cell()), write);
    }

    private WriteResult write(Cell cell, Write write) {
        Token token = new Token(write.micros(), write.nonceHigh(), write.nonceLow());
        Version version = write.delete() ? Version.delete(token) : Version.put(token);
        Mutation mutation = new Mutation(cell, version, Bytes.EMPTY, Bytes.EMPTY);
        return store.apply(mutation).toCompletableFuture().join();
    }

    private Verdict decided() {
        return Judge.judge(winners(), store::decided);
    }

    private Verdict lastArrived() {
        return Judge.judge(winners(), store::lastArrived);
    }
}
