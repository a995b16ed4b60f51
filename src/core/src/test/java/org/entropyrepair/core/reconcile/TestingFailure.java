package org.entropyrepair.core.reconcile;

import org.entropyrepair.core.model.Bytes;
import org.entropyrepair.core.model.Cause;
import org.entropyrepair.core.model.Cell;
import org.entropyrepair.core.model.Failure;
import org.entropyrepair.core.model.Op;
import org.entropyrepair.core.model.Position;
import org.entropyrepair.core.model.RawRecord;
import org.entropyrepair.core.model.Subject;
import org.entropyrepair.core.model.Token;
import org.entropyrepair.core.model.Version;

/**
 * A failure of one cell, of which a test says what it is about. Its record's value names the
 * version.
 */
final class TestingFailure {
    static final long T0 = 1_769_040_000_000L;
    static final String FEED = "us/failures";
    static final Subject.Edge EDGE =
            new Subject.Edge(TestingPolicy.GRAPH, "follows", "user:42", "user:7");
    static final Cell CELL =
            new Cell(TestingPolicy.NAMESPACE, Bytes.utf8("user:42"), Bytes.utf8("user:7"));

    private final Version version;
    private final String target;
    private Cell cell = CELL;
    private String origin = TestingPolicy.US;
    private long failedAtMillis = T0;
    private long readAtMillis = T0;
    private Cause.Kind cause = Cause.Kind.UNAVAILABLE;
    private int redrives;

    private TestingFailure(Version version, String target) {
        this.version = version;
        this.target = target;
    }

    static TestingFailure of(Version version, String target) {
        return new TestingFailure(version, target);
    }

    /** The put of so many milliseconds after T0. */
    static Version put(long afterMillis) {
        return Version.put(token(afterMillis));
    }

    static Version delete(long afterMillis) {
        return Version.delete(token(afterMillis));
    }

    static Version expiringPut(long afterMillis, long ttlSeconds) {
        return Version.expiringPut(token(afterMillis), ttlSeconds);
    }

    static Token token(long afterMillis) {
        return new Token((T0 + afterMillis) * 1000, 7, afterMillis);
    }

    TestingFailure cell(Cell of) {
        cell = of;
        return this;
    }

    TestingFailure from(String region) {
        origin = region;
        return this;
    }

    /** Failed and was read so long after T0. */
    TestingFailure at(long afterMillis) {
        return failedAt(afterMillis).readAt(afterMillis);
    }

    TestingFailure failedAt(long afterMillis) {
        failedAtMillis = T0 + afterMillis;
        return this;
    }

    TestingFailure readAt(long afterMillis) {
        readAtMillis = T0 + afterMillis;
        return this;
    }

    TestingFailure cause(Cause.Kind kind) {
        cause = kind;
        return this;
    }

    TestingFailure redriven(int times) {
        redrives = times;
        return this;
    }

    Failure build() {
        Op op = cell.isWholeRecord() ? Op.DELETE_RECORD : version.isDelete() ? Op.DELETE : Op.PUT;
        RawRecord raw =
                new RawRecord(
                        FEED,
                        new Position("failures", 0, version.token().nonceLow()),
                        readAtMillis,
                        null,
                        Bytes.utf8(version.toString()),
                        RawRecord.Headers.NONE);
        return new Failure(
                EDGE,
                op,
                cell,
                version,
                origin,
                target,
                failedAtMillis,
                new Cause(cause, ""),
                redrives,
                redrives == 0 ? 0 : readAtMillis,
                raw);
    }
}
