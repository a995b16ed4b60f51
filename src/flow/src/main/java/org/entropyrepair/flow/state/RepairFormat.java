package org.entropyrepair.flow.state;

import java.io.IOException;
import java.util.List;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;
import org.entropyrepair.core.model.RepairState;
import org.entropyrepair.core.model.Token;
import org.entropyrepair.core.model.Version;
import org.entropyrepair.core.reconcile.Answer;
import org.entropyrepair.core.reconcile.Candidate;
import org.entropyrepair.core.reconcile.Phase;
import org.entropyrepair.core.reconcile.Repair;

/**
 * How one repair is spelled inside {@link EdgeStateSerializer}'s format. Region names and versions
 * are written as their places in the lists written before; differences of times wrap around and
 * back, so that any value survives.
 */
final class RepairFormat {
    private static final int AMBIGUOUS = 1;
    private static final int PUBLISHED = 2;
    private static final int TROUBLED = 4;

    private static final int HOLDING = 1;
    private static final int WAITING = 2;
    private static final int IN_FLIGHT = 3;
    private static final int PARKED = 4;
    private static final int PARKED_FOR_EVER = 5;
    private static final int OBSERVED = 6;
    private static final int IN_FLIGHT_READ_FIRST = 7;

    private static final int DELETE = 1;
    private static final int EXPIRES_AFTER_SECONDS = 2;
    private static final int EXPIRES_AT = 4;
    private static final int COPY = 8; // from format 2 on

    private static final long MICROS_PER_SECOND = 1_000_000L;
    private static final long MICROS_PER_MILLI = 1_000L;

    private RepairFormat() {}

    static void writeCandidate(Candidate candidate, DataOutputView out) throws IOException {
        Version version = candidate.version();
        long micros = version.token().generatedAtMicros();
        long lifeMicros = version.expiresAtMicros() - micros;
        boolean wholeSeconds = lifeMicros >= 0 && lifeMicros % MICROS_PER_SECOND == 0;
        int expiry = !version.expires() ? 0 : wholeSeconds ? EXPIRES_AFTER_SECONDS : EXPIRES_AT;
        out.writeByte((version.isDelete() ? DELETE : 0) | (candidate.copy() ? COPY : 0) | expiry);
        Words.writeToken(version.token(), out);
        if (expiry == EXPIRES_AFTER_SECONDS) {
            Encoding.writeVarLong(lifeMicros / MICROS_PER_SECOND, out);
        } else if (expiry == EXPIRES_AT) {
            out.writeLong(version.expiresAtMicros());
        }
        Encoding.writeVarInt(candidate.payload(), out);
        Encoding.writeSigned(candidate.firstFailedAtMillis() - micros / MICROS_PER_MILLI, out);
        Encoding.writeVarInt(candidate.redrives(), out);
    }

    static Candidate readCandidate(DataInputView in) throws IOException {
        int head = in.readByte();
        Token token = Words.readToken(in);
        long micros = token.generatedAtMicros();
        long expiresAtMicros = Version.NEVER;
        if ((head & EXPIRES_AFTER_SECONDS) != 0) {
            expiresAtMicros = micros + Encoding.readVarLong(in) * MICROS_PER_SECOND;
        } else if ((head & EXPIRES_AT) != 0) {
            expiresAtMicros = in.readLong();
        }
        Version.Kind kind = (head & DELETE) != 0 ? Version.Kind.DELETE : Version.Kind.PUT;
        return new Candidate(
                new Version(token, kind, expiresAtMicros),
                Encoding.readVarInt(in),
                Encoding.readSigned(in) + micros / MICROS_PER_MILLI,
                Encoding.readVarInt(in),
                (head & COPY) != 0);
    }

    static void write(
            Repair repair, List<String> names, List<Candidate> versions, DataOutputView out)
            throws IOException {
        RepairState published = repair.published();
        Answer.Kind trouble = repair.trouble();
        out.writeByte(
                (repair.ambiguous() ? AMBIGUOUS : 0)
                        | (published != null ? PUBLISHED : 0)
                        | (trouble != null ? TROUBLED : 0));
        if (published != null) {
            Encoding.writeVarInt(published.code(), out);
        }
        if (trouble != null) {
            Encoding.writeVarInt(trouble.code(), out);
        }
        Encoding.writeVarInt(names.indexOf(repair.target()), out);
        Encoding.writeVarInt(names.indexOf(repair.origin()), out);
        Encoding.writeVarInt(repair.candidates().size(), out);
        for (Candidate candidate : repair.candidates()) {
            Encoding.writeVarInt(versions.indexOf(candidate), out);
        }
        writePhase(repair.phase(), out);
        Encoding.writeVarInt(repair.attempts(), out);
        Encoding.writeVarLong(repair.backoffMillis(), out);
        Encoding.writeVarInt(repair.leases(), out);
        Encoding.writeVarLong(repair.ageFromMillis(), out);
        Encoding.writeSigned(repair.sinceMillis() - repair.ageFromMillis(), out);
        Encoding.writeVarLong(repair.revision(), out);
    }

    static Repair read(List<String> names, List<Candidate> versions, DataInputView in)
            throws IOException {
        int head = in.readByte();
        RepairState published =
                (head & PUBLISHED) != 0 ? RepairState.ofCode(Encoding.readVarInt(in)) : null;
        Answer.Kind trouble =
                (head & TROUBLED) != 0 ? Answer.Kind.ofCode(Encoding.readVarInt(in)) : null;
        String target = names.get(Encoding.readVarInt(in));
        String origin = names.get(Encoding.readVarInt(in));
        List<Candidate> candidates =
                Encoding.readList(source -> versions.get(Encoding.readVarInt(source)), in);
        Phase phase = readPhase(in);
        int attempts = Encoding.readVarInt(in);
        long backoffMillis = Encoding.readVarLong(in);
        int leases = Encoding.readVarInt(in);
        long ageFromMillis = Encoding.readVarLong(in);
        long sinceMillis = Encoding.readSigned(in) + ageFromMillis;
        long revision = Encoding.readVarLong(in);
        return new Repair(
                target,
                origin,
                candidates,
                phase,
                attempts,
                backoffMillis,
                leases,
                ageFromMillis,
                sinceMillis,
                published,
                revision,
                (head & AMBIGUOUS) != 0,
                trouble);
    }

    private static void writePhase(Phase phase, DataOutputView out) throws IOException {
        if (phase instanceof Phase.Holding holding) {
            out.writeByte(HOLDING);
            Encoding.writeVarLong(holding.eventDueMillis(), out);
            Encoding.writeSigned(holding.deadlineMillis() - holding.eventDueMillis(), out);
        } else if (phase instanceof Phase.Waiting waiting) {
            out.writeByte(WAITING);
            Encoding.writeVarLong(waiting.dueMillis(), out);
        } else if (phase instanceof Phase.InFlight inFlight) {
            out.writeByte(inFlight.readFirst() ? IN_FLIGHT_READ_FIRST : IN_FLIGHT);
            Encoding.writeVarInt(inFlight.lease(), out);
            Encoding.writeVarLong(inFlight.untilMillis(), out);
            Encoding.writeVarInt(inFlight.payload(), out);
        } else if (phase instanceof Phase.Parked parked) {
            boolean forEver = parked.untilMillis() == Long.MAX_VALUE;
            out.writeByte(forEver ? PARKED_FOR_EVER : PARKED);
            Encoding.writeVarInt(parked.why().code(), out);
            if (!forEver) {
                Encoding.writeVarLong(parked.untilMillis(), out);
            }
        } else if (phase instanceof Phase.Observed) {
            out.writeByte(OBSERVED);
        }
    }

    private static Phase readPhase(DataInputView in) throws IOException {
        int tag = in.readByte();
        switch (tag) {
            case HOLDING:
                long eventDueMillis = Encoding.readVarLong(in);
                return new Phase.Holding(eventDueMillis, Encoding.readSigned(in) + eventDueMillis);
            case WAITING:
                return new Phase.Waiting(Encoding.readVarLong(in));
            case IN_FLIGHT, IN_FLIGHT_READ_FIRST:
                return new Phase.InFlight(
                        Encoding.readVarInt(in),
                        Encoding.readVarLong(in),
                        Encoding.readVarInt(in),
                        tag == IN_FLIGHT_READ_FIRST);
            case PARKED:
                return new Phase.Parked(
                        Phase.Why.ofCode(Encoding.readVarInt(in)), Encoding.readVarLong(in));
            case PARKED_FOR_EVER:
                return new Phase.Parked(Phase.Why.ofCode(Encoding.readVarInt(in)), Long.MAX_VALUE);
            case OBSERVED:
                return new Phase.Observed();
            default:
                throw new IOException("phase: " + tag + " (expected: 1 to 7)");
        }
    }
}
