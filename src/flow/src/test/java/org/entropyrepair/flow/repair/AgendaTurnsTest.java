package org.entropyrepair.flow.repair;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.entropyrepair.core.model.Subject;
import org.entropyrepair.core.reconcile.Alarms;
import org.entropyrepair.core.reconcile.Gates.Gate;
import org.entropyrepair.core.reconcile.Time;
import org.entropyrepair.testkit.fake.AtOnceStore;
import org.junit.jupiter.api.Test;

/** Who comes first while there is more to do than can be done. */
class AgendaTurnsTest implements Agenda.Work {
    private static final int EDGES = 1_000;
    private static final int FLOOD = 40_000;
    private static final RepairSettings.Limits LIMITS =
            new RepairSettings.Limits(64, 64, 3_600_000, 100, true);

    private final SimulatedTask task = new SimulatedTask(new Random(1));
    private final Target one = target("one");
    private final Target other = target("other");
    private final Agenda agenda =
            new Agenda(
                    task,
                    task,
                    SimulatedRepairs.noAlarms(),
                    this::parkedAt,
                    List.of(one, other),
                    LIMITS,
                    this);
    private final List<Subject> seen = new ArrayList<>();
    private int parked;
    private boolean flooding;
    private boolean slow;
    private int young;

    private Target target(String region) {
        return new Target(region, new AtOnceStore(), 0, LIMITS, task::nanos);
    }

    private Stream<Subject> parkedAt(String region) {
        int first = region.equals("one") ? 0 : EDGES;
        return IntStream.range(first, first + parked).mapToObj(Failures::edge);
    }

    @Test
    void targetsWithMuchThatIsParkedTakeTurns() throws Exception {
        parked = EDGES;
        agenda.arm();
        task.run(60_000);
        assertThat(seen).hasSize(2 * EDGES);
        assertThat(seen.subList(0, 20)).contains(Failures.edge(0), Failures.edge(EDGES));
    }

    @Test
    void whoHasWaitedForItsRateComesBetweenThoseThatAreDueAtOnce() throws Exception {
        Subject waits = Failures.edge(7);
        assertThat(other.enter(other.lane("slow", 1), "n", task.clockMillis()))
                .isEqualTo(Gate.FULL);
        other.settle(waits);
        flooding = true;
        agenda.dueNow(Failures.edge(1));
        agenda.dueNow(Failures.edge(2));
        task.run(60_000);
        assertThat(seen).hasSizeGreaterThan(FLOOD);
        assertThat(seen.indexOf(waits)).isBetween(0, FLOOD / 2);
    }

    @Test
    void aTurnLeavesRecordsAsMuchTimeAsItTookUnlessVeryMuchIsDue() throws Exception {
        slow = true;
        young = 12 * EDGES; // as many may be due at once
        IntStream.range(0, EDGES).mapToObj(Failures::edge).forEach(agenda::dueNow);
        assertThat(turnsOfMails(5)).as("a little is due").isBetween(1, 4);
        IntStream.range(EDGES, young).mapToObj(Failures::edge).forEach(agenda::dueNow);
        assertThat(turnsOfMails(5)).as("very much is due").isEqualTo(5);
    }

    /** How many of so many mails did something, while a record came in between any two. */
    private int turnsOfMails(int mails) throws Exception {
        int turns = 0;
        for (int i = 0; i < mails; i++) {
            int before = seen.size();
            assertThat(task.runMail()).isTrue();
            turns += seen.size() > before ? 1 : 0;
            agenda.inputCame();
        }
        return turns;
    }

    @Override
    public void take(Flight.Landed landed) {}

    @Override
    public void lookAt(Subject edge) {
        seen.add(edge);
        if (slow) {
            LockSupport.parkNanos(1_000_000);
        }
        if (flooding && seen.size() < FLOOD) {
            agenda.dueNow(edge);
        }
    }

    @Override
    public void sweep(Subject edge) {}

    @Override
    public long agesAtMillis(Time now, boolean busy) {
        return Alarms.NONE;
    }

    @Override
    public void age() {
        throw new IllegalStateException("nothing is young here");
    }

    @Override
    public int youngCount() {
        return young;
    }

    @Override
    public boolean isSweepPressing() {
        return false;
    }

    @Override
    public void swept() {}
}
