package org.entropyrepair.cli.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.awaitility.Awaitility;
import org.entropyrepair.cli.frame.Ran;
import org.entropyrepair.cli.frame.Shell;
import org.entropyrepair.core.model.Bytes;
import org.entropyrepair.core.model.Cause;
import org.entropyrepair.core.model.Cell;
import org.entropyrepair.core.model.Outcome;
import org.entropyrepair.core.model.RepairState;
import org.entropyrepair.core.model.Subject;
import org.entropyrepair.core.model.Token;
import org.entropyrepair.core.wire.FailureMessage;
import org.entropyrepair.core.wire.FailureWriter;
import org.entropyrepair.core.wire.OutcomeCodec;
import org.entropyrepair.core.wire.WireHeaders;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import picocli.CommandLine.Command;

/**
 * Two jobs with a target each and a third without, which owns what names no target of anybody, on a
 * real cluster, from the same topics: everything is exactly one's.
 */
@Tag("slow")
@ExtendWith(SmallCluster.Shared.class)
@Timeout(300)
class ThreeJobsTest {
    private static final Path JAR =
            Path.of(
                    Objects.requireNonNull(System.getProperty("entropyrepair.root")),
                    "jobs",
                    "target",
                    "entropy-repair-jobs.jar");
    private static final Duration LONGEST = Duration.ofSeconds(120);
    private static final List<String> TARGETS = List.of("us", "eu");
    private static final String UNKNOWN = "mars";
    private static final String OWNER = "unreadable";
    private static final int PER_ROUND = 20;
    private static final Set<RepairState> REPAIRED =
            Set.of(RepairState.APPLIED, RepairState.HEALED, RepairState.SUPERSEDED);

    /** The commands that the jobs meet. */
    @Command(
            name = "entropy-repair",
            subcommands = {Submit.class, Status.class, Upgrade.class})
    static final class Root {}

    private final SmallCluster servers;
    private final Path folder;
    private final Set<String> repairable = new TreeSet<>();
    private final List<String> hopeless = new ArrayList<>();
    private int published;

    ThreeJobsTest(SmallCluster servers) throws IOException {
        this.servers = servers;
        this.folder = servers.folder("three-jobs");
    }

    @BeforeEach
    void topics() {
        for (String region : TARGETS) {
            servers.kafka().createTopic(topic(region), 2, Map.of("retention.ms", "-1"));
        }
        servers.kafka().createTopic("three.dead-letters", 2, Map.of());
        servers.kafka().createTopic("three.outcomes", 2, Map.of());
    }

    @AfterEach
    void cancelAll() {
        RepairJobs jobs = new RepairJobs(new Cluster(servers.flink().address()), LONGEST);
        jobs.all().forEach(job -> jobs.cancel(job.id()));
    }

    @Test
    void everyOutcomeIsItsOwnersAndEveryUnreadableRecordOneDeadLetter() throws Exception {
        Path config = config();
        publish();
        submit(config, "us", "--targets", "us", "--owns-unreadable", "false");
        submit(config, "eu", "--targets", "eu", "--owns-unreadable", "false");
        String first = submit(config, OWNER, "--targets", "none");
        Ran again = ran("submit", config.toString(), "--targets", "none", "--job-name", "again");
        assertThat(again.err())
                .contains("--owns-unreadable: true (expected: false, since job " + OWNER);
        until("a checkpoint", () -> servers.flink().rest().checkpoints(first) > 0);

        publish();
        JsonNode upgraded = said(ran("upgrade", config.toString(), "--job-name", OWNER, "--json"));
        assertThat(upgraded.path("end").asText()).isEqualTo("upgraded");
        publish();
        JsonNode other = said(ran("upgrade", config.toString(), "--job-name", "eu", "--json"));
        assertThat(other.path("end").asText()).isEqualTo("upgraded");
        publish();

        until("all is repaired", () -> repaired().equals(repairable));
        until("all that is hopeless is dead", () -> letters().containsAll(hopeless));
        int settled = hopeless.size();
        publish(); // who still had something to say of what came before has said it by then
        until("all is repaired", () -> repaired().equals(repairable));
        until("all that is hopeless is dead", () -> letters().containsAll(hopeless));
        assertThat(settled).isPositive();

        // What a job buries between a savepoint and its stop it buries once more, under the same
        // id.
        assertThat(Set.copyOf(letters())).isEqualTo(Set.copyOf(hopeless));
        assertThat(letterIds()).hasSize(hopeless.size());
        assertThat(letters())
                .filteredOn(ThreeJobsTest::isUnreadable)
                .containsExactlyInAnyOrderElementsOf(
                        hopeless.stream().filter(ThreeJobsTest::isUnreadable).toList());
        assertThat(outcomes())
                .allSatisfy(
                        outcome -> assertThat(outcome.job()).isEqualTo(owner(outcome.target())));
        assertThat(jobsByKey().values()).allMatch(jobs -> jobs.size() == 1);
        assertThat(outcomes())
                .filteredOn(outcome -> outcome.state() == RepairState.DEAD)
                .extracting(Outcome::target)
                .isNotEmpty()
                .containsOnly(UNKNOWN);
        assertThat(folder.resolve("store-us")).isNotEmptyDirectory();
        assertThat(folder.resolve("store-ap")).as("of a region that no job repairs").doesNotExist();
        Ran status = ran("status");
        assertThat(status.out()).containsPattern("targets +none\n").contains("targets          us");
    }

    /** The end of the name is the same for all who may say it. */
    private static String owner(String target) {
        return TARGETS.contains(target) ? target : OWNER;
    }

    /** Some failures of both targets, some of a region that nobody knows, some rubbish. */
    private void publish() {
        List<ProducerRecord<byte[], byte[]>> records = new ArrayList<>();
        for (int i = 0; i < PER_ROUND; i++) {
            String source = "user:" + published++;
            for (String target : List.of("us", "eu", UNKNOWN)) {
                if (!target.equals(UNKNOWN) || i % 5 == 0) {
                    Bytes failure = failure(source, target);
                    records.add(record(TARGETS.get(i % 2), source, failure));
                    if (target.equals(UNKNOWN)) {
                        hopeless.add(failure.asUtf8().orElseThrow());
                    } else {
                        repairable.add(source + " at " + target);
                    }
                }
            }
            if (i % 4 == 0) {
                String rubbish = "rubbish " + published;
                hopeless.add(rubbish);
                records.add(record(TARGETS.get(i / 4 % 2), rubbish, Bytes.utf8(rubbish)));
            }
        }
        servers.kafka().topics().produce(records);
    }

    private static ProducerRecord<byte[], byte[]> record(String region, String key, Bytes value) {
        return new ProducerRecord<>(
                topic(region), key.getBytes(StandardCharsets.UTF_8), value.toArray());
    }

    private static Bytes failure(String source, String target) {
        long now = System.currentTimeMillis();
        return FailureWriter.write(
                new FailureMessage(
                        new Subject.Edge("social", "follows", source, "everybody"),
                        new FailureMessage.Write.Put(
                                new Cell(
                                        "follows.forward",
                                        Bytes.utf8(source),
                                        Bytes.utf8("everybody")),
                                Bytes.utf8("value")),
                        new Token(now * 1000, 0, 1),
                        "us",
                        target,
                        now,
                        new Cause(Cause.Kind.UNAVAILABLE, "no host available")));
    }

    private Set<String> repaired() {
        return outcomes().stream()
                .filter(outcome -> REPAIRED.contains(outcome.state()))
                .filter(outcome -> outcome.cell() != null) // not of a target as a whole
                .map(outcome -> id(outcome.cell()) + " at " + outcome.target())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static String id(@Nullable Cell cell) {
        return cell == null ? "" : cell.id().asUtf8().orElseThrow();
    }

    private List<Outcome> outcomes() {
        return servers.kafka().topics().readAll("three.outcomes").stream()
                .map(record -> OutcomeCodec.decode(Bytes.wrap(record.value())))
                .toList();
    }

    /** Who has said something under each key of the outcome topic. */
    private Map<String, Set<String>> jobsByKey() {
        Map<String, Set<String>> jobs = new TreeMap<>();
        for (ConsumerRecord<byte[], byte[]> record :
                servers.kafka().topics().readAll("three.outcomes")) {
            jobs.computeIfAbsent(Bytes.wrap(record.key()).toString(), key -> new TreeSet<>())
                    .add(OutcomeCodec.decode(Bytes.wrap(record.value())).job());
        }
        return jobs;
    }

    private static boolean isUnreadable(String value) {
        return value.startsWith("rubbish ");
    }

    /** The value of every record on the dead-letter topic, repeats and all. */
    private List<String> letters() {
        return servers.kafka().topics().readAll("three.dead-letters").stream()
                .map(record -> new String(record.value(), StandardCharsets.UTF_8))
                .toList();
    }

    private Set<String> letterIds() {
        return servers.kafka().topics().readAll("three.dead-letters").stream()
                .map(record -> record.headers().lastHeader(WireHeaders.ID).value())
                .map(value -> new String(value, StandardCharsets.UTF_8))
                .collect(Collectors.toSet());
    }

    private static String topic(String region) {
        return "three.failures." + region;
    }

    private Path config() throws IOException {
        String text =
                """
                apiVersion: entropy-repair/v1
                graph: social
                regions:
                  us:
                    failures: [{bootstrapServers: "BROKERS", topic: three.failures.us}]
                    store: {kind: rocksdb, path: FOLDER/store-us}
                  eu:
                    failures: [{bootstrapServers: "BROKERS", topic: three.failures.eu}]
                    store: {kind: rocksdb, path: FOLDER/store-eu}
                  ap:
                    failures: [{bootstrapServers: "BROKERS", topic: three.failures.ap}]
                    store: {kind: rocksdb, path: FOLDER/store-ap}
                namespaces:
                  follows.forward: {edgeType: follows, record: forward, table: forward, tombstonesKept: 10d}
                replicationLag: {default: 300ms}
                unknownKept: 3s
                scopes:
                  - {name: everything, match: {}, action: repair}
                deadLetters: {bootstrapServers: "BROKERS", topic: three.dead-letters}
                outcomes: {bootstrapServers: "BROKERS", topic: three.outcomes, visibleAfter: 100ms}
                """
                        .replace("BROKERS", servers.kafka().bootstrapServers())
                        .replace("FOLDER", folder.toString());
        return Files.writeString(folder.resolve("region.yaml"), text);
    }

    private String submit(Path config, String name, String... options) throws IOException {
        List<String> line =
                new ArrayList<>(
                        List.of("submit", config.toString(), "--jar", JAR.toString(), "--json"));
        line.addAll(List.of("--job-name", name, "--one-process", "true", "--parallelism", "1"));
        line.addAll(List.of(options));
        Ran ran = ran(line.toArray(String[]::new));
        assertThat(ran.err()).as("a topic is missing").contains("warning: ", topic("ap"));
        return said(ran).path("job").asText();
    }

    private static JsonNode said(Ran ran) throws IOException {
        assertThat(ran.code()).as(ran.err()).isZero();
        return JsonMapper.builder().build().readTree(ran.out());
    }

    private Ran ran(String... line) {
        return Ran.of(
                (environment, out, err) -> Shell.of(new Root(), environment, out, err),
                Map.of("ENTROPY_REPAIR_CLUSTER", servers.flink().address().toString()),
                line);
    }

    private static void until(String what, BooleanSupplier holds) {
        Awaitility.await(what)
                .atMost(LONGEST)
                .pollInterval(Duration.ofMillis(200))
                .until(holds::getAsBoolean);
    }
}
