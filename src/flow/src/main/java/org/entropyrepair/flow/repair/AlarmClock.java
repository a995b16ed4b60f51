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
 * When which edge is to be looked at: one queue for event time, one for processing time, both keyed
 * state in RocksDB.
 *
 * <p>These are the queues on which Flink's timer service stands, used without it: the service fires
 * everything that is due in one mail, so that half a million alarms after a restore would keep
 * barriers waiting; here they are taken one by one, in short turns.
 */
final class AlarmClock {
    private static final String EVENT = "alarms-event-time";
    private static final String PROCESSING = "alarms-processing-time";

    private final KeyGroupedInternalPriorityQueue<TimerHeapInternalTimer<Subject, VoidNamespace>>
            event;
    private final KeyGroupedInternalPriorityQueue<TimerHeapInternalTimer<Subject, VoidNamespace>>
            processing;

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

    private static TimerSerializer<Subject, VoidNamespace> serializer() {
        return new TimerSerializer<>(SubjectSerializer.INSTANCE, VoidNamespaceSerializer.INSTANCE);
    }

    /**
     * Moves an edge's alarms.
     *
     * @param before what is set, as far as the state says
     * @param after what is wanted
     * @param certain whether {@code before} is certain to be set; if not, all of {@code after} is
     *     set
     */
    void move(Subject edge, Alarms before, Alarms after, boolean certain) {
        move(event, edge, before.eventMillis(), after.eventMillis(), certain);
        move(processing, edge, before.processingMillis(), after.processingMillis(), certain);
    }

    private static void move(
            KeyGroupedInternalPriorityQueue<TimerHeapInternalTimer<Subject, VoidNamespace>> queue,
            Subject edge,
            long before,
            long after,
            boolean certain) {
        if (before != after && before != Alarms.NONE) {
            queue.remove(alarm(edge, before));
        }
        if (after != Alarms.NONE && (before != after || !certain)) {
            queue.add(alarm(edge, after));
        }
    }

    private static TimerHeapInternalTimer<Subject, VoidNamespace> alarm(Subject edge, long millis) {
        return new TimerHeapInternalTimer<>(millis, edge, VoidNamespace.INSTANCE);
    }

    /** Sets one more alarm by the clock. */
    void at(Subject edge, long millis) {
        processing.add(alarm(edge, millis));
    }

    /** Takes one edge whose alarm is due; null if none is. */
    @Nullable Subject takeDue(Time time) {
        Subject byWatermark = take(event, time.watermarkMillis());
        return byWatermark != null ? byWatermark : take(processing, time.nowMillis());
    }

    private static @Nullable Subject take(
            KeyGroupedInternalPriorityQueue<TimerHeapInternalTimer<Subject, VoidNamespace>> queue,
            long millis) {
        TimerHeapInternalTimer<Subject, VoidNamespace> head = queue.peek();
        if (head == null || head.getTimestamp() > millis) {
            return null;
        }
        queue.poll();
        return head.getKey();
    }

    /** Whether an event-time alarm is due. */
    boolean isEventDue(long watermarkMillis) {
        TimerHeapInternalTimer<Subject, VoidNamespace> head = event.peek();
        return head != null && head.getTimestamp() <= watermarkMillis;
    }

    /** The earliest processing-time alarm; {@link Alarms#NONE} if there is none. */
    long nextProcessingMillis() {
        TimerHeapInternalTimer<Subject, VoidNamespace> head = processing.peek();
        return head == null ? Alarms.NONE : head.getTimestamp();
    }

    /** How many alarms are set. Reads all of them: for tests. */
    long size() {
        return (long) event.size() + processing.size();
    }
}
