package org.entropyrepair.jobs.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.entropyrepair.core.model.Bytes;
import org.entropyrepair.core.model.DeathReason;
import org.entropyrepair.core.model.Outcome;
import org.entropyrepair.core.model.RepairState;
import org.entropyrepair.core.wire.WireHeaders;
import org.entropyrepair.testkit.fake.Answer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** Every reason to die, through the whole job, to a dead letter with all that belongs on it. */
@Tag("slow")
@ExtendWith(OneStage.class)
@Timeout(400)
class EveryDeathTest {
    private static final Duration LONGEST = Duration.ofSeconds(90);
    private static final Duration UNKNOWN_KEPT = Duration.ofSeconds(2);
    private static final Set<DeathReason> PARKED_FIRST =
            EnumSet.of(
                    DeathReason.UNKNOWN_GRAPH,
                    DeathReason.UNKNOWN_REGION,
                    DeathReason.UNKNOWN_NAMESPACE,
                    DeathReason.NO_SCOPE);

    @Test
    void everyReasonHasItsDeadLetterOnceMoreOnARepeatAndAnewAfterARedrive(Stage stage)
            throws Exception {
        try (RepairRig rig = scene(stage).open()) {
            List<Deadly> cases = Deadly.all();
            rig.store("eu").forCell(Reports.cell("refused"), new Answer.Rejected("not in my shop"));
            rig.store("eu")
                    .forCell(
                            Reports.cell(Deadly.TRIES, "tried"), new Answer.Unavailable("no host"));
            rig.store("eu")
                    .forCell(Reports.cell(Deadly.AGES, "aged"), new Answer.Throttled("slow down"));

            long began = System.currentTimeMillis();
            RunningJob first = rig.start();
            cases.forEach(one -> publish(rig, one, Map.of()));
            awaitLetters(rig, cases.size());
            Map<String, Letter> letters = byKey(rig.ends().letters());
            assertThat(rig.ends().letters()).hasSize(cases.size());
            cases.forEach(one -> assertRight(rig, one, letter(letters, one), began));
            assertThat(cases.stream().map(Deadly::reason).collect(Collectors.toSet()))
                    .isEqualTo(EnumSet.allOf(DeathReason.class));
            cases.stream()
                    .filter(one -> PARKED_FIRST.contains(one.reason()))
                    .forEach(one -> assertWasParkedFirst(rig, one, letter(letters, one)));
            first.assertNeverRestarted();
            first.cancel();

            // Without state the job reads everything once more.
            RunningJob again = rig.start();
            awaitLetters(rig, 2 * cases.size());
            assertThat(rig.ends().letters().stream().map(letter -> letter.dead().id()))
                    .hasSize(2 * cases.size())
                    .hasSameElementsAs(ids(letters.values()));

            cases.forEach(one -> publish(rig, one, redrive(letter(letters, one))));
            awaitLetters(rig, 3 * cases.size());
            List<Letter> redriven =
                    rig.ends().letters().subList(2 * cases.size(), 3 * cases.size());
            assertThat(redriven).allMatch(letter -> letter.dead().redrives() == 1);
            assertThat(byKey(redriven)).hasSameSizeAs(cases);
            assertThat(ids(redriven))
                    .hasSameSizeAs(cases)
                    .doesNotContainAnyElementsOf(ids(letters.values()));
            again.assertNeverRestarted();
        }
    }

    /** Meanwhile the target answers others: nobody dies of a ceiling where nobody is answered. */
    private static void awaitLetters(RepairRig rig, int count) {
        rig.await(
                count + " dead letters",
                LONGEST,
                () -> {
                    rig.publish("us", Reports.put("healthy-" + System.nanoTime(), "us", "eu"));
                    return rig.ends().letters().size() >= count;
                });
    }

    private static RepairScene scene(Stage stage) {
        return RepairScene.on(stage, "us", "eu")
                .accepts("eu", "eu")
                .namespaces(
                        """
                        follows.forward: {edgeType: follows, record: forward, table: a, tombstonesKept: 10d}
                        likes.forward: {edgeType: likes, record: forward, table: b, tombstonesKept: 10d}
                        tries.forward: {edgeType: tries, record: forward, table: c, tombstonesKept: 10d}
                        ages.forward: {edgeType: ages, record: forward, table: d, tombstonesKept: 10d}
                        """)
                .scopes(
                        """
                        - {name: follows, match: {edgeTypes: [follows]}, action: repair}
                        - {name: tries, match: {edgeTypes: [tries]}, action: repair, retry: {initialBackoff: 100ms, maxAttempts: 2}}
                        - {name: ages, match: {edgeTypes: [ages]}, action: repair, retry: {initialBackoff: 200ms, multiplier: 1, maxAge: 1s}}
                        """)
                .more(
                        "unknownKept: "
                                + UNKNOWN_KEPT.toMillis()
                                + "ms\nmaxRecordBytes: "
                                + Deadly.RECORD_BYTES_MAX);
    }

    private static void publish(RepairRig rig, Deadly one, Map<String, String> headers) {
        ProducerRecord<byte[], byte[]> record = rig.record(one.feed(), one.key(), one.value());
        Map<String, String> all = new HashMap<>(headers);
        all.put(WireHeaders.TRACEPARENT, Deadly.TRACEPARENT);
        all.forEach((name, value) -> record.headers().add(name, Bytes.utf8(value).toArray()));
        rig.publish(one.feed(), List.of(record));
    }

    /** What a redrive adds to the record it takes from a dead letter. */
    private static Map<String, String> redrive(Letter letter) {
        Map<String, String> headers = new HashMap<>();
        headers.put(WireHeaders.REDRIVES, "1");
        headers.put(WireHeaders.REDRIVEN_AT, Reports.iso(System.currentTimeMillis()));
        String target = letter.header(WireHeaders.TARGET);
        if (target != null) {
            headers.put(WireHeaders.TARGET, target);
        }
        return headers;
    }

    private static void assertRight(RepairRig rig, Deadly one, Letter letter, long began) {
        ConsumerRecord<byte[], byte[]> source = source(rig, one);
        String topic = rig.scene().failureTopic(one.feed());
        Map<String, String> expected = new HashMap<>();
        expected.put(WireHeaders.ID, one.id(rig.scene().feed(one.feed()), topic, source.offset()));
        expected.put(WireHeaders.REASON, one.reason().name());
        expected.put(WireHeaders.ATTEMPTS, Integer.toString(one.attempts()));
        expected.put(WireHeaders.TOPIC, topic);
        expected.put(WireHeaders.PARTITION, "0");
        expected.put(WireHeaders.OFFSET, Long.toString(source.offset()));
        expected.put(WireHeaders.REDRIVES, "0");
        expected.put(WireHeaders.TRACEPARENT, Deadly.TRACEPARENT);
        if (one.failure() != null) {
            expected.put(WireHeaders.TARGET, one.failure().target());
            expected.put(WireHeaders.FIRST_FAILED_AT, Reports.iso(one.failure().failedAtMillis()));
        }
        Map<String, String> found = new HashMap<>();
        letter.record()
                .headers()
                .forEach(header -> found.put(header.key(), Bytes.wrap(header.value()).toString()));
        String message = Objects.toString(found.remove(WireHeaders.MESSAGE), "");
        found.remove(WireHeaders.DEAD_AT);
        assertThat(found).as(one.key()).isEqualTo(expected);
        assertThat(message).as(one.key()).contains(one.said()).doesNotContain("\n");
        assertThat(letter.dead().deadAtMillis())
                .as(one.key())
                .isBetween(began, System.currentTimeMillis());
        assertThat(letter.record().value())
                .as("the failure's own bytes of " + one.key())
                .isEqualTo(source.value());
    }

    /** It stood as parked, with its reason, and for as long as the config says. */
    private static void assertWasParkedFirst(RepairRig rig, Deadly one, Letter letter) {
        Outcome parked =
                rig.ends().outcomes().stream()
                        .filter(outcome -> outcome.state() == RepairState.PARKED)
                        .filter(outcome -> Objects.equals(outcome.cell(), one.cell()))
                        .findFirst()
                        .orElseThrow(() -> new AssertionError("never parked: " + one.key()));
        assertThat(parked.reason()).isEqualTo(one.parkedAs());
        assertThat(letter.dead().deadAtMillis() - parked.sinceMillis())
                .as("how long " + one.key() + " was kept, in ms")
                .isGreaterThanOrEqualTo(UNKNOWN_KEPT.toMillis());
        String target = Objects.requireNonNull(letter.dead().target());
        rig.await("its end", LONGEST, () -> rig.ends().of(one.cell(), target).isPresent());
        Outcome end = rig.ends().of(one.cell(), target).orElseThrow();
        assertThat(end.state()).isEqualTo(RepairState.DEAD);
        assertThat(end.reason()).isEqualTo(one.reason().name());
        assertThat(end.revision()).isGreaterThan(parked.revision());
    }

    private static ConsumerRecord<byte[], byte[]> source(RepairRig rig, Deadly one) {
        return rig
                .scene()
                .stage()
                .broker(one.feed())
                .topics()
                .readAll(rig.scene().failureTopic(one.feed()))
                .stream()
                .filter(record -> Bytes.wrap(record.key()).toString().equals(one.key()))
                .findFirst()
                .orElseThrow();
    }

    private static Letter letter(Map<String, Letter> letters, Deadly one) {
        return Objects.requireNonNull(letters.get(one.key()), one.key());
    }

    private static Map<String, Letter> byKey(List<Letter> letters) {
        Map<String, Letter> byKey = new HashMap<>();
        letters.forEach(letter -> byKey.put(letter.key(), letter));
        return byKey;
    }

    private static Set<String> ids(Iterable<Letter> letters) {
        Set<String> ids = new HashSet<>();
        letters.forEach(letter -> ids.add(letter.dead().id()));
        return ids;
    }
}
