package org.entropyrepair.flow.repair;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.entropyrepair.core.model.RawRecord;
import org.entropyrepair.core.model.Subject;
import org.entropyrepair.core.reconcile.Alarms;
import org.entropyrepair.core.reconcile.CellState;
import org.entropyrepair.core.reconcile.EdgeState;
import org.entropyrepair.core.reconcile.Phase;
import org.entropyrepair.core.reconcile.Repair;
import org.entropyrepair.core.reconcile.Time;
import org.entropyrepair.flow.state.EdgeChanges;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Wherever the bytes are, on the heap or in RocksDB: what was saved last is what is loaded, what a
 * barrier has flushed is all there afterwards, and what has ended leaves nothing behind.
 */
final class EdgeStatesTest {
    private static final int EDGES = 60;
    private static final int ACTIONS = 6_000;
    private static final List<String> TARGETS = List.of("eu", "ap");
    private static final String STRANGER = "mars"; // not among the job's targets

    @TempDir private Path folder;

    private final Map<Subject, Kept> model = new HashMap<>();
    private RocksDbBackend rocks;
    private EdgeStates states;
    private AlarmClock alarms;
    private ParkedIndex parked;

    /** What is kept of an edge. */
    private record Kept(EdgeState state, TreeMap<Integer, RawRecord> payloads, Alarms alarms) {
        static final Kept NOTHING =
                new Kept(EdgeState.EMPTY, new TreeMap<>(), AlarmClock.NO_ALARMS);

        boolean isParkedFor(String target) {
            return state.parkedTargets().contains(target);
        }
    }

    @BeforeEach
    void open() throws Exception {
        rocks = new RocksDbBackend(folder);
        alarms = rocks.alarms();
        parked = new ParkedIndex(rocks.backend(), TARGETS);
        states = new EdgeStates(rocks.backend(), alarms, parked, new StoredKeys(true), 0);
    }

    @AfterEach
    void close() throws Exception {
        rocks.close();
    }

    private void begin(long youngBytes, boolean fresh) throws Exception {
        beginAs(TARGETS, youngBytes, fresh);
    }

    private void beginAs(List<String> targets, long youngBytes, boolean fresh) throws Exception {
        alarms = rocks.alarms();
        parked = new ParkedIndex(rocks.backend(), targets);
        states = new EdgeStates(rocks.backend(), alarms, parked, new StoredKeys(fresh), youngBytes);
    }

    @ParameterizedTest
    @CsvSource({"0, 1", "5000, 2", "20000, 3", "20000, 4", "1000000, 5", "1000000, 6"})
    void itHoldsWhatWasSavedLast(long youngBytes, long seed) throws Exception {
        Random random = new Random(seed);
        begin(youngBytes, true);
        for (int i = 0; i < ACTIONS; i++) {
            Subject edge = Failures.edge(random.nextInt(EDGES));
            switch (random.nextInt(40)) {
                case 0 -> states.flush();
                case 1 -> restart(youngBytes, random);
                case 2, 3 -> takeDue(random.nextInt(2_000), random.nextInt(2_000));
                case 4, 5 -> end(edge);
                case 6 -> look(edge);
                case 8 -> age();
                case 7 -> everyParkedEdgeIsFound();
                default -> change(edge, random);
            }
            assertThat(states.youngCount()).isLessThanOrEqualTo((int) (youngBytes / 1_000));
        }
        for (int i = 0; i < EDGES; i++) {
            end(Failures.edge(i));
        }
        states.flush();
        assertThat(rocks.keys("edge-control")).isEmpty();
        assertThat(rocks.keys("edge-payloads")).isEmpty();
        for (String index : List.of("parked-eu", "parked-ap", "parked~strangers")) {
            assertThat(rocks.keys(index)).isEmpty();
        }
        assertThat(alarms.size()).isZero();
        assertThat(states.youngCount()).isZero();
    }

    @Test
    void whatIsBornAndEndsBetweenTwoBarriersNeverGetsToRocksDb() throws Exception {
        begin(1_000_000, true);
        change(Failures.edge(1), new Random(1));
        assertThat(rocks.keys("edge-control")).isEmpty();
        end(Failures.edge(1));
        assertThat(states.youngCount()).isZero();
        change(Failures.edge(2), new Random(1));
        states.flush();
        assertThat(rocks.keys("edge-control")).containsExactly(Failures.edge(2));
    }

    @Test
    void anEdgeThatIsNotKnownYetIsFoundAfterARestore() throws Exception {
        begin(1_000_000, true);
        change(Failures.edge(1), new Random(1));
        states.flush();
        begin(1_000_000, false);
        check(Failures.edge(1));
    }

    @Test
    void theEarliestAlarmIsTakenWhereverItIs() throws Exception {
        begin(1_000_000, true);
        for (int i : new int[] {2, 0, 1, 3}) {
            states.load(Failures.edge(i));
            states.save(States.held(0, i));
            states.moveAlarms(AlarmClock.NO_ALARMS, new Alarms(10 + i, 10 + i), true);
            states.settle(0);
            if (i == 0) {
                states.flush(); // 0 and 2 are in RocksDB, 1 and 3 on the heap
            }
        }
        Time late = new Time(20, 20);
        for (int kind = 0; kind < 2; kind++) {
            for (int i = 0; i < 4; i++) {
                assertThat(alarms.takeDue(late)).isEqualTo(Failures.edge(i));
            }
        }
        assertThat(alarms.takeDue(late)).isNull();
    }

    @Test
    void aStrangerThatHasBecomeATargetIsFoundThoughItsEdgeChangesBeforeTheSweepComes()
            throws Exception {
        Subject edge = Failures.edge(1);
        EdgeState lost = States.parkedFor(STRANGER);
        states.load(edge);
        states.save(lost);
        states.moveParked(Set.of(), lost.parkedTargets());
        states.settle(0);
        states.flush();
        beginAs(List.of("eu", STRANGER), 1_000_000, false);
        EdgeState more = States.parkedFor("eu", STRANGER);
        states.load(edge);
        states.save(more);
        states.moveParked(lost.parkedTargets(), more.parkedTargets());
        states.settle(0);
        states.ensureParked(); // the sweep finds it young
        states.flush();
        for (String target : List.of("eu", STRANGER)) {
            try (Stream<Subject> found = parked.waitingFor(target)) {
                assertThat(found).containsExactly(edge);
            }
        }
    }

    @Test
    void aSweepMeetsWhatIsYoungAndWhatIsNot() throws Exception {
        begin(1_000_000, true);
        change(Failures.edge(1), new Random(1));
        states.flush();
        change(Failures.edge(2), new Random(1));
        begin(1_000_000, false);
        assertThat(edges()).containsExactly(Failures.edge(1));
        change(Failures.edge(3), new Random(1));
        assertThat(edges()).containsExactlyInAnyOrder(Failures.edge(1), Failures.edge(3));
    }

    private List<Subject> edges() {
        try (Stream<Subject> edges = states.edges()) {
            return edges.toList();
        }
    }

    /**
     * A new life over what RocksDB has; as the operator does, the sweep passes over it, while edges
     * change and end before and behind it.
     */
    private void restart(long youngBytes, Random random) throws Exception {
        if (random.nextBoolean()) {
            states.flush();
            begin(youngBytes, false);
        } else {
            restartFromCheckpoint(youngBytes, random);
        }
        List<Subject> found = edges();
        assertThat(found).doesNotHaveDuplicates();
        assertThat(new HashSet<>(found)).isEqualTo(model.keySet());
        for (Subject edge : found) {
            Subject other = Failures.edge(random.nextInt(EDGES));
            switch (random.nextInt(12)) {
                case 0 -> states.flush();
                case 1, 2 -> end(other);
                case 3 -> change(other, random);
                default -> check(other);
            }
            check(edge);
            states.reached();
            states.ensureParked();
        }
        states.reachedAll();
    }

    /** RocksDB as it is now, and what the checkpoint remembers beside it, some of it twice. */
    private void restartFromCheckpoint(long youngBytes, Random random) throws Exception {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        EdgeChanges.write(states.untold(), bytes);
        begin(youngBytes, false);
        int times = 1 + random.nextInt(2);
        for (int i = 0; i < times; i++) {
            EdgeChanges.read(new ByteArrayInputStream(bytes.toByteArray()), states::tell);
        }
    }

    private Kept kept(Subject edge) {
        return model.getOrDefault(edge, Kept.NOTHING);
    }

    private void check(Subject edge) throws Exception {
        assertThat(states.load(edge)).isEqualTo(kept(edge).state);
        for (Map.Entry<Integer, RawRecord> payload : kept(edge).payloads.entrySet()) {
            assertThat(states.payload(payload.getKey())).isEqualTo(payload.getValue());
        }
    }

    private void change(Subject edge, Random random) throws Exception {
        check(edge);
        Kept before = kept(edge);
        TreeMap<Integer, RawRecord> payloads = new TreeMap<>(before.payloads);
        int next = before.state.nextPayload();
        if (random.nextBoolean()) {
            RawRecord raw = Failures.put(random.nextInt(1_000), "eu").raw();
            states.keep(next, raw);
            payloads.put(next++, raw);
        }
        if (random.nextBoolean() && !payloads.isEmpty()) {
            int first = payloads.firstKey();
            states.drop(first);
            payloads.remove(first);
        }
        EdgeState state = state(next, random);
        states.save(state);
        states.moveParked(before.state.parkedTargets(), state.parkedTargets());
        Alarms after = new Alarms(millis(random), millis(random));
        states.moveAlarms(before.alarms, after, true);
        states.settle(0);
        model.put(edge, new Kept(state, payloads, after));
        check(edge);
    }

    private void age() throws Exception {
        int before = states.youngCount();
        if (before == 0) {
            assertThat(states.agesAtMillis(new Time(0, 0), false)).isEqualTo(Alarms.NONE);
            return;
        }
        boolean givesWay = states.givesWay(new Time(0, 0));
        assertThat(states.agesAtMillis(new Time(0, 0), false))
                .isIn(
                        givesWay || states.isFull(0, false) ? 0L : HeapShare.YOUNG_FOR_MILLIS,
                        states.isFull(0, false)
                                ? HeapShare.ROOM_AFTER_MILLIS
                                : HeapShare.YOUNG_FOR_MILLIS);
        states.writeOldest();
        assertThat(states.youngCount()).isEqualTo(before - 1);
    }

    private static long millis(Random random) {
        return random.nextInt(3) == 0 ? Alarms.NONE : random.nextInt(2_000);
    }

    /** With some targets of the cell parked. */
    private static EdgeState state(int nextPayload, Random random) {
        List<Repair> repairs = new ArrayList<>();
        for (String target : List.of("ap", "eu", STRANGER)) {
            int which = random.nextInt(1_000);
            if (random.nextInt(3) > 0) {
                repairs.add(States.repair(target, which, parkedOrNot(random, which)));
            }
        }
        if (repairs.isEmpty()) {
            repairs.add(States.repair("eu", 1, parkedOrNot(random, 1)));
        }
        return new EdgeState(nextPayload, List.of(new CellState(Failures.cell(1), repairs)));
    }

    private static Phase parkedOrNot(Random random, int which) {
        return random.nextBoolean()
                ? new Phase.Holding(which, which + 1)
                : new Phase.Parked(Phase.Why.TARGET, which);
    }

    /** What stands in an index and should not is looked at for nothing; nothing else does harm. */
    private void everyParkedEdgeIsFound() {
        for (String target : TARGETS) {
            Set<Subject> wanted = new HashSet<>();
            model.forEach(
                    (edge, kept) -> {
                        if (kept.isParkedFor(target)) {
                            wanted.add(edge);
                        }
                    });
            try (Stream<Subject> found = parked.waitingFor(target)) {
                assertThat(found.collect(Collectors.toSet())).containsAll(wanted);
            }
        }
    }

    /** Everything of it has been repaired; payload numbers begin at 0 again. */
    private void end(Subject edge) throws Exception {
        check(edge);
        Kept before = kept(edge);
        for (int number : before.payloads.keySet()) {
            states.drop(number);
        }
        if (!before.state.isEmpty()) {
            states.save(EdgeState.EMPTY);
            states.moveParked(before.state.parkedTargets(), Set.of());
        }
        states.moveAlarms(before.alarms, AlarmClock.NO_ALARMS, true);
        states.settle(0);
        model.remove(edge);
        check(edge);
    }

    /** It is looked at for nothing, and its alarms may have been taken. */
    private void look(Subject edge) throws Exception {
        check(edge);
        states.moveAlarms(kept(edge).alarms, kept(edge).alarms, false);
        states.settle(0);
        check(edge);
    }

    private void takeDue(long watermark, long now) throws Exception {
        Time time = new Time(now, watermark);
        List<Subject> wanted = new ArrayList<>();
        model.forEach(
                (edge, kept) -> {
                    if (kept.alarms.eventMillis() <= watermark
                            || kept.alarms.processingMillis() <= now) {
                        wanted.add(edge);
                    }
                });
        assertThat(alarms.nextProcessingMillis())
                .isLessThanOrEqualTo(
                        model.values().stream()
                                .mapToLong(kept -> kept.alarms.processingMillis())
                                .min()
                                .orElse(Alarms.NONE));
        Set<Subject> taken = new HashSet<>();
        for (Subject edge = alarms.takeDue(time); edge != null; edge = alarms.takeDue(time)) {
            taken.add(edge);
            lookAfterAlarm(edge, watermark, now);
        }
        assertThat(taken).containsAll(wanted);
    }

    private void lookAfterAlarm(Subject edge, long watermark, long now) throws Exception {
        Kept kept = kept(edge);
        Alarms left =
                new Alarms(
                        kept.alarms.eventMillis() <= watermark
                                ? Alarms.NONE
                                : kept.alarms.eventMillis(),
                        kept.alarms.processingMillis() <= now
                                ? Alarms.NONE
                                : kept.alarms.processingMillis());
        check(edge);
        states.moveAlarms(left, left, false);
        states.settle(0);
        if (model.containsKey(edge)) {
            model.put(edge, new Kept(kept.state, kept.payloads, left));
        }
    }
}
