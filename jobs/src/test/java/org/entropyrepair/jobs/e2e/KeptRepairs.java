package org.entropyrepair.jobs.e2e;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.entropyrepair.core.model.Bytes;
import org.entropyrepair.core.model.Cause;
import org.entropyrepair.core.model.Cell;
import org.entropyrepair.core.model.RepairState;
import org.entropyrepair.core.model.Subject;
import org.entropyrepair.core.model.Token;
import org.entropyrepair.core.model.Version;
import org.entropyrepair.core.wire.FailureMessage;
import org.entropyrepair.core.wire.FailureWriter;
import org.entropyrepair.core.wire.WireHeaders;
import org.jspecify.annotations.Nullable;

/**
 * The repairs that stand in the savepoints of the test resources: one of every way to wait and of
 * every kind of record. They are the same whenever they are asked for, but for the time at which
 * one of them failed, so that what a savepoint of an older release holds is known for ever.
 *
 * <p>{@code us} answers; {@code eu} is out and cannot be read; {@code ap} is not known yet.
 */
final class KeptRepairs {
    /** The scene whose topics the savepoints name. */
    static final String SCENE = "kept";

    /** How long what is held and what backs off has to wait before it is due. */
    static final String WAIT = "45s";

    /** Where scopes are paused until the restore. */
    static final String PAUSED = "pauses.forward";

    /** The cell of which two versions are kept. */
    static final String TWICE = "twice";

    /** Token number of the version of it that was superseded. */
    static final int OLDER = 9;

    /** Token number of its winner. */
    static final int NEWER = 10;

    /** The repairs at {@code eu}, which is parked as a whole. */
    static final int AWAY = 60;

    private static final String WATCHED = "watches.forward";
    private static final String PROFILES = "profiles";
    private static final String UNKNOWN = "lost.forward";

    /** When all but one of them failed, and about when they were written. */
    static final long TOKEN_MILLIS = 1_735_689_600_000L; // 2025-01-01

    private static final Cause AWAY_CAUSE = new Cause(Cause.Kind.UNAVAILABLE, "no host");
    private static final long CENTURY_SECONDS = 3_155_760_000L;

    private KeptRepairs() {}

    /**
     * One of them.
     *
     * @param failure what was reported
     * @param headers those of its record
     * @param waiting what it waits as in the savepoint; null if it waits with its whole target
     * @param end how it ends after the restore
     */
    record Kept(
            FailureMessage failure,
            Map<String, String> headers,
            @Nullable RepairState waiting,
            RepairState end) {
        Cell cell() {
            return failure.write().cell();
        }

        /** The region in whose state it stands. */
        String target() {
            return headers.getOrDefault(WireHeaders.TARGET, failure.target());
        }

        /** Whether a dead letter is made of it. */
        boolean dies() {
            return end == RepairState.DEAD || token(NEWER).equals(failure.token());
        }
    }

    /** All of them. */
    static List<Kept> all() {
        List<Kept> all = new ArrayList<>();
        all.add(one(held(), RepairState.HOLDING, RepairState.APPLIED));
        all.add(one(edge("slow", 1), RepairState.BACKING_OFF, RepairState.APPLIED));
        all.add(one(edge("hung", 2), RepairState.IN_FLIGHT, RepairState.APPLIED));
        all.add(one(edge("landed", 3), RepairState.IN_FLIGHT, RepairState.HEALED));
        all.add(one(copy("copied", null), RepairState.BACKING_OFF, RepairState.APPLIED));
        all.add(one(copy("copied-least", token(4)), RepairState.BACKING_OFF, RepairState.APPLIED));
        all.add(paused(5, put("waits", 5, 0), RepairState.APPLIED));
        all.add(paused(6, put("expires", 6, 60), RepairState.EXPIRED));
        all.add(paused(7, put("lasts", 7, CENTURY_SECONDS), RepairState.APPLIED));
        all.add(paused(8, delete("goes"), RepairState.APPLIED));
        // of these two the newer is refused, and the older lands then
        all.add(paused(OLDER, put(TWICE, OLDER, 0), RepairState.APPLIED));
        all.add(paused(NEWER, put(TWICE, NEWER, 0), RepairState.APPLIED));
        all.add(redriven());
        all.add(one(in(WATCHED, "watches", "watched", 12, "us"), RepairState.OBSERVED));
        all.add(one(recordDelete(), RepairState.PARKED));
        all.add(one(binary(), RepairState.PARKED));
        all.add(one(in(Reports.NAMESPACE, Reports.TYPE, "far", 15, "ap"), RepairState.PARKED));
        all.add(one(in(UNKNOWN, Reports.TYPE, "lost", 16, "us"), RepairState.PARKED));
        all.add(one(in("likes.forward", "likes", "liked", 17, "us"), RepairState.PARKED));
        all.add(
                one(
                        in(Reports.NAMESPACE, Reports.TYPE, "lander", 18, "mars"),
                        RepairState.PARKED,
                        RepairState.DEAD));
        all.add(one(ofGraph("road-works"), RepairState.PARKED, RepairState.DEAD));
        for (int i = 0; i < AWAY; i++) {
            all.add(
                    new Kept(
                            in(Reports.NAMESPACE, Reports.TYPE, "away-" + i, 100 + i, "eu"),
                            Map.of(),
                            null,
                            RepairState.APPLIED));
        }
        return all;
    }

    /** What stands in its target's store in the end, unless it finds a winner there or dies. */
    static Version version(Kept kept) {
        Token token = Reports.tokenOf(kept.failure());
        if (kept.failure().write() instanceof FailureMessage.Write.Put put) {
            return put.ttlSeconds() == 0
                    ? Version.put(token)
                    : Version.expiringPut(token, put.ttlSeconds());
        }
        return Version.delete(token);
    }

    /** The record of one of them. */
    static ProducerRecord<byte[], byte[]> record(RepairRig rig, Kept kept) {
        ProducerRecord<byte[], byte[]> record =
                rig.record(
                        "us",
                        kept.failure().subject().toString(),
                        FailureWriter.write(kept.failure()));
        kept.headers()
                .forEach((name, value) -> record.headers().add(name, Bytes.utf8(value).toArray()));
        return record;
    }

    /** The scene in which the savepoints are written. */
    static RepairScene before(Stage stage) {
        return scene(stage, "us", "eu")
                .namespaces(namespaces(""))
                .scopes(scopes("pause", "observe", "[follows]"));
    }

    /** The scene in which they are restored: all is known, nothing is paused, {@code ap} is new. */
    static RepairScene after(Stage stage) {
        return scene(stage, "us", "eu", "ap")
                .namespaces(
                        namespaces(
                                "lost.forward: {edgeType: follows, record: forward, table: e,"
                                        + " tombstonesKept: 36500d}\n"))
                .scopes(scopes("repair", "repair", "[follows, likes]"));
    }

    /** A token of these repairs. */
    static Token token(int number) {
        return new Token((TOKEN_MILLIS + number) * 1000, 1, number);
    }

    private static RepairScene scene(Stage stage, String... regions) {
        return RepairScene.on(stage, regions)
                .failureTopicsOf(SCENE)
                .partitions(2)
                .lag("10ms, routes: [{from: eu, to: us, lag: " + WAIT + "}]")
                .more("unknownKept: " + WAIT + "\nmaxParallelism: 8");
    }

    private static String namespaces(String more) {
        return """
        follows.forward: {edgeType: follows, record: forward, table: a, tombstonesKept: 36500d}
        pauses.forward: {edgeType: pauses, record: forward, table: b, tombstonesKept: 36500d}
        watches.forward: {edgeType: watches, record: forward, table: c, tombstonesKept: 36500d}
        likes.forward: {edgeType: likes, record: forward, table: f, tombstonesKept: 36500d}
        profiles: {nodeType: profile, table: d, tombstonesKept: 36500d, recordDeletes: true}
        """
                + more;
    }

    private static String scopes(String pauses, String watches, String others) {
        return """
        - {name: pauses, match: {edgeTypes: [pauses, profile]}, action: PAUSES}
        - {name: watches, match: {edgeTypes: [watches]}, action: WATCHES}
        - {name: others, match: {edgeTypes: OTHERS}, action: repair, retry: {initialBackoff: WAIT, multiplier: 1, maxBackoff: WAIT, jitter: 0}}
        """
                .replace("PAUSES", pauses)
                .replace("WATCHES", watches)
                .replace("OTHERS", others)
                .replace("WAIT", WAIT);
    }

    private static Kept one(FailureMessage failure, RepairState wait) {
        return one(failure, wait, RepairState.APPLIED);
    }

    private static Kept one(FailureMessage failure, RepairState wait, RepairState end) {
        return new Kept(failure, Map.of(), wait, end);
    }

    private static Kept paused(int number, FailureMessage.Write write, RepairState end) {
        return one(
                Reports.of("pauses", write, token(number), "us", "us", TOKEN_MILLIS),
                RepairState.PARKED,
                end);
    }

    private static FailureMessage.Write put(String source, int number, long ttlSeconds) {
        return new FailureMessage.Write.Put(
                Reports.cell(PAUSED, source),
                Reports.value(token(number)),
                Bytes.utf8("of " + source),
                ttlSeconds);
    }

    private static FailureMessage.Write delete(String source) {
        return new FailureMessage.Write.Delete(Reports.cell(PAUSED, source));
    }

    /** Held for as long as writes take from {@code eu}; fails at the time of asking. */
    private static FailureMessage held() {
        return Reports.put("held", token(0), "eu", "us", System.currentTimeMillis());
    }

    private static FailureMessage edge(String source, int number) {
        return Reports.put(source, token(number), "us", "us", TOKEN_MILLIS);
    }

    private static FailureMessage in(
            String namespace, String type, String source, int number, String target) {
        Token token = token(number);
        return Reports.of(
                type,
                new FailureMessage.Write.Put(Reports.cell(namespace, source), Reports.value(token)),
                token,
                "us",
                target,
                TOKEN_MILLIS);
    }

    private static FailureMessage copy(String source, @Nullable Token least) {
        return new FailureMessage(
                new Subject.Edge(Reports.GRAPH, Reports.TYPE, source, "everybody"),
                new FailureMessage.Write.Copy(Reports.cell(source)),
                least,
                "us",
                "us",
                TOKEN_MILLIS,
                new Cause(Cause.Kind.AUDIT, "digests differ"));
    }

    private static Kept redriven() {
        Map<String, String> headers = new HashMap<>();
        headers.put(WireHeaders.REDRIVES, "2");
        headers.put(WireHeaders.REDRIVEN_AT, "2025-01-02T00:00:00Z");
        headers.put(WireHeaders.TRACEPARENT, Deadly.TRACEPARENT);
        headers.put(WireHeaders.TARGET, "us");
        return new Kept(
                in(PAUSED, "pauses", "redriven", 11, "mars"),
                headers,
                RepairState.PARKED,
                RepairState.APPLIED);
    }

    private static FailureMessage recordDelete() {
        return node(
                new FailureMessage.Write.DeleteRecord(
                        Cell.wholeRecord(PROFILES, Bytes.utf8("leaver"))),
                "leaver",
                13);
    }

    private static FailureMessage binary() {
        Token token = token(14);
        return node(
                new FailureMessage.Write.Put(
                        new Cell(
                                PROFILES,
                                Bytes.wrap(new byte[] {0, -1, -128, 127}),
                                Bytes.wrap(new byte[] {-1})),
                        Bytes.wrap(new byte[] {0, 1, 2, -1}),
                        Bytes.EMPTY,
                        0),
                "binary \u00e9\ud83d\ude00",
                14);
    }

    private static FailureMessage node(FailureMessage.Write write, String id, int number) {
        return new FailureMessage(
                new Subject.Node(Reports.GRAPH, "profile", id),
                write,
                token(number),
                "us",
                "us",
                TOKEN_MILLIS,
                AWAY_CAUSE);
    }

    private static FailureMessage ofGraph(String graph) {
        FailureMessage good = in(Reports.NAMESPACE, Reports.TYPE, "elsewhere", 19, "us");
        return new FailureMessage(
                new Subject.Edge(graph, Reports.TYPE, "elsewhere", "everybody"),
                good.write(),
                good.token(),
                good.origin(),
                good.target(),
                good.failedAtMillis(),
                good.cause());
    }
}
