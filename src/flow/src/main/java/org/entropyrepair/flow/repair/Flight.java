package org.entropyrepair.flow.repair;

import org.entropyrepair.core.model.Bytes;
import org.entropyrepair.core.model.RawRecord;
import org.entropyrepair.core.model.Subject;
import org.entropyrepair.core.reconcile.Answer;
import org.entropyrepair.core.reconcile.Input;
import org.entropyrepair.sinks.WriteResult;
import org.jspecify.annotations.Nullable;

/**
 * A write or a copy on its way.
 *
 * @param edge whose write
 * @param lease which attempt
 * @param untilMillis when its lease runs out: from then on it has not been answered
 * @param departure when and among how many it left
 * @param cargo what it carries
 */
record Flight(Subject edge, Input.Lease lease, long untilMillis, Departure departure, Cargo cargo) {
    /** A flight that carries no record. */
    Flight(Subject edge, Input.Lease lease, long untilMillis, Departure departure) {
        this(edge, lease, untilMillis, departure, Cargo.NONE);
    }

    /**
     * The record whose write is on its way.
     *
     * @param payload its number in the edge's state; {@link #NOT_KEPT} without a record
     * @param bytes of its key and value
     * @param readAtMillis when it was read from its topic; {@link #UNREAD} without a record
     * @param traceparent its trace context; null if it has none
     */
    record Cargo(int payload, long bytes, long readAtMillis, @Nullable String traceparent) {
        /** It has no number. */
        static final int NOT_KEPT = -1;

        /** It was never read. */
        static final long UNREAD = Long.MIN_VALUE;

        /** No record: a copy finds what it writes in other regions. */
        static final Cargo NONE = new Cargo(NOT_KEPT, 0, UNREAD, null);

        /** This record. */
        static Cargo of(int payload, RawRecord raw) {
            return new Cargo(
                    payload,
                    size(raw.key()) + size(raw.value()),
                    raw.readAtMillis(),
                    raw.headers().traceparent());
        }

        private static long size(@Nullable Bytes bytes) {
            return bytes == null ? 0 : bytes.size();
        }
    }

    /**
     * How a flight began.
     *
     * @param atNanos moment of {@link System#nanoTime()}
     * @param inFlight how many were in flight at the target then, itself included
     * @param timed whether the time it takes says how fast the target is
     */
    record Departure(long atNanos, int inFlight, boolean timed) {
        /** The same, of something that takes longer than a write does by itself. */
        Departure untimed() {
            return new Departure(atNanos, inFlight, false);
        }
    }

    /**
     * A write or a copy that has ended.
     *
     * @param flight which
     * @param result what the target's store made of it; null if that says nothing about it, such as
     *     the end of a copy that could not read another region
     * @param answer what it says, in the reconciler's words
     * @param atNanos when the store answered, by {@link System#nanoTime()}
     */
    record Landed(Flight flight, @Nullable WriteResult result, Answer answer, long atNanos) {
        /** A write has ended at this moment. */
        Landed(Flight flight, WriteResult result) {
            this(flight, result, answer(result));
        }

        /** It has ended at this moment. */
        Landed(Flight flight, @Nullable WriteResult result, Answer answer) {
            this(flight, result, answer, System.nanoTime());
        }

        /** How long the store took. */
        long tookNanos() {
            return atNanos - flight.departure().atNanos();
        }

        /** Whether the store has done with it, one way or the other. */
        boolean isAnswered() {
            return result != null
                    && !(result instanceof WriteResult.Unavailable
                            || result instanceof WriteResult.Misdeployed
                            || result instanceof WriteResult.Throttled
                            || result instanceof WriteResult.Unknown);
        }

        static Answer answer(WriteResult result) {
            if (result instanceof WriteResult.Applied) {
                return new Answer(Answer.Kind.APPLIED, "");
            } else if (result instanceof WriteResult.Healed) {
                return new Answer(Answer.Kind.HEALED, "");
            } else if (result instanceof WriteResult.Superseded) {
                return new Answer(Answer.Kind.SUPERSEDED, "");
            } else if (result instanceof WriteResult.Rejected rejected) {
                return new Answer(Answer.Kind.REJECTED, rejected.message());
            } else if (result instanceof WriteResult.Unavailable unavailable) {
                return new Answer(Answer.Kind.UNAVAILABLE, unavailable.message());
            } else if (result instanceof WriteResult.Misdeployed trouble) {
                return new Answer(Answer.Kind.UNAVAILABLE, trouble.message());
            } else if (result instanceof WriteResult.Throttled throttled) {
                return new Answer(Answer.Kind.THROTTLED, throttled.message());
            }
            return new Answer(Answer.Kind.UNKNOWN, ((WriteResult.Unknown) result).message());
        }
    }
}
