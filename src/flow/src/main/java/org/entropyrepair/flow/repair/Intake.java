package org.entropyrepair.flow.repair;

import org.apache.flink.api.common.operators.MailboxExecutor;
import org.apache.flink.streaming.runtime.tasks.ProcessingTimeService;
import org.entropyrepair.core.reconcile.Time;

/**
 * Lets records in. While there is no room on the heap for another, or much is due, what is there
 * goes on and a record waits a little: for what ends, or the oldest to be old enough for RocksDB.
 * Were all let in at once, they would drive out what is about to end, and everything would be
 * slower by far; were none, a barrier behind them would wait, too. Task thread only, except {@link
 * #waitedSeconds()}.
 */
final class Intake {
    private static final long RECORD_WAITS_NANOS = 2_000_000;

    /** So many edges give way to a record, so that they get fewer. */
    private static final int GIVE_WAY = 2;

    private final MailboxExecutor mailbox;
    private final ProcessingTimeService clock;
    private final EdgeStates states;
    private final Agenda agenda;
    private final Agenda.Work work;
    private long tookNanos = System.nanoTime();
    private volatile long waitedNanos;

    Intake(
            MailboxExecutor mailbox,
            ProcessingTimeService clock,
            EdgeStates states,
            Agenda agenda,
            Agenda.Work work) {
        this.mailbox = mailbox;
        this.clock = clock;
        this.states = states;
        this.agenda = agenda;
        this.work = work;
    }

    /** Returns when a record may come in; until then does whatever else there is to do. */
    void await() throws Exception {
        Time now = agenda.now();
        for (int i = 0; i < GIVE_WAY && states.givesWay(now); i++) {
            work.age();
        }
        if (isFull(now)) {
            long began = System.nanoTime();
            awaitEnds();
            waitedNanos = waitedNanos + System.nanoTime() - began;
        }
        tookNanos = System.nanoTime();
        states.comesIn();
        agenda.inputCame();
    }

    private void awaitEnds() throws Exception {
        for (Time now = agenda.now(); isFull(now); now = agenda.now()) {
            if (work.agesAtMillis(now, agenda.isAnythingDue()) <= now.nowMillis()) {
                work.age();
            } else if (System.nanoTime() - tookNanos >= RECORD_WAITS_NANOS) {
                break;
            } else {
                clock.registerTimer(now.nowMillis() + 1, unused -> {});
                mailbox.yield();
            }
        }
    }

    /** For how long records have waited. Any thread. */
    double waitedSeconds() {
        return waitedNanos / 1e9;
    }

    private boolean isFull(Time now) {
        return states.isFull(now.nowMillis(), agenda.isAnythingDue());
    }
}
