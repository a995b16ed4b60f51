package org.entropyrepair.flow.state;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.entropyrepair.core.model.Bytes;
import org.entropyrepair.core.model.Cause;
import org.entropyrepair.core.model.Cell;
import org.entropyrepair.core.model.DeadLetter;
import org.entropyrepair.core.model.DeathReason;
import org.entropyrepair.core.model.Failure;
import org.entropyrepair.core.model.Op;
import org.entropyrepair.core.model.Outcome;
import org.entropyrepair.core.model.Position;
import org.entropyrepair.core.model.RawRecord;
import org.entropyrepair.core.model.RepairState;
import org.entropyrepair.core.model.Subject;
import org.entropyrepair.core.model.Token;
import org.entropyrepair.core.model.Version;
import org.entropyrepair.core.reconcile.Alarms;
import org.entropyrepair.core.reconcile.Answer;
import org.entropyrepair.core.reconcile.Candidate;
import org.entropyrepair.core.reconcile.CellState;
import org.entropyrepair.core.reconcile.EdgeState;
import org.entropyrepair.core.reconcile.Phase;
import org.entropyrepair.core.reconcile.Repair;
import org.entropyrepair.flow.redrive.QueueRecord;
import org.entropyrepair.flow.redrive.Standing;
import org.entropyrepair.flow.redrive.StoredLetter;
import org.entropyrepair.flow.redrive.StoredLetterSerializer;
import org.entropyrepair.flow.revision.Acceptance;
import org.entropyrepair.flow.revision.ConfigRevision;
import org.entropyrepair.flow.revision.ConfigTopicEvent;
import org.jspecify.annotations.Nullable;

/** The values whose bytes are kept in {@code resources/golden}, by file name without ending. */
final class Samples {
    private static final Token TOKEN =
            Token.of(1769040000000000L, "9f86d081884c7d659a2feaa0c55ad015");
    private static final Subject EDGE = new Subject.Edge("social", "follows", "user:42", "user:7");
    private static final Subject NODE = new Subject.Node("social", "person", "Zoë");
    private static final Cell CELL =
            new Cell("social.follows.forward", Bytes.utf8("user:42"), Bytes.utf8("user:7"));
    private static final RawRecord FULL_RECORD =
            new RawRecord(
                    "us-east-1/social.write-failures.us-east-1",
                    new Position("social.write-failures.us-east-1", 3, 1_234_567_890_123L),
                    1769040000500L,
                    Bytes.utf8("key"),
                    Bytes.utf8("{\"version\":1}"),
                    new RawRecord.Headers("eu-west-1", "2", "2026-01-22T00:00:00Z", "00-ab-cd-01"));
    private static final RawRecord BARE_RECORD =
            new RawRecord("r/t", new Position("t", 0, 0), 0, null, null, RawRecord.Headers.NONE);

    private static final String TRACE = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

    private Samples() {}

    /** One value and how it is written. */
    record Sample<T>(T value, VersionedSerializer<T> serializer) {}

    /** All of them. */
    static Map<String, Sample<?>> all() {
        Map<String, Sample<?>> all = new LinkedHashMap<>();
        all.put("subject-edge-v1", new Sample<>(EDGE, SubjectSerializer.INSTANCE));
        all.put("subject-node-v1", new Sample<>(NODE, SubjectSerializer.INSTANCE));
        all.put(
                "subject-half-surrogate-v1",
                new Sample<>(
                        new Subject.Node("social", "person", "\uD83D"),
                        SubjectSerializer.INSTANCE));
        all.put("raw-record-full-v1", new Sample<>(FULL_RECORD, RawRecordSerializer.INSTANCE));
        all.put("raw-record-bare-v1", new Sample<>(BARE_RECORD, RawRecordSerializer.INSTANCE));
        all.put("failure-put-v1", new Sample<>(expiringPut(), FailureSerializer.INSTANCE));
        all.put("failure-copy-v1", new Sample<>(copy(), FailureSerializer.INSTANCE));
        all.put("dead-letter-full-v1", new Sample<>(fullLetter(), DeadLetterSerializer.INSTANCE));
        all.put("dead-letter-bare-v1", new Sample<>(bareLetter(), DeadLetterSerializer.INSTANCE));
        all.put("outcome-repair-v2", new Sample<>(ofRepair(TRACE), OutcomeSerializer.INSTANCE));
        all.put("outcome-target-v2", new Sample<>(ofTarget(), OutcomeSerializer.INSTANCE));
        all.put("edge-state-v2", new Sample<>(withCopies(), EdgeStateSerializer.INSTANCE));
        all.put("edge-change-v1", new Sample<>(fullChange(), EdgeChangeSerializer.INSTANCE));
        all.put("edge-change-end-v1", new Sample<>(end(), EdgeChangeSerializer.INSTANCE));
        all.put(
                "config-revision-v2",
                new Sample<>(
                        new ConfigRevision(300, "apiVersion: entropy-repair/v1\n", 70_000),
                        ConfigRevision.TYPE.serializer()));
        all.put(
                "config-topic-event-v1",
                new Sample<>(
                        new ConfigTopicEvent(
                                ConfigTopicEvent.Kind.PROPOSED, 300, "graph: social\n", "12"),
                        ConfigTopicEvent.TYPE.serializer()));
        all.put(
                "config-acceptance-v1",
                new Sample<>(
                        new Acceptance(
                                "social.repair-config",
                                301,
                                new Acceptance.InForce(5, "graph: social\n", 70_000),
                                2,
                                "start",
                                true),
                        Acceptance.TYPE.serializer()));
        all.put(
                "config-acceptance-bare-v1",
                new Sample<>(
                        new Acceptance("t", 0, null, 0, "", false), Acceptance.TYPE.serializer()));
        all.put("stored-letter-v1", new Sample<>(storedLetter(), StoredLetterSerializer.INSTANCE));
        all.put(
                "queue-record-letter-v1",
                new Sample<>(
                        new QueueRecord.Readable(storedLetter()), QueueRecord.TYPE.serializer()));
        all.put(
                "queue-record-unreadable-v1",
                new Sample<>(
                        new QueueRecord.Unreadable(new Position("t", 2, 300), "er-id: missing"),
                        QueueRecord.TYPE.serializer()));
        all.put("standing-v1", new Sample<>(Standing.SEEN, Standing.TYPE.serializer()));
        return all;
    }

    private static EdgeChange fullChange() {
        return new EdgeChange(
                EDGE,
                List.of(3, 200),
                List.of(new EdgeChange.Payload(3, FULL_RECORD)),
                withCopies(),
                new EdgeChange.Move<>(
                        new Alarms(Alarms.NONE, Alarms.NONE),
                        new Alarms(1769040002123L, 1769040003500L)),
                new EdgeChange.Move<>(Set.of("eu-west-1"), Set.of("us-east-1", "ap-south-1")));
    }

    private static EdgeChange end() {
        return new EdgeChange(NODE, List.of(), List.of(), EdgeState.EMPTY, null, null);
    }

    private static StoredLetter storedLetter() {
        return new StoredLetter(new Position("social.dead-letters", 1, 70_000), fullLetter(), true);
    }

    private static Failure expiringPut() {
        return new Failure(
                EDGE,
                Op.PUT,
                CELL,
                Version.expiringPut(TOKEN, 86_400),
                "us-east-1",
                "eu-west-1",
                1769040000123L,
                new Cause(Cause.Kind.TIMEOUT, "no answer in 500 ms"),
                2,
                1769040100000L,
                FULL_RECORD);
    }

    /** Written by earlier releases, in formats that are no longer written but read for ever. */
    static Map<String, Sample<?>> earlier() {
        return Map.of(
                "edge-state-v1",
                new Sample<>(everyPhase(), EdgeStateSerializer.INSTANCE),
                "config-revision-v1",
                new Sample<>(
                        new ConfigRevision(300, "apiVersion: entropy-repair/v1\n"),
                        ConfigRevision.TYPE.serializer()),
                "outcome-repair-v1",
                new Sample<>(ofRepair(null), OutcomeSerializer.INSTANCE),
                "outcome-target-v1",
                new Sample<>(ofTarget(), OutcomeSerializer.INSTANCE));
    }

    private static Failure copy() {
        return new Failure(
                NODE,
                Op.COPY,
                Cell.wholeRecord("social.person", Bytes.copyOf(new byte[] {0, -1})),
                null,
                "a",
                "b",
                0,
                new Cause(Cause.Kind.OTHER, ""),
                0,
                0,
                BARE_RECORD);
    }

    /** Every phase once, every optional field present and absent, versions of every kind. */
    private static EdgeState everyPhase() {
        Candidate put = new Candidate(Version.expiringPut(TOKEN, 86_400), 4, 1769040000123L, 1);
        Candidate odd =
                new Candidate(
                        new Version(TOKEN, Version.Kind.PUT, 1769040000000001L),
                        5,
                        1769030000000L,
                        0);
        Candidate delete = new Candidate(Version.delete(TOKEN), 6, 1769040000124L, 0);
        return new EdgeState(
                7,
                List.of(
                        new CellState(
                                CELL,
                                List.of(
                                        repair(
                                                "r1",
                                                new Phase.Holding(1769040005123L, 1769040006123L),
                                                put),
                                        repair(
                                                "r2",
                                                new Phase.Waiting(1769040009000L),
                                                delete,
                                                put),
                                        repair(
                                                "r3",
                                                new Phase.InFlight(3, 1769040010000L, 6, false),
                                                delete,
                                                odd,
                                                put))),
                        new CellState(
                                Cell.wholeRecord("social.person", Bytes.utf8("p")),
                                List.of(
                                        repair(
                                                "r1",
                                                new Phase.Parked(
                                                        Phase.Why.NO_SCOPE, 1769940010000L),
                                                delete),
                                        repair(
                                                "r2",
                                                new Phase.Parked(Phase.Why.TARGET, Long.MAX_VALUE),
                                                delete),
                                        repair("r4", new Phase.Observed(), delete)))));
    }

    /** The same, and copies: with a least version behind a version, and without one, in flight. */
    private static EdgeState withCopies() {
        Candidate put = new Candidate(Version.put(TOKEN), 7, 1769040000123L, 0);
        Candidate least = new Candidate(Version.put(TOKEN), 8, 1769040000123L, 2, true);
        Candidate any = new Candidate(Candidate.ANY, 9, 1769040000125L, 0, true);
        List<CellState> cells = new ArrayList<>(everyPhase().cells());
        cells.add(
                new CellState(
                        new Cell("social.follows.reverse", Bytes.utf8("a"), Bytes.utf8("b")),
                        List.of(
                                repair("r1", new Phase.Waiting(1769040009000L), put, least),
                                repair("r2", new Phase.InFlight(9, 1769040010000L, 9, true), any),
                                repair(
                                        "r3",
                                        new Phase.Parked(Phase.Why.NAMESPACE, Long.MAX_VALUE),
                                        least,
                                        any))));
        return new EdgeState(10, List.copyOf(cells));
    }

    private static Repair repair(String target, Phase phase, Candidate... candidates) {
        boolean troubled = candidates.length > 1;
        return new Repair(
                target,
                "r1",
                List.of(candidates),
                phase,
                candidates.length - 1,
                troubled ? 2_000 : 0,
                candidates.length,
                1769040000200L,
                1769040001200L,
                troubled ? RepairState.BACKING_OFF : null,
                troubled ? 3 : 0,
                troubled,
                troubled ? Answer.Kind.UNKNOWN : null);
    }

    private static DeadLetter fullLetter() {
        return new DeadLetter(
                "0123456789abcdef",
                DeathReason.TOMBSTONE_WINDOW,
                "token: 11 days old (expected: at most 10)",
                4,
                1769040000123L,
                1769990400000L,
                "eu-west-1",
                1,
                FULL_RECORD);
    }

    private static DeadLetter bareLetter() {
        return new DeadLetter("0", DeathReason.MALFORMED, "", 0, 0, 1, null, 0, BARE_RECORD);
    }

    /** Every field present. */
    private static Outcome ofRepair(@Nullable String traceparent) {
        return new Outcome(
                RepairState.BACKING_OFF,
                EDGE,
                CELL,
                "eu-west-1",
                Version.delete(TOKEN),
                7,
                "repair",
                1769040010000L,
                3,
                1769040001000L,
                1769040018000L,
                "connection refused",
                "follows",
                traceparent);
    }

    private static Outcome ofTarget() {
        return new Outcome(
                RepairState.PARKED, null, null, "eu-west-1", null, 1, "repair", 2, 0, 1, 0, "", "");
    }
}
