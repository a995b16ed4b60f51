package org.entropyrepair.flow.repair;

import org.apache.flink.runtime.state.KeyGroupedInternalPriorityQueue;
import org.apache.flink.runtime.state.KeyedStateBackend;
import org.apache.flink.runtime.state.VoidNamespace;
import org.apache.flink.runtime.state.VoidNamespaceSerializer;
import org.apache.flink.streaming.api.operators.TimerHeapInternalTimer;
import org.apache.flink.streaming.api.operators.TimerSerializer;
import org.entropyrepair.core.model.Subject;
import org.entropyrepair.core.reconcile.Alarms;
import org.entropyrepair.core.reconcile.Time;
import org.entropyrepair.flow.state.SubjectSerializer;
import org.jspecify.annotations.Nullable;

/**
 * When which edge is to be looked at: by event time and by processing time. The alarms of young
 * edges are on the heap, those of others in two queues which are keyed state in RocksDB.
 *
 * <p>The latter are the queues on which Flink's timer service stands, used without it: the service
 * fires everything that is due in one mail, so that half a million alarms after a restore would
 * keep barriers waiting; here they are taken one by one, in short turns.
 */
final class AlarmClock {
    /** No alarm of either kind. */
    static final Alarms NO_ALARMS = new Alarms(Alarms.NONE, Alarms.NONE);

    static final String EVENT = "alarms-event-time";
    static final String PROCESSING = "alarms-processing-time";

    private final KeyGroupedInternalPriorityQueue<TimerHeapInternalTimer<Subject, VoidNamespace>>
            event;
    private final KeyGroupedInternalPriorityQueue<TimerHeapInternalTimer<Subject, VoidNamespace>>
            processing;
    private final YoungAlarms youngEvent = new YoungAlarms();
    private final YoungAlarms youngProcessing = new YoungAlarms();

    AlarmClock(KeyedStateBackend<Subject> backend) {
        this(backend.create(EVENT, serializer()), backend.create(PROCESSING, serializer()));
    }

    /** Alarms that are kept in these queues. */
    AlarmClock(
            KeyGroupedInternalPriorityQueue<TimerHeapInternalTimer<Subject, VoidNamespace>> event,
            KeyGroupedInternalPriorityQueue<TimerHeapInternalTimer<Subject, VoidNamespace>>
                    processing) {
        this.event = event;
        this.processing = processing;
    }

    static TimerSerializer<Subject, VoidNamespace> serializer() {
        return new TimerSerializer<>(SubjectSerializer.INSTANCE, VoidNamespaceSerializer.INSTANCE);
    }

    /** An edge's alarms on the heap; see {@link #move}. */
    static final class Bell {
        private final Subject edge;
        private YoungAlarms.@Nullable Alarm event;
        private YoungAlarms.@Nullable Alarm processing;

        /** With no alarm set. */
        Bell(Subject edge) {
            this.edge = edge;
        }
    }

    /** Sets an edge's alarms on the heap instead of those that are set there. */
    void move(Bell bell, Alarms alarms) {
        bell.event = youngEvent.move(bell.event, bell.edge, alarms.eventMillis());
        bell.processing =
                youngProcessing.move(bell.processing, bell.edge, alarms.processingMillis());
    }

    /**
     * Sets an edge's alarms in RocksDB.
     *
     * @param before what may be set there
     * @param after what is set there from now on
     */
    void store(Subject edge, Alarms before, Alarms after) {
        store(event, edge, before.eventMillis(), after.eventMillis());
        store(processing, edge, before.processingMillis(), after.processingMillis());
    }

    private static void store(
            KeyGroupedInternalPriorityQueue<TimerHeapInternalTimer<Subject, VoidNamespace>> queue,
            Subject edge,
            long before,
            long after) {
        if (before != after && before != Alarms.NONE) {
            queue.remove(alarm(edge, before));
        }
        if (after != Alarms.NONE) {
            queue.add(alarm(edge, after));
        }
    }

    private static TimerHeapInternalTimer<Subject, VoidNamespace> alarm(Subject edge, long millis) {
        return new TimerHeapInternalTimer<>(millis, edge, VoidNamespace.INSTANCE);
    }

    /** Sets one more alarm by the clock, in RocksDB. */
    void at(Subject edge, long millis) {
        processing.add(alarm(edge, millis));
    }

    /**
     * Takes one edge whose alarm is due, the earliest of its kind wherever it is; null if none is.
     */
    @Nullable Subject takeDue(Time time) {
        Subject byWatermark = take(youngEvent, event, time.watermarkMillis());
        return byWatermark != null
                ? byWatermark
                : take(youngProcessing, processing, time.nowMillis());
    }

    private static @Nullable Subject take(
            YoungAlarms young,
            KeyGroupedInternalPriorityQueue<TimerHeapInternalTimer<Subject, VoidNamespace>> stored,
            long millis) {
        if (young.nextMillis() <= nextMillis(stored)) {
            return young.take(millis);
        }
        TimerHeapInternalTimer<Subject, VoidNamespace> head = stored.peek();
        if (head == null || head.getTimestamp() > millis) {
            return null;
        }
        stored.poll();
        return head.getKey();
    }

    private static long nextMillis(
            KeyGroupedInternalPriorityQueue<TimerHeapInternalTimer<Subject, VoidNamespace>> queue) {
        TimerHeapInternalTimer<Subject, VoidNamespace> head = queue.peek();
        return head == null ? Alarms.NONE : head.getTimestamp();
    }

    /** Whether an event-time alarm is due. */
    boolean isEventDue(long watermarkMillis) {
        return Math.min(youngEvent.nextMillis(), nextMillis(event)) <= watermarkMillis;
    }

    /** The earliest processing-time alarm; {@link Alarms#NONE} if there is none. */
    long nextProcessingMillis() {
        return Math.min(youngProcessing.nextMillis(), nextMillis(processing));
    }

    /** Takes all alarms out of RocksDB: for tests. */
    void forgetStored() {
        while (event.poll() != null || processing.poll() != null) {
            continue;
        }
    }

    /** How many alarms are set. Reads all of them: for tests. */
    long size() {
        return youngEvent.size() + youngProcessing.size() + event.size() + processing.size();
    }
}
