package org.entropyrepair.benchmarks.peers;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.entropyrepair.core.model.Bytes;
import org.entropyrepair.core.model.Cause;
import org.entropyrepair.core.model.Cell;
import org.entropyrepair.core.model.Subject;
import org.entropyrepair.core.model.Token;
import org.entropyrepair.core.wire.FailureMessage;
import org.entropyrepair.core.wire.FailureWriter;

/**
 * The failures of a scenario, the same for the same settings and begin.
 *
 * @param scenario what they are made for
 * @param beginMillis when they begin, milliseconds since 1970
 * @param writes in the order in which they are published; what comes from several hosts is not
 *     quite in the order of its tokens
 */
record Load(Scenario scenario, long beginMillis, List<Write> writes) {
    static final String GRAPH = "social";
    static final String EDGE_TYPE = "follows";
    static final String NAMESPACE = "social.follows.forward";
    static final String REGION = "here";

    private static final int VALUE_BYTES = 64;

    /** One of so many deletes its cell. */
    private static final int PUTS_PER_DELETE = 7;

    /** One of so many has the microsecond of the one before it. */
    private static final int WRITES_PER_TIE = 50;

    /** One of so many is published late, and by how many places or milliseconds at most. */
    private static final int WRITES_PER_LATE = 20;

    private static final int LATE_MAX = 500;

    static Load of(Scenario scenario, Settings settings, long beginMillis) {
        Random random = new Random(settings.seed() * 31L + scenario.ordinal());
        List<Write> writes =
                switch (scenario) {
                    case WARM_UP, DISTINCT -> distinct(settings, beginMillis, random);
                    case HOT -> burst(settings, beginMillis, random);
                    case OUTAGE -> steady(scenario, settings, beginMillis, random);
                };
        return new Load(scenario, beginMillis, writes);
    }

    private static List<Write> distinct(Settings settings, long beginMillis, Random random) {
        List<Write> writes = new ArrayList<>(settings.records());
        for (int i = 0; i < settings.records(); i++) {
            writes.add(write(i, beginMillis * 1_000 - settings.records() + i, false, 0, random));
        }
        return writes;
    }

    private static List<Write> burst(Settings settings, long beginMillis, Random random) {
        List<Write> writes = new ArrayList<>(settings.records());
        long micros = beginMillis * 1_000 - settings.records();
        for (int i = 0; i < settings.records(); i++) {
            micros += random.nextInt(WRITES_PER_TIE) == 0 ? 0 : 1;
            boolean delete = random.nextInt(PUTS_PER_DELETE + 1) == 0;
            int cell = random.nextInt(settings.hotCells());
            writes.add(write(cell, micros, delete, 0, random));
        }
        return someLate(writes, false, random);
    }

    private static List<Write> steady(
            Scenario scenario, Settings settings, long beginMillis, Random random) {
        int spanMillis = scenario.backAtMillis(settings) + Scenario.AROUND_MILLIS;
        int count = (int) ((long) settings.rate() * spanMillis / 1_000);
        List<Write> writes = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            int atMillis = (int) ((long) i * spanMillis / count);
            boolean delete = random.nextInt(PUTS_PER_DELETE + 1) == 0;
            int cell = random.nextInt(Math.max(1, count / 10));
            writes.add(write(cell, (beginMillis + atMillis) * 1_000 + i, delete, atMillis, random));
        }
        return someLate(writes, true, random);
    }

    private static Write write(int cell, long micros, boolean delete, int at, Random random) {
        return new Write(cell, micros, random.nextLong(), random.nextLong(), delete, at);
    }

    /** A few later than their place, by so many places or so many milliseconds. */
    private static List<Write> someLate(List<Write> writes, boolean byMillis, Random random) {
        record Placed(long place, Write write) {}
        List<Placed> placed = new ArrayList<>(writes.size());
        for (int i = 0; i < writes.size(); i++) {
            Write write = writes.get(i);
            int late = random.nextInt(WRITES_PER_LATE) == 0 ? random.nextInt(LATE_MAX) : 0;
            long place = (byMillis ? write.atMillis() : i) + late;
            int atMillis = byMillis ? (int) place : write.atMillis();
            placed.add(
                    new Placed(
                            place,
                            new Write(
                                    write.cell(),
                                    write.micros(),
                                    write.nonceHigh(),
                                    write.nonceLow(),
                                    write.delete(),
                                    atMillis)));
        }
        placed.sort(Comparator.comparingLong(Placed::place));
        return placed.stream().map(Placed::write).toList();
    }

    /** The write that must win each cell, of those that were published before a moment. */
    Map<Cell, Write> winners(int beforeMillis) {
        Map<Integer, Write> byNumber = new HashMap<>();
        for (Write write : writes) {
            if (write.atMillis() < beforeMillis) {
                byNumber.merge(write.cell(), write, Write::later);
            }
        }
        Map<Cell, Write> winners = new HashMap<>();
        byNumber.forEach((number, write) -> winners.put(cell(number), write));
        return winners;
    }

    /** The cell of a number. */
    Cell cell(int number) {
        return new Cell(NAMESPACE, Bytes.utf8(source(number)), Bytes.utf8(target(number)));
    }

    /** Key of the record: the edge, so that whoever keeps the order of keys can. */
    String key(Write write) {
        return source(write.cell()) + ">" + target(write.cell());
    }

    /** Value of the record: the failure as a graph service writes it. */
    byte[] value(Write write) {
        Cell cell = cell(write.cell());
        long atMillis = beginMillis + write.atMillis();
        return FailureWriter.write(
                        new FailureMessage(
                                new Subject.Edge(
                                        GRAPH,
                                        EDGE_TYPE,
                                        source(write.cell()),
                                        target(write.cell())),
                                write.delete()
                                        ? new FailureMessage.Write.Delete(cell)
                                        : new FailureMessage.Write.Put(cell, bytes(write)),
                                new Token(write.micros(), write.nonceHigh(), write.nonceLow()),
                                REGION,
                                REGION,
                                atMillis,
                                new Cause(Cause.Kind.TIMEOUT, "no answer in 500 ms")))
                .unsafeArray();
    }

    private static Bytes bytes(Write write) {
        byte[] value = new byte[VALUE_BYTES];
        new Random(write.nonceLow()).nextBytes(value);
        return Bytes.wrap(value);
    }

    private String source(int number) {
        return "user:" + scenario.word() + ":" + number;
    }

    private static String target(int number) {
        return "user:" + number * 7_919L % 1_000_003;
    }
}
