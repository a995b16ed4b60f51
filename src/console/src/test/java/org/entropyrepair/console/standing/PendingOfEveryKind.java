package org.entropyrepair.console.standing;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicLong;
import org.awaitility.Awaitility;
import org.entropyrepair.core.model.Bytes;
import org.entropyrepair.core.model.Cause;
import org.entropyrepair.core.model.Cell;
import org.entropyrepair.core.model.Subject;
import org.entropyrepair.core.model.Token;
import org.entropyrepair.core.wire.FailureMessage;
import org.entropyrepair.flow.repair.RepairSettings;
import org.entropyrepair.sinks.WriteResult;
import org.entropyrepair.testkit.fake.Answer;
import org.entropyrepair.testkit.fake.ScriptedStore;

/**
 * Repairs in every state in which they can be pending, and for every reason; and some that were in
 * another before, of which readers have been told.
 *
 * <p>{@code us} answers, but not for every cell; {@code eu} is out, and the writes that find out
 * whether it still is hang; {@code ap} has room for less than is due there. What waits for a time
 * waits for an hour, so that nothing moves.
 */
final class PendingOfEveryKind {
    /** How long a wait lasts before it is published. */
    static final Duration VISIBLE_AFTER = Duration.ofSeconds(2);

    /** Room for four writes at a target, and for three edges of a scope to wait for it. */
    static final RepairSettings.Limits LIMITS = new RepairSettings.Limits(4, 3, 10, 1_000, true);

    static final String CONFIG =
            """
            apiVersion: entropy-repair/v1
            graph: social
            maxParallelism: 8
            unknownKept: 1h
            regions:
              us:
                failures: [{bootstrapServers: "BROKERS", topic: failures}]
                store: {kind: scripted, name: standing.us}
              eu:
                failures: [{bootstrapServers: "BROKERS", topic: failures-eu}]
                store: {kind: scripted, name: standing.eu}
              ap:
                failures: [{bootstrapServers: "BROKERS", topic: failures-ap}]
                store: {kind: scripted, name: standing.ap}
            namespaces:
              follows.forward: {edgeType: follows, record: forward, table: a, tombstonesKept: 10d}
              turns.forward: {edgeType: turns, record: forward, table: b, tombstonesKept: 10d}
              lates.forward: {edgeType: lates, record: forward, table: h, tombstonesKept: 10d}
              pauses.forward: {edgeType: pauses, record: forward, table: c, tombstonesKept: 10d}
              switches.forward: {edgeType: switches, record: forward, table: d, tombstonesKept: 10d}
              watches.forward: {edgeType: watches, record: forward, table: e, tombstonesKept: 10d}
              likes.forward: {edgeType: likes, record: forward, table: f, tombstonesKept: 10d}
              gone.forward: {edgeType: gone, record: forward, table: g, tombstonesKept: 10d}
            replicationLag:
              default: 10ms
              routes:
                - {from: eu, to: us, lag: 1h}
                - {from: us, to: ap, lag: 4s}
            scopes:
              - {name: pauses, match: {edgeTypes: [pauses]}, action: pause}
              - {name: switches, match: {edgeTypes: [switches]}, action: pause}
              - {name: watches, match: {edgeTypes: [watches]}, action: observe}
              - {name: turns, match: {edgeTypes: [turns]}, action: repair}
              - {name: lates, match: {edgeTypes: [lates]}, action: repair}
              - name: others
                match: {edgeTypes: [follows, gone]}
                action: repair
                retry: {initialBackoff: 3s, multiplier: 1000, maxBackoff: 1h, jitter: 0}
            deadLetters: {bootstrapServers: "BROKERS", topic: dead}
            outcomes: {bootstrapServers: "BROKERS", topic: outcomes, visibleAfter: 2s}
            configTopic: {bootstrapServers: "BROKERS", topic: config}
            """;

    private static final String FOLLOWS = "follows";
    private static final Duration LONGEST = Duration.ofSeconds(60);
    private static final AtomicLong NONCES = new AtomicLong();

    private final RunningRepairs job;
    private final ScriptedStore us = ScriptedStore.named("standing.us");
    private final ScriptedStore eu = ScriptedStore.named("standing.eu");
    private final ScriptedStore ap = ScriptedStore.named("standing.ap");

    PendingOfEveryKind(RunningRepairs job) {
        this.job = job;
    }

    /** Makes them, and leaves them where they are. */
    void arise() throws Exception {
        Answer noHost = new Answer.Unavailable("no host");
        eu.always(noHost).unreadable("no host");
        ap.always(new Answer.Late());
        us.forCell(cell(FOLLOWS, "slow"), new Answer.Throttled("slow down"))
                .next(
                        cell(FOLLOWS, "changes"),
                        new Answer.Throttled("slow down"),
                        new Answer.Unknown(false))
                .forCell(cell(FOLLOWS, "hung"), new Answer.Hang(false));
        gone(new Answer.Misdeployed(WriteResult.Reach.NAMESPACE, "table g: missing"));
        job.publish(List.of(put(FOLLOWS, "fine", "us", "us")));
        await("the first is repaired", () -> us.writes() == 1);

        List<FailureMessage> all = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            all.add(put(FOLLOWS, "out-" + i, "us", "eu"));
        }
        for (int i = 0; i < 3; i++) {
            all.add(put("switches", "switched-" + i, "us", "eu"));
            all.add(put("gone", "gone-" + i, "us", "us"));
            all.add(put("pauses", "paused-" + i, "us", List.of("us", "eu", "ap").get(i)));
        }
        for (int i = 0; i < 20; i++) {
            all.add(put(FOLLOWS, "behind-" + i, "ap", "ap"));
        }
        job.publish(all);
        await("there is no more room at ap", () -> ap.inFlight() == 4);
        await("eu is out", () -> eu.writes() >= 10);
        job.publish(singles());
        caughtOut();
        job.propose(
                job.config()
                        .text()
                        .replace(
                                "{edgeTypes: [switches]}, action: pause",
                                "{edgeTypes: [switches]}, action: repair"));
    }

    private List<FailureMessage> singles() {
        List<FailureMessage> singles = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            singles.add(put(FOLLOWS, "out-late-" + i, "us", "eu"));
        }
        for (int i = 0; i < 6; i++) {
            singles.add(put("turns", "turn-" + i, "ap", "ap"));
            singles.add(put("turns", "turn-after-hold-" + i, "us", "ap"));
            singles.add(put(FOLLOWS, "behind-after-hold-" + i, "us", "ap"));
        }
        singles.add(put(FOLLOWS, "held", "eu", "us"));
        singles.add(put(FOLLOWS, "slow", "us", "us"));
        singles.add(put(FOLLOWS, "changes", "us", "us"));
        singles.add(put("watches", "watched", "us", "us"));
        singles.add(put("likes", "scopeless", "us", "us"));
        singles.add(put("lost", "strange", "us", "us"));
        singles.add(put(FOLLOWS, "far", "us", "mars"));
        singles.add(
                new FailureMessage(
                        new Subject.Edge("roads", FOLLOWS, "elsewhere", "everybody"),
                        new FailureMessage.Write.Put(
                                cell(FOLLOWS, "elsewhere"), Bytes.utf8("value")),
                        token(0),
                        "us",
                        "us",
                        System.currentTimeMillis(),
                        new Cause(Cause.Kind.UNAVAILABLE, "no host")));
        singles.add(of(FOLLOWS, "ahead", token(200_000), "us", "us"));
        singles.add(
                new FailureMessage(
                        new Subject.Edge("social", FOLLOWS, "copied", "everybody"),
                        new FailureMessage.Write.Copy(cell(FOLLOWS, "copied")),
                        null,
                        "us",
                        "us",
                        System.currentTimeMillis(),
                        new Cause(Cause.Kind.AUDIT, "digests differ")));
        return singles;
    }

    /** From now on, who finds out whether it is mended waits for an answer. */
    private void caughtOut() {
        await("a second attempt", () -> us.writesOf(cell(FOLLOWS, "changes")) == 2);
        eu.always(new Answer.Hang(false));
        gone(new Answer.Hang(false));
        await("eu is being probed", () -> eu.inFlight() >= 1);
        await("and the namespace, too", () -> us.inFlight() >= 1);
        // That ap is behind is said when it answers, and has been behind for long enough.
        ap.release();
        await("ap has room for others", () -> ap.inFlight() == 4);
        Awaitility.await().pollDelay(VISIBLE_AFTER).until(() -> true);
        ap.release();
        await("and for yet others", () -> ap.inFlight() == 4);
        // Of a scope of which nobody waits yet: it has room in memory. And last, what hangs until
        // its lease ends.
        job.publish(
                List.of(
                        put("lates", "late-1", "ap", "ap"),
                        put("lates", "late-2", "ap", "ap"),
                        put(FOLLOWS, "hung", "us", "us")));
        await("it hangs", () -> us.inFlight() >= 2);
    }

    private void gone(Answer answer) {
        for (int i = 0; i < 3; i++) {
            us.forCell(cell("gone", "gone-" + i), answer);
        }
    }

    private static void await(String what, Callable<Boolean> holds) {
        Awaitility.await(what).atMost(LONGEST).until(holds);
    }

    private static Cell cell(String type, String source) {
        return new Cell(type + ".forward", Bytes.utf8(source), Bytes.utf8("everybody"));
    }

    private static FailureMessage put(String type, String source, String origin, String target) {
        return of(type, source, token(0), origin, target);
    }

    private static FailureMessage of(
            String type, String source, Token token, String origin, String target) {
        return new FailureMessage(
                new Subject.Edge("social", type, source, "everybody"),
                new FailureMessage.Write.Put(cell(type, source), Bytes.utf8("value")),
                token,
                origin,
                target,
                System.currentTimeMillis(),
                new Cause(Cause.Kind.UNAVAILABLE, "no host"));
    }

    private static Token token(long aheadMillis) {
        return new Token(
                (System.currentTimeMillis() + aheadMillis) * 1000, 0, NONCES.incrementAndGet());
    }
}
