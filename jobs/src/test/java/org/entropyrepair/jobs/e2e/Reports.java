package org.entropyrepair.jobs.e2e;

import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;
import org.entropyrepair.core.model.Bytes;
import org.entropyrepair.core.model.Cause;
import org.entropyrepair.core.model.Cell;
import org.entropyrepair.core.model.Mutation;
import org.entropyrepair.core.model.Subject;
import org.entropyrepair.core.model.Token;
import org.entropyrepair.core.model.Version;
import org.entropyrepair.core.wire.FailureMessage;

/** What a graph service reports in these tests: edges of one type, a cell for each source. */
final class Reports {
    /** The graph. */
    static final String GRAPH = "social";

    /** The type of its edges. */
    static final String TYPE = "follows";

    /** Where their cells are. */
    static final String NAMESPACE = "follows.forward";

    private static final Cause AWAY = new Cause(Cause.Kind.UNAVAILABLE, "no host available");
    private static final AtomicLong NONCES = new AtomicLong();

    private Reports() {}

    /** The cell of the edge from {@code source}. */
    static Cell cell(String source) {
        return cell(NAMESPACE, source);
    }

    /** The same in another namespace. */
    static Cell cell(String namespace, String source) {
        return new Cell(namespace, Bytes.utf8(source), Bytes.utf8("everybody"));
    }

    /** A token of this moment, different from all others. */
    static Token token() {
        return token(System.currentTimeMillis());
    }

    /** A token of that moment, different from all others. */
    static Token token(long millis) {
        return new Token(millis * 1000, 0, NONCES.incrementAndGet());
    }

    /** A put that failed just now. */
    static FailureMessage put(String source, String origin, String target) {
        return put(source, token(), origin, target, System.currentTimeMillis());
    }

    /** A put of any cell that failed just now. */
    static FailureMessage put(Cell cell, String origin, String target) {
        Token token = token();
        return of(
                TYPE,
                new FailureMessage.Write.Put(cell, value(token)),
                token,
                origin,
                target,
                System.currentTimeMillis());
    }

    /** A put. */
    static FailureMessage put(
            String source, Token token, String origin, String target, long failedAtMillis) {
        return of(
                TYPE,
                new FailureMessage.Write.Put(cell(source), value(token)),
                token,
                origin,
                target,
                failedAtMillis);
    }

    /** A delete that failed just now. */
    static FailureMessage delete(Cell cell, Token token, String origin, String target) {
        return of(
                TYPE,
                new FailureMessage.Write.Delete(cell),
                token,
                origin,
                target,
                System.currentTimeMillis());
    }

    /** A request to copy whatever is the winner. */
    static FailureMessage copy(Cell cell, String origin, String target) {
        return new FailureMessage(
                new Subject.Edge(GRAPH, TYPE, cell.id().toString(), "everybody"),
                new FailureMessage.Write.Copy(cell),
                null,
                origin,
                target,
                System.currentTimeMillis(),
                new Cause(Cause.Kind.AUDIT, "digests differ"));
    }

    /** The same write, which failed for another reason. */
    static FailureMessage because(Cause.Kind kind, FailureMessage failure) {
        return new FailureMessage(
                failure.subject(),
                failure.write(),
                failure.token(),
                failure.origin(),
                failure.target(),
                failure.failedAtMillis(),
                new Cause(kind, "as seen by the writer"));
    }

    /** Any write of a cell, of the edge that belongs to it. */
    static FailureMessage of(
            String type,
            FailureMessage.Write write,
            Token token,
            String origin,
            String target,
            long failedAtMillis) {
        return new FailureMessage(
                new Subject.Edge(GRAPH, type, write.cell().id().toString(), "everybody"),
                write,
                token,
                origin,
                target,
                failedAtMillis,
                AWAY);
    }

    /** The value that a put with this token has. */
    static Bytes value(Token token) {
        return Bytes.utf8("as of " + token);
    }

    /** The put of {@code message}, as the service itself makes it where it lands. */
    static Mutation landed(FailureMessage message) {
        Token token = tokenOf(message);
        FailureMessage.Write.Put put = (FailureMessage.Write.Put) message.write();
        Version version =
                put.ttlSeconds() == 0
                        ? Version.put(token)
                        : Version.expiringPut(token, put.ttlSeconds());
        return new Mutation(put.cell(), version, put.value(), put.metadata());
    }

    /** The token of a message that has one. */
    static Token tokenOf(FailureMessage message) {
        Token token = message.token();
        if (token == null) {
            throw new IllegalStateException("token: none (expected: one)");
        }
        return token;
    }

    /** An ISO-8601 instant. */
    static String iso(long millis) {
        return Instant.ofEpochMilli(millis).toString();
    }
}
