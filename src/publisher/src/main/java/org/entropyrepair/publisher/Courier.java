package org.entropyrepair.publisher;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.entropyrepair.publisher.Intake.Submission;
import org.entropyrepair.publisher.Lane.End;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Decides where each record goes, so that all arrive in the order in which they were taken.
 *
 * <p>A record goes <b>straight</b> into the lane if everything in the spool was sent on this lane
 * before it; else it goes into the spool, behind the others. What was sent straight and is not
 * acknowledged in time is put into the spool, too, before anything newer: from then on its caller
 * has an answer and the lane may still deliver it. When the lane is lost, everything that has not
 * arrived is sent again on the next one, oldest first.
 *
 * <p>Owned by one thread, which calls {@link #turn} again and again; only the {@code end} of what
 * is in flight is written by others.
 */
final class Courier {
    private static final Logger LOG = LoggerFactory.getLogger(Courier.class);
    private static final int BATCH_RECORDS_MAX = 1024;

    private final Intake intake;
    private final Spool spool;
    private final Lane.Source lanes;
    private final Counters counters;
    private final long inFlightBytesMax;
    private final long spoolAfterNanos;
    private final long patientUntilNanos;

    private final Deque<InFlight> inFlight = new ArrayDeque<>();
    private long inFlightBytes;
    private @Nullable Lane lane;

    /** Whether the lane has not acknowledged in time; then nothing more is sent on it. */
    private boolean stalled;

    /** A record on the lane; with a future if it was sent straight, else it is in the spool. */
    private static final class InFlight {
        final Outgoing record;
        final long sentAtNanos;
        @Nullable CompletableFuture<Published> future;
        volatile @Nullable End end;

        InFlight(Outgoing record, @Nullable CompletableFuture<Published> future, long sentAtNanos) {
            this.record = record;
            this.future = future;
            this.sentAtNanos = sentAtNanos;
        }
    }

    /**
     * A courier that starts to look for the broker.
     *
     * @param spoolAfter how long a record may be without an answer; at the start, how long records
     *     wait for the first lane
     */
    Courier(
            Intake intake,
            Spool spool,
            Lane.Source lanes,
            Counters counters,
            long inFlightBytesMax,
            Duration spoolAfter,
            long nowNanos) {
        this.intake = intake;
        this.spool = spool;
        this.lanes = lanes;
        this.counters = counters;
        this.inFlightBytesMax = inFlightBytesMax;
        this.spoolAfterNanos = spoolAfter.toNanos();
        this.patientUntilNanos = nowNanos + spoolAfterNanos;
        lanes.seek();
        count();
    }

    /**
     * Does what there is to do, and says for how many milliseconds nothing will be, unless the
     * intake is signalled.
     */
    long turn(long nowNanos) {
        reap();
        adoptLane();
        if (inFlight.isEmpty()) {
            stalled = false; // nothing is left that would say so
        }
        if (isOverdue(nowNanos)) {
            stall();
        }
        boolean more = takeIn(nowNanos);
        replay(nowNanos);
        count();
        return more ? 0 : idleMillis(nowNanos);
    }

    /** Whether no caller waits for an answer. */
    boolean hasAnswered() {
        return intake.isEmpty() && inFlight.stream().allMatch(sent -> sent.future == null);
    }

    /** Answers everybody who waits, from the disk, and lets go of the lane. The last call. */
    void finish() {
        reap();
        stall();
        while (!intake.isEmpty()) {
            spool(intake.take(BATCH_RECORDS_MAX));
        }
        if (lane != null) {
            lane.abandon();
        }
        count();
        counters.connected = false;
    }

    /** Refuses everybody who waits: this courier itself has failed. In place of the last call. */
    void fail(String message) {
        Published.Refused refused = new Published.Refused(Published.Reason.SPOOL_BROKEN, message);
        for (InFlight sent : inFlight) {
            if (sent.future != null) {
                refuse(sent.future, refused);
            }
        }
        while (!intake.isEmpty()) {
            intake.take(BATCH_RECORDS_MAX).forEach(one -> refuse(one.future(), refused));
        }
        counters.connected = false;
    }

    /** Says where things stand. Before anybody is answered: who has an answer may ask at once. */
    private void count() {
        counters.spoolRecords = spool.records();
        counters.spoolBytes = spool.bytes();
        counters.connected = lane != null && !stalled;
    }

    private long idleMillis(long nowNanos) {
        InFlight oldest = inFlight.peek();
        long untilNanos = nowNanos + 60_000_000_000L;
        if (oldest != null && oldest.end != null) {
            untilNanos = nowNanos + 1_000_000_000L;
        } else if (oldest != null && !stalled) {
            untilNanos = oldest.sentAtNanos + spoolAfterNanos;
        } else if (lane == null && !intake.isEmpty()) {
            untilNanos = patientUntilNanos;
        }
        return Math.max(1, (untilNanos - nowNanos) / 1_000_000L + 1);
    }

    /** Takes the ends of what was sent, oldest first. */
    private void reap() {
        for (InFlight sent; (sent = inFlight.peek()) != null; ) {
            End end = sent.end;
            if (end == null) {
                return;
            }
            if (end instanceof End.Lost lost) {
                loseLane(lost.message());
                return;
            }
            if (end instanceof End.NeverTaken never && !giveUp(sent, never)) {
                return; // tried again in a second
            }
            if (end instanceof End.Arrived arrived) {
                stalled = false;
                arrived(sent, arrived);
            }
            inFlight.remove();
            inFlightBytes -= bytesOf(sent.record);
        }
    }

    private void arrived(InFlight sent, End.Arrived arrived) {
        if (sent.future != null) {
            count();
            counters.published.incrementAndGet();
            sent.future.complete(new Published.ToBroker(arrived.partition(), arrived.offset()));
        } else {
            spool.arrived();
            count();
            counters.replayed.incrementAndGet();
        }
    }

    /** What no broker takes is refused, or set aside if its caller has had an answer already. */
    private boolean giveUp(InFlight sent, End.NeverTaken never) {
        if (sent.future != null) {
            refuse(sent.future, new Published.Refused(Published.Reason.TOO_LARGE, never.message()));
            return true;
        }
        try {
            spool.setAside(sent.record);
        } catch (IOException unwritable) {
            return false;
        }
        LOG.error("publisher: a spooled failure was set aside: {}", never.message());
        spool.arrived();
        count();
        counters.setAside.incrementAndGet();
        return true;
    }

    private void adoptLane() {
        if (lane == null) {
            lane = lanes.found();
            if (lane != null) {
                LOG.info("publisher: the broker answers; {} failures are spooled", spool.records());
            }
        }
    }

    private boolean isOverdue(long nowNanos) {
        InFlight oldest = inFlight.peek();
        return oldest != null && !stalled && nowNanos - oldest.sentAtNanos >= spoolAfterNanos;
    }

    /** The lane is slow: whoever waits for it gets an answer from the disk. */
    private void stall() {
        stalled = true;
        List<InFlight> straight = new ArrayList<>();
        inFlight.stream().filter(sent -> sent.future != null).forEach(straight::add);
        if (straight.isEmpty()) {
            return;
        }
        LOG.warn("publisher: the broker is slow to answer; failures are spooled");
        Spool.Appended appended = spool.append(straight.stream().map(sent -> sent.record).toList());
        count();
        for (int i = 0; i < straight.size(); i++) {
            InFlight sent = straight.get(i);
            CompletableFuture<Published> future = sent.future;
            sent.future = null;
            if (future != null && i < appended.count()) {
                spool.skip(sent.record); // it is on its way already
                counters.spooled.incrementAndGet();
                future.complete(new Published.Spooled());
            } else if (future != null && appended.why() != null) {
                refuse(future, appended.why());
            }
        }
        dropRefused(straight.subList(appended.count(), straight.size()));
    }

    /** What was refused may still arrive, but nobody waits for it and the spool knows nothing. */
    private void dropRefused(List<InFlight> refused) {
        for (InFlight sent : refused) {
            inFlight.remove(sent);
            inFlightBytes -= bytesOf(sent.record);
        }
    }

    private void loseLane(String why) {
        LOG.warn("publisher: the broker is away: {}", why);
        if (lane != null) {
            lane.abandon();
        }
        lane = null;
        stalled = false;
        List<Submission> unsent = new ArrayList<>();
        for (Iterator<InFlight> all = inFlight.iterator(); all.hasNext(); all.remove()) {
            InFlight sent = all.next();
            if (sent.future == null) {
                continue; // it is in the spool, and will be read again
            }
            if (sent.end instanceof End.Arrived arrived) {
                arrived(sent, arrived);
            } else {
                unsent.add(new Submission(sent.record, sent.future));
            }
        }
        inFlightBytes = 0;
        spool.rewind();
        spool(unsent);
        lanes.seek();
    }

    /** Takes in what callers left; true if there may be more. */
    private boolean takeIn(long nowNanos) {
        boolean patient =
                lane == null
                        && spool.records() == 0
                        && nowNanos - patientUntilNanos < 0
                        && !intake.isClosed();
        if (patient) {
            return false;
        }
        List<Submission> taken = intake.take(BATCH_RECORDS_MAX);
        int straight = 0;
        Lane open = lane;
        if (open != null && !stalled && spool.isRead()) {
            while (straight < taken.size() && inFlightBytes < inFlightBytesMax) {
                Submission submission = taken.get(straight++);
                send(open, submission.record(), submission.future(), nowNanos);
            }
        }
        if (straight < taken.size()) {
            stallIfStraight();
            spool(taken.subList(straight, taken.size()));
        }
        return taken.size() == BATCH_RECORDS_MAX;
    }

    /** Nothing goes into the spool before what was sent straight and has not arrived. */
    private void stallIfStraight() {
        if (inFlight.stream().anyMatch(sent -> sent.future != null)) {
            stall();
        }
    }

    private void spool(List<Submission> submissions) {
        if (submissions.isEmpty()) {
            return;
        }
        Spool.Appended appended =
                spool.append(submissions.stream().map(Submission::record).toList());
        count();
        for (int i = 0; i < submissions.size(); i++) {
            CompletableFuture<Published> future = submissions.get(i).future();
            if (i < appended.count() || appended.why() == null) {
                counters.spooled.incrementAndGet();
                future.complete(new Published.Spooled());
            } else {
                refuse(future, appended.why());
            }
        }
    }

    private void refuse(CompletableFuture<Published> future, Published.Refused refused) {
        counters.refused.incrementAndGet();
        future.complete(refused);
    }

    /** Sends what is spooled, as far as the lane takes it. */
    private void replay(long nowNanos) {
        Lane open = lane;
        while (open != null && !stalled && inFlightBytes < inFlightBytesMax) {
            Outgoing record = spool.read();
            if (record == null) {
                return;
            }
            send(open, record, null, nowNanos);
        }
    }

    private void send(
            Lane open,
            Outgoing record,
            @Nullable CompletableFuture<Published> future,
            long nowNanos) {
        InFlight sent = new InFlight(record, future, nowNanos);
        inFlight.add(sent);
        inFlightBytes += bytesOf(record);
        open.send(
                record,
                end -> {
                    sent.end = end;
                    intake.signal();
                });
    }

    private static long bytesOf(Outgoing record) {
        return (long) record.sizeBytes() + Intake.OVERHEAD_BYTES;
    }
}
