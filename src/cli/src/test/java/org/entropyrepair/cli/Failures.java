package org.entropyrepair.cli;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.entropyrepair.core.model.Bytes;
import org.entropyrepair.core.model.Cause;
import org.entropyrepair.core.model.Cell;
import org.entropyrepair.core.model.DeadLetter;
import org.entropyrepair.core.model.DeathReason;
import org.entropyrepair.core.model.Position;
import org.entropyrepair.core.model.RawRecord;
import org.entropyrepair.core.model.Subject;
import org.entropyrepair.core.model.Token;
import org.entropyrepair.core.wire.DeadLetterId;
import org.entropyrepair.core.wire.FailureMessage;
import org.entropyrepair.core.wire.FailureWriter;

/** A small world of two regions: what fails in it, and its config. Topics are named by scene. */
final class Failures {
    private Failures() {}

    static Cell cell(int number) {
        return new Cell("follows.forward", Bytes.utf8("user:" + number), Bytes.utf8("everybody"));
    }

    /** A put that was tried in us and missed in eu. */
    static FailureMessage put(int number) {
        long now = System.currentTimeMillis();
        return new FailureMessage(
                new Subject.Edge("social", "follows", "user:" + number, "everybody"),
                new FailureMessage.Write.Put(cell(number), Bytes.utf8("secret value " + number)),
                new Token(now * 1000, 7, number),
                "us",
                "eu",
                now,
                new Cause(Cause.Kind.UNAVAILABLE, "no host"));
    }

    /** Such a put that came from partition 0 of its failure topic and died. */
    static DeadLetter dead(
            String scene, int number, DeathReason reason, int redrives, long offset) {
        FailureMessage failure = put(number);
        String topic = topic(scene, "us");
        long now = System.currentTimeMillis();
        return new DeadLetter(
                DeadLetterId.of(
                        failure.write().cell(),
                        "eu",
                        failure.write().op(),
                        failure.token(),
                        redrives),
                reason,
                "for the sake of a test",
                3,
                now,
                now,
                "eu",
                redrives,
                new RawRecord(
                        "us/" + topic,
                        new Position(topic, 0, offset),
                        now,
                        Bytes.utf8("key"),
                        FailureWriter.write(failure),
                        RawRecord.Headers.NONE));
    }

    static String topic(String scene, String region) {
        return scene + ".failures." + region;
    }

    static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    /** The config; each region's store is of that kind, its settings followed by the region. */
    static String config(String scene, String brokers, String kind, String settings) {
        return """
        apiVersion: entropy-repair/v1
        graph: social
        regions:
          us:
            failures: [{bootstrapServers: "BROKERS", topic: SCENE.failures.us}]
            store: {kind: KIND, SETTINGS-us}
          eu:
            failures: [{bootstrapServers: "BROKERS", topic: SCENE.failures.eu}]
            store: {kind: KIND, SETTINGS-eu}
        namespaces:
          follows.forward: {edgeType: follows, record: forward, table: forward, tombstonesKept: 10d}
        replicationLag: {default: 100ms}
        scopes:
          - {name: everything, match: {}, action: repair}
        deadLetters: {bootstrapServers: "BROKERS", topic: SCENE.dead-letters}
        outcomes: {bootstrapServers: "BROKERS", topic: SCENE.outcomes, visibleAfter: 200ms}
        """
                .replace("BROKERS", brokers)
                .replace("SCENE", scene)
                .replace("KIND", kind)
                .replace("SETTINGS", settings);
    }
}
