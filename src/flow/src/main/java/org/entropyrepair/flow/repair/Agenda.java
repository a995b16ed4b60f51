package org.entropyrepair.flow.repair;

import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.apache.flink.api.common.operators.MailboxExecutor;
import org.apache.flink.streaming.runtime.tasks.ProcessingTimeService;
import org.entropyrepair.core.model.Subject;
import org.entropyrepair.core.reconcile.Alarms;
import org.entropyrepair.core.reconcile.Time;
import org.jspecify.annotations.Nullable;

/**
 * What to look at next. Works in turns of a few milliseconds, each a mail of its own, so that
 * barriers, records and other mails get through whatever is due; while records keep coming in, a
 * turn leaves them as much time as it took itself.
 *
 * <p>In a turn: answers of stores come first; then, in turns, edges due at once, edges for which a
 * target has room again, and edges whose alarm is due. And with every eighth step, or when nothing
 * else is to be done: an edge of a target's parked index, or of the sweep over a restored state, or
 * one that is no longer young.
 *
 * <p>Task thread only, except {@link #answered}.
 */
final class Agenda {
    private static final int BACKGROUND_SHARE = 8;
    private static final int SOURCES = 3;
    private static final int DUE_NOW_MAX = 10_000;

    /** What the agenda finds to do is done by the operator. */
    interface Work {
        /** A store has answered. */
        void take(Flight.Landed landed) throws Exception;

        /** Something of this edge may be due. */
        void lookAt(Subject edge) throws Exception;

        /** The sweep has reached this edge. */
        void sweep(Subject edge) throws Exception;

        /**
         * When something young has aged; {@link Alarms#NONE} if nothing is young.
         *
         * @param busy whether something is due
         */
        long agesAtMillis(Time now, boolean busy);

        /** The oldest is no longer young. */
        void age() throws Exception;

        /** How many edges are on the heap: as many may be due at once there, too. */
        int youngCount();

        /** Whether the sweep had better come before what is due. */
        boolean isSweepPressing();

        /** The sweep is over. */
        void swept();
    }

    private final MailboxExecutor mailbox;
    private final ProcessingTimeService clock;
    private final AlarmClock alarms;
    private final ParkedEdges parked;
    private final List<Target> targets;
    private final RepairSettings.Limits limits;
    private final Work work;

    private final ConcurrentLinkedQueue<Flight.Landed> answers = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean called = new AtomicBoolean();
    private final LinkedHashSet<Subject> dueNow = new LinkedHashSet<>();
    private @Nullable EdgeReading sweep;
    private @Nullable Supplier<Stream<Subject>> nextSweep;
    private boolean more;
    private long watermarkMillis = Long.MIN_VALUE;
    private long armedMillis = Alarms.NONE;
    private @Nullable ScheduledFuture<?> armed;
    private boolean resting;
    private long restsUntilNanos;
    private boolean inputCame;
    private long steps;
    private int source;
    private int turnOf;

    Agenda(
            MailboxExecutor mailbox,
            ProcessingTimeService clock,
            AlarmClock alarms,
            ParkedEdges parked,
            Collection<Target> targets,
            RepairSettings.Limits limits,
            Work work) {
        this.mailbox = mailbox;
        this.clock = clock;
        this.alarms = alarms;
        this.parked = parked;
        this.targets = List.copyOf(targets);
        this.limits = limits;
        this.work = work;
    }

    /** An answer has come in. Any thread. */
    void answered(Flight.Landed landed) {
        answers.add(landed);
        call();
    }

    /** Asks for a turn. Any thread. */
    private void call() {
        if (called.compareAndSet(false, true)) {
            try {
                mailbox.execute(this::turn, "repairs due");
            } catch (RejectedExecutionException closed) {
                called.set(false); // the task is going away; its state still says what was pending
            }
        }
    }

    /** An edge has to be looked at as soon as may be. */
    void dueNow(Subject edge) {
        if (dueNow.size() < Math.max(DUE_NOW_MAX, work.youngCount())) {
            dueNow.add(edge);
        } else {
            alarms.at(edge, clock.getCurrentProcessingTime() + 1);
        }
        call();
    }

    /** A record has come in: turns are to leave records time. */
    void inputCame() {
        inputCame = true;
    }

    void watermark(long millis) {
        watermarkMillis = Math.max(watermarkMillis, millis);
        if (alarms.isEventDue(watermarkMillis)) {
            call();
        }
    }

    long watermarkMillis() {
        return watermarkMillis;
    }

    /** This moment, on both clocks. */
    Time now() {
        return new Time(clock.getCurrentProcessingTime(), watermarkMillis);
    }

    /** Makes sure that a turn comes when the earliest alarm is due. */
    void arm() {
        if (called.get()) {
            return; // a turn comes anyway, and sees to it
        }
        Time now = now();
        long next = Math.min(alarms.nextProcessingMillis(), work.agesAtMillis(now, false));
        for (Target target : targets) {
            next = Math.min(next, target.nextMillis(now.nowMillis()));
        }
        armAt(next);
    }

    private void armAt(long millis) {
        if (millis < armedMillis) {
            if (armed != null) {
                armed.cancel(false);
            }
            armedMillis = millis;
            armed =
                    clock.registerTimer(
                            millis,
                            unused -> {
                                armedMillis = Alarms.NONE;
                                call();
                            });
        }
    }

    /** Whether an answer has come, or an edge is to be looked at, as soon as may be. */
    boolean isAnythingDue() {
        return !answers.isEmpty()
                || !dueNow.isEmpty()
                || alarms.isEventDue(watermarkMillis)
                || alarms.nextProcessingMillis() <= clock.getCurrentProcessingTime();
    }

    /** Passes over all that is pending; once more if it is under way. */
    void beginSweep(Supplier<Stream<Subject>> edges) {
        if (sweep == null) {
            sweep = new EdgeReading(edges.get());
        } else {
            nextSweep = edges;
        }
        call();
    }

    /** Whether there is something to be done without waiting for a time or an answer. */
    boolean isBusy() {
        return more || called.get();
    }

    private void turn() throws Exception {
        called.set(false);
        if (isToRest()) {
            call();
            return;
        }
        long began = System.nanoTime();
        long until = began + limits.turnMillis() * 1_000_000;
        int left = limits.turnEdges();
        more = true;
        for (Target target : targets) {
            target.tick(clock.getCurrentProcessingTime());
        }
        while (more && left-- > 0 && System.nanoTime() < until) {
            more = step();
        }
        if (more) {
            resting = true;
            restsUntilNanos = 2 * System.nanoTime() - began;
            inputCame = false;
            call();
        } else {
            arm();
        }
    }

    /**
     * After a turn the input has as long as the turn took; less if it has nothing, or so much is
     * due that more would only pile up. Asked anew after each record: between two mails the task
     * reads one.
     */
    private boolean isToRest() {
        resting &=
                inputCame && dueNow.size() < DUE_NOW_MAX && System.nanoTime() - restsUntilNanos < 0;
        inputCame = false;
        return resting;
    }

    /** Does one thing; false if there was nothing to do. */
    private boolean step() throws Exception {
        if (++steps % BACKGROUND_SHARE == 0 && background()) {
            return true;
        }
        Flight.Landed landed = answers.poll();
        if (landed != null) {
            work.take(landed);
            return true;
        }
        if (work.isSweepPressing() && sweepOne()) {
            return true;
        }
        Subject edge = next();
        if (edge != null) {
            work.lookAt(edge);
            return true;
        }
        return background();
    }

    /** What is new, what has waited and what is due by its alarm take turns. */
    private @Nullable Subject next() {
        for (int i = 0; i < SOURCES; i++) {
            source = (source + 1) % SOURCES;
            Subject edge =
                    switch (source) {
                        case 0 -> nextAtOnce();
                        case 1 -> nextWaiting();
                        default -> nextByAlarm();
                    };
            if (edge != null) {
                return edge;
            }
        }
        return null;
    }

    private @Nullable Subject nextAtOnce() {
        if (dueNow.isEmpty()) {
            return null;
        }
        Subject first = dueNow.iterator().next();
        dueNow.remove(first);
        return first;
    }

    private @Nullable Subject nextWaiting() {
        long now = clock.getCurrentProcessingTime();
        return ofTargets(target -> target.nextWaiting(now));
    }

    /** Targets take turns, too. */
    private @Nullable Subject ofTargets(Function<Target, @Nullable Subject> next) {
        for (int i = 0; i < targets.size(); i++) {
            turnOf = (turnOf + 1) % targets.size();
            Subject edge = next.apply(targets.get(turnOf));
            if (edge != null) {
                return edge;
            }
        }
        return null;
    }

    private @Nullable Subject nextByAlarm() {
        return alarms.takeDue(now());
    }

    private boolean background() throws Exception {
        return releaseOne() || sweepOne() || ageOne();
    }

    private boolean ageOne() throws Exception {
        Time now = now();
        boolean aged = work.agesAtMillis(now, isAnythingDue()) <= now.nowMillis();
        if (aged) {
            work.age();
        }
        return aged;
    }

    private boolean releaseOne() throws Exception {
        long now = clock.getCurrentProcessingTime();
        Subject released = ofTargets(target -> target.nextParked(parked, now));
        if (released == null) {
            return false;
        }
        work.lookAt(released);
        return true;
    }

    private boolean sweepOne() throws Exception {
        if (sweep == null) {
            return false;
        }
        Subject edge = sweep.next();
        if (edge != null) {
            work.sweep(edge);
        } else {
            sweep.close();
            sweep = null;
            Supplier<Stream<Subject>> asked = nextSweep;
            nextSweep = null;
            work.swept(); // which may begin another, and then that is the one asked for
            if (asked != null && sweep == null) {
                sweep = new EdgeReading(asked.get());
            }
        }
        return true;
    }

    /** Gives back what is open. Nothing is done any more. */
    void close() {
        if (sweep != null) {
            sweep.close();
            sweep = null;
        }
        targets.forEach(Target::stopReading);
    }
}
