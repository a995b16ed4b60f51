package org.entropyrepair.flow.repair;

import java.util.concurrent.atomic.AtomicLong;
import org.entropyrepair.core.model.Bytes;
import org.entropyrepair.core.model.Cause;
import org.entropyrepair.core.model.Cell;
import org.entropyrepair.core.model.Failure;
import org.entropyrepair.core.model.Mutation;
import org.entropyrepair.core.model.Position;
import org.entropyrepair.core.model.RawRecord;
import org.entropyrepair.core.model.Subject;
import org.entropyrepair.core.model.Token;
import org.entropyrepair.core.model.Version;
import org.entropyrepair.core.wire.FailureMessage;
import org.entropyrepair.core.wire.FailureWriter;
import org.jspecify.annotations.Nullable;

/**
 * Failures for tests: of edge or node number {@code n}, one cell each per namespace, from region
 * {@code us}; the value says which write it is.
 */
final class Failures {
    private static final AtomicLong OFFSETS = new AtomicLong();

    private Failures() {}

    static Subject edge(int n) {
        return new Subject.Edge(Policies.GRAPH, "follows", "user:" + n, "user:" + (n + 1));
    }

    static Subject node(int n) {
        return new Subject.Node(Policies.GRAPH, "user", "user:" + n);
    }

    static Cell cell(int n) {
        return cell(Policies.FORWARD, n);
    }

    static Cell cell(String namespace, int n) {
        return new Cell(namespace, Bytes.utf8("user:" + n), Bytes.utf8("user:" + (n + 1)));
    }

    /** The value of a put with this token time. */
    static Bytes value(long micros) {
        return Bytes.utf8("written at " + micros);
    }

    /** A put of now which has just failed. */
    static Failure put(int n, String target) {
        return put(n, target, nowMicros());
    }

    static Failure put(int n, String target, long micros) {
        return put(edge(n), cell(n), target, micros, System.currentTimeMillis());
    }

    static Failure put(Subject subject, Cell cell, String target, long micros, long failedAt) {
        Token token = new Token(micros, micros, 1);
        return failure(
                subject,
                new FailureMessage.Write.Put(cell, value(micros)),
                Version.put(token),
                target,
                failedAt);
    }

    static Failure delete(int n, String target, long micros) {
        Token token = new Token(micros, micros, 1);
        return failure(
                edge(n),
                new FailureMessage.Write.Delete(cell(n)),
                Version.delete(token),
                target,
                System.currentTimeMillis());
    }

    /** A copy of whatever there is; {@code least} null if it names no version. */
    static Failure copy(int n, String target, @Nullable Token least) {
        return failure(
                edge(n),
                new FailureMessage.Write.Copy(cell(n)),
                least == null ? null : Version.put(least),
                target,
                System.currentTimeMillis());
    }

    /** The token of a write at this moment. */
    static Token token(long micros) {
        return new Token(micros, micros, 1);
    }

    /** What a store takes if the write at this moment is made there directly. */
    static Mutation written(int n, long micros) {
        return new Mutation(cell(n), Version.put(token(micros)), value(micros), Bytes.EMPTY);
    }

    /** The same of a delete. */
    static Mutation deleted(int n, long micros) {
        return new Mutation(cell(n), Version.delete(token(micros)), Bytes.EMPTY, Bytes.EMPTY);
    }

    private static Failure failure(
            Subject subject,
            FailureMessage.Write write,
            @Nullable Version version,
            String target,
            long failedAt) {
        Cause cause = new Cause(Cause.Kind.UNAVAILABLE, "scripted");
        FailureMessage message =
                new FailureMessage(
                        subject,
                        write,
                        version == null ? null : version.token(),
                        "us",
                        target,
                        failedAt,
                        cause);
        long readAt = System.currentTimeMillis();
        return new Failure(
                subject,
                write.op(),
                write.cell(),
                version,
                "us",
                target,
                Math.min(failedAt, readAt),
                cause,
                0,
                0,
                new RawRecord(
                        "us/failures",
                        new Position("failures", 0, OFFSETS.getAndIncrement()),
                        readAt,
                        null,
                        FailureWriter.write(message),
                        RawRecord.Headers.NONE));
    }

    static long nowMicros() {
        return System.currentTimeMillis() * 1000;
    }
}
