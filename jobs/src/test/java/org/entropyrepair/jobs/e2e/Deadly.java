package org.entropyrepair.jobs.e2e;

import java.time.Duration;
import java.util.List;
import org.entropyrepair.core.model.Bytes;
import org.entropyrepair.core.model.Cause;
import org.entropyrepair.core.model.Cell;
import org.entropyrepair.core.model.DeathReason;
import org.entropyrepair.core.model.Position;
import org.entropyrepair.core.model.RawRecord;
import org.entropyrepair.core.model.Subject;
import org.entropyrepair.core.model.Token;
import org.entropyrepair.core.wire.DeadLetterId;
import org.entropyrepair.core.wire.FailureMessage;
import org.entropyrepair.core.wire.FailureWriter;
import org.jspecify.annotations.Nullable;

/**
 * A record that can only die, and what is to stand on its dead letter.
 *
 * @param key its Kafka key, different from all others
 * @param feed the region whose topic carries it
 * @param value its value
 * @param failure what it says; null if it cannot be read
 * @param reason what it dies of
 * @param attempts tries at the store before that
 * @param said a part of the message
 * @param parkedAs the reason for which it waits before; empty if it does not
 */
record Deadly(
        String key,
        String feed,
        @Nullable Bytes value,
        @Nullable FailureMessage failure,
        DeathReason reason,
        int attempts,
        String said,
        String parkedAs) {
    static final int RECORD_BYTES_MAX = 4096;
    static final String TRACEPARENT = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
    static final String TRIES = "tries.forward";
    static final String AGES = "ages.forward";

    /** At least one of each reason, two of most that have two ways. */
    static List<Deadly> all() {
        return List.of(
                unreadable("no-json", Bytes.utf8("good morning"), DeathReason.MALFORMED, "JSON"),
                unreadable("no-value", null, DeathReason.MALFORMED, "value"),
                unreadable(
                        "version-2",
                        changed("\"version\":1", "\"version\":2"),
                        DeathReason.UNSUPPORTED_VERSION,
                        "2"),
                unreadable(
                        "unknown-op",
                        changed("\"op\":\"put\"", "\"op\":\"increment\""),
                        DeathReason.UNSUPPORTED_OP,
                        "increment"),
                unreadable(
                        "large",
                        Bytes.wrap(new byte[RECORD_BYTES_MAX + 1]),
                        DeathReason.TOO_LARGE,
                        Integer.toString(RECORD_BYTES_MAX)),
                readable("copy", copy(), DeathReason.AMBIGUOUS_ABSENCE, 1, "no region holds"),
                readable(
                        "record-delete",
                        recordDelete(),
                        DeathReason.UNSUPPORTED_OP,
                        0,
                        "recordDeletes"),
                parked(
                        "graph",
                        ofGraph("road-works"),
                        DeathReason.UNKNOWN_GRAPH,
                        "graph is unknown"),
                parked("region", to("mars"), DeathReason.UNKNOWN_REGION, "region is unknown"),
                parked(
                        "namespace",
                        in("follows.sideways", "follows", "namespace"),
                        DeathReason.UNKNOWN_NAMESPACE,
                        "namespace is unknown"),
                parked(
                        "no-scope",
                        in("likes.forward", "likes", "no-scope"),
                        DeathReason.NO_SCOPE,
                        "no scope covers it"),
                readable(
                        "refused",
                        Reports.put("refused", "us", "eu"),
                        DeathReason.REJECTED,
                        1,
                        "not in my shop"),
                notAccepted(Reports.put("not-accepted", "us", "eu")),
                readable(
                        "doomstone",
                        aged(Duration.ofMinutes(-10)),
                        DeathReason.CLOCK_DRIFT,
                        0,
                        "ahead"),
                readable(
                        "ancient",
                        aged(Duration.ofDays(11)),
                        DeathReason.TOMBSTONE_WINDOW,
                        0,
                        "ago"),
                readable(
                        "tried",
                        in(TRIES, "tries", "tried"),
                        DeathReason.ATTEMPTS_EXHAUSTED,
                        2,
                        "2"),
                readable(
                        "aged", in(AGES, "ages", "aged"), DeathReason.AGE_EXHAUSTED, 0, "1000 ms"));
    }

    /** What its dead letter is called, the first time. */
    String id(String feedName, String topic, long offset) {
        FailureMessage known = failure;
        return known == null
                ? DeadLetterId.ofUnreadable(
                        new RawRecord(
                                feedName,
                                new Position(topic, 0, offset),
                                0,
                                null,
                                null,
                                RawRecord.Headers.NONE))
                : DeadLetterId.of(
                        known.write().cell(), known.target(), known.write().op(), known.token(), 0);
    }

    /** The cell it is about. */
    Cell cell() {
        FailureMessage known = failure;
        if (known == null) {
            throw new IllegalStateException("cell: none of what cannot be read");
        }
        return known.write().cell();
    }

    private static Deadly unreadable(
            String key, @Nullable Bytes value, DeathReason reason, String said) {
        return new Deadly(key, "us", value, null, reason, 0, said, "");
    }

    private static Deadly readable(
            String key, FailureMessage failure, DeathReason reason, int attempts, String said) {
        return new Deadly(
                key, "us", FailureWriter.write(failure), failure, reason, attempts, said, "");
    }

    private static Deadly notAccepted(FailureMessage failure) {
        return new Deadly(
                "not-accepted",
                "eu",
                FailureWriter.write(failure),
                failure,
                DeathReason.REJECTED,
                0,
                "accepts",
                "");
    }

    private static Deadly parked(
            String key, FailureMessage failure, DeathReason reason, String parkedAs) {
        return new Deadly(
                key, "us", FailureWriter.write(failure), failure, reason, 0, "expected", parkedAs);
    }

    private static Bytes changed(String from, String to) {
        String good = FailureWriter.write(Reports.put("changed", "us", "eu")).toString();
        return Bytes.utf8(good.replace(from, to));
    }

    /** Of what is nowhere, and so old that its delete may be forgotten. */
    private static FailureMessage copy() {
        long now = System.currentTimeMillis();
        return Reports.of(
                Reports.TYPE,
                new FailureMessage.Write.Copy(Reports.cell("copied")),
                Reports.token(now - Duration.ofDays(11).toMillis()),
                "us",
                "eu",
                now);
    }

    private static FailureMessage recordDelete() {
        return new FailureMessage(
                new Subject.Node(Reports.GRAPH, Reports.TYPE, "leaver"),
                new FailureMessage.Write.DeleteRecord(
                        Cell.wholeRecord(Reports.NAMESPACE, Bytes.utf8("leaver"))),
                Reports.token(),
                "us",
                "eu",
                System.currentTimeMillis(),
                new Cause(Cause.Kind.THROTTLED, ""));
    }

    private static FailureMessage ofGraph(String graph) {
        FailureMessage good = Reports.put("graph", "us", "eu");
        return new FailureMessage(
                new Subject.Edge(graph, Reports.TYPE, "graph", "everybody"),
                good.write(),
                good.token(),
                good.origin(),
                good.target(),
                good.failedAtMillis(),
                good.cause());
    }

    private static FailureMessage to(String region) {
        return Reports.put("region", "us", region);
    }

    private static FailureMessage in(String namespace, String type, String source) {
        Token token = Reports.token();
        return Reports.of(
                type,
                new FailureMessage.Write.Put(Reports.cell(namespace, source), Reports.value(token)),
                token,
                "us",
                "eu",
                System.currentTimeMillis());
    }

    private static FailureMessage aged(Duration age) {
        long now = System.currentTimeMillis();
        return Reports.put("aged-" + age, Reports.token(now - age.toMillis()), "us", "eu", now);
    }
}
