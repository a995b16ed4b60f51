package org.entropyrepair.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.entropyrepair.core.model.Bytes;
import org.entropyrepair.core.model.Cause;
import org.entropyrepair.core.model.Cell;
import org.entropyrepair.core.model.DeadLetter;
import org.entropyrepair.core.model.DeathReason;
import org.entropyrepair.core.model.Position;
import org.entropyrepair.core.model.RawRecord;
import org.entropyrepair.core.model.RepairState;
import org.entropyrepair.core.model.Subject;
import org.entropyrepair.core.model.Token;
import org.entropyrepair.core.wire.DeadLetterCodec;
import org.entropyrepair.core.wire.DeadLetterId;
import org.entropyrepair.core.wire.FailureMessage;
import org.entropyrepair.core.wire.FailureWriter;
import org.entropyrepair.core.wire.OutcomeCodec;
import org.entropyrepair.testkit.kafka.KafkaBroker;

/** The topics, regions and scopes that the pages of the documentation speak of. */
final class DocumentedWorld {
    static final String LETTERS = "social.dead-letters";
    static final String OUTCOMES = "social.repair-outcomes";
    static final String OF_US = "social.write-failures.us-east-1";
    static final String OF_EU = "social.write-failures.eu-west-1";
    static final String OTHER_OF_EU = "social.failures-of-europe";

    private static final Set<RepairState> REPAIRED =
            Set.of(RepairState.APPLIED, RepairState.HEALED, RepairState.SUPERSEDED);

    private final KafkaBroker kafka;
    private final Path folder;

    /** Makes the topics that no command of a page makes. */
    DocumentedWorld(KafkaBroker kafka, Path folder) {
        this.kafka = kafka;
        this.folder = folder;
        for (String topic :
                List.of(
                        "social.write-failures",
                        OF_US,
                        OF_EU,
                        OTHER_OF_EU,
                        LETTERS,
                        OUTCOMES,
                        "old.retries")) {
            kafka.createTopic(topic, 1, Map.of("retention.ms", "-1"));
        }
    }

    /** Writes a region config, some of it replaced by something else. */
    Path config(String name, String from, String to) throws IOException {
        String text =
                """
                apiVersion: entropy-repair/v1
                graph: social
                regions:
                  us-east-1:
                    failures:
                      - {bootstrapServers: "BROKERS", topic: social.write-failures}
                      - {bootstrapServers: "BROKERS", topic: social.write-failures.us-east-1}
                    store: {kind: rocksdb, path: FOLDER/us-east-1}
                  eu-west-1:
                    failures: [{bootstrapServers: "BROKERS", topic: social.write-failures.eu-west-1}]
                    store: {kind: rocksdb, path: FOLDER/eu-west-1}
                namespaces:
                  social.follows.forward: {edgeType: follows, record: forward, table: f, tombstonesKept: 3650d}
                  social.follows.reverse: {edgeType: follows, record: reverse, table: r, tombstonesKept: 3650d}
                replicationLag: {default: 100ms}
                scopes:
                  - {name: follows, match: {edgeTypes: [follows]}, action: repair}
                deadLetters: {bootstrapServers: "BROKERS", topic: social.dead-letters}
                outcomes: {bootstrapServers: "BROKERS", topic: social.repair-outcomes, visibleAfter: 200ms}
                configTopic: {bootstrapServers: "BROKERS", topic: social.repair-config}
                """
                        .replace("BROKERS", kafka.bootstrapServers())
                        .replace("FOLDER", folder.toString());
        if (!text.contains(from)) {
            throw new IllegalArgumentException(from + " is not in the config");
        }
        return Files.writeString(folder.resolve(name), text.replace(from, to));
    }

    /** A put that was tried in us-east-1 and missed in eu-west-1. */
    static FailureMessage put(String source) {
        long now = System.currentTimeMillis();
        return new FailureMessage(
                new Subject.Edge("social", "follows", source, "user:7"),
                new FailureMessage.Write.Put(
                        new Cell(
                                "social.follows.forward", Bytes.utf8(source), Bytes.utf8("user:7")),
                        Bytes.utf8("{}")),
                new Token(now * 1000, 0, 1),
                "us-east-1",
                "eu-west-1",
                now,
                new Cause(Cause.Kind.UNAVAILABLE, "no host"));
    }

    /** Publishes such a failure where it was tried. */
    void publish(String source) {
        kafka.topics().produce(OF_US, source.getBytes(StandardCharsets.UTF_8), bytes(put(source)));
    }

    /** Publishes a line as the consumer of old does. */
    void publishOld(String line) {
        kafka.topics().produce("old.retries", null, line.getBytes(StandardCharsets.UTF_8));
    }

    /** A file that the guide for moving over shows whole. */
    static String fileOfGuide(String name) throws IOException {
        String guide =
                Files.readString(
                        Path.of(
                                Objects.requireNonNull(System.getProperty("entropyrepair.root")),
                                "src/docs/moving-over.md"));
        Matcher file =
                Pattern.compile(
                                "^```\\w+ " + Pattern.quote(name) + "\n(.*?)^```$",
                                Pattern.MULTILINE | Pattern.DOTALL)
                        .matcher(guide);
        if (!file.find()) {
            throw new IllegalStateException("moving-over.md: no " + name);
        }
        return file.group(1);
    }

    /** Puts such a failure on the dead-letter topic; what the letter is called. */
    String bury(String source, DeathReason reason) {
        FailureMessage failure = put(source);
        long now = System.currentTimeMillis();
        DeadLetter letter =
                new DeadLetter(
                        DeadLetterId.of(
                                failure.write().cell(),
                                failure.target(),
                                failure.write().op(),
                                failure.token(),
                                0),
                        reason,
                        "for the sake of a test",
                        0,
                        now,
                        now,
                        failure.target(),
                        0,
                        new RawRecord(
                                "us-east-1/" + OF_US,
                                new Position(OF_US, 0, 0),
                                now,
                                Bytes.utf8(source),
                                FailureWriter.write(failure),
                                RawRecord.Headers.NONE));
        DeadLetterCodec.Encoded encoded = DeadLetterCodec.encode(letter, 1 << 20);
        ProducerRecord<byte[], byte[]> record =
                new ProducerRecord<>(
                        LETTERS, source.getBytes(StandardCharsets.UTF_8), bytes(failure));
        encoded.headers().forEach(one -> record.headers().add(one.name(), one.value().toArray()));
        kafka.topics().produce(List.of(record));
        return letter.id();
    }

    private static byte[] bytes(FailureMessage failure) {
        return FailureWriter.write(failure).toArray();
    }

    /** The ids of the records of which the outcome topic says that a cell was repaired. */
    Set<String> repaired() {
        return kafka.topics().readAll(OUTCOMES).stream()
                .map(record -> OutcomeCodec.decode(Bytes.wrap(record.value())))
                .filter(outcome -> REPAIRED.contains(outcome.state()) && outcome.cell() != null)
                .map(outcome -> String.valueOf(outcome.cell().id().asUtf8().orElse("")))
                .collect(Collectors.toSet());
    }
}
