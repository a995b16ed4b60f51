package org.entropyrepair.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.apache.flink.api.common.JobExecutionResult;
import org.apache.flink.api.common.JobID;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.RestOptions;
import org.apache.flink.runtime.executiongraph.AccessExecutionVertex;
import org.apache.flink.runtime.jobgraph.JobGraph;
import org.apache.flink.runtime.jobmaster.JobResult;
import org.apache.flink.runtime.minicluster.MiniCluster;
import org.apache.flink.runtime.minicluster.MiniClusterConfiguration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.awaitility.Awaitility;
import org.entropyrepair.config.RegionConfig;
import org.entropyrepair.config.RegionConfigReader;
import org.entropyrepair.config.yaml.Secrets;
import org.entropyrepair.core.model.Bytes;
import org.entropyrepair.core.model.DeadLetter;
import org.entropyrepair.core.model.DeathReason;
import org.entropyrepair.core.wire.DeadLetterCodec;
import org.entropyrepair.core.wire.WireHeaders;
import org.entropyrepair.flow.redrive.Fate;
import org.entropyrepair.flow.redrive.LetterFilter;
import org.entropyrepair.flow.redrive.RedriveCounts;
import org.entropyrepair.flow.redrive.Redriver;
import org.entropyrepair.testkit.kafka.KafkaBroker;
import org.entropyrepair.testkit.letters.DeadLetters;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A large queue, a job that is cancelled and submitted again, and loses a task manager: every
 * letter goes back, once but for what was under way, and every record is accounted for.
 */
@Tag("slow")
@Timeout(400)
class BulkRedriveTest {
    private static final int LETTERS = 50_000;
    private static final int REPEATS = 500;
    private static final int LOOPING = 20;
    private static final int STRANGERS = 2;
    private static final int NOT_MEANT = 30;
    private static final int UNREADABLE = 10;
    private static final int PARALLELISM = 2;
    private static final int PER_SECOND = 3_000;
    private static final int TWICE_EACH_TIME_MAX = Redriver.IN_FLIGHT_MAX * PARALLELISM;
    private static final String FAILURES = "failures.us";
    private static final String HANDLED = "dead-letters.handled";

    private static final LetterFilter REJECTED =
            LetterFilter.ofReasons(Set.of(DeathReason.REJECTED));

    @TempDir Path folder;

    private final List<ProducerRecord<byte[], byte[]>> queue = new ArrayList<>();
    private final Set<Bytes> values = new HashSet<>();

    @Test
    void everyLetterGoesBackThoughTheJobIsCancelledAndLosesATaskManager() throws Exception {
        MiniCluster cluster = cluster();
        try (KafkaBroker broker = KafkaBroker.in(folder.resolve("broker")).start()) {
            Path config = fill(broker);
            cluster.start();

            JobID first = submit(cluster, config);
            await(() -> marks(broker) > LETTERS / 8);
            cluster.cancelJob(first).get(120, TimeUnit.SECONDS);
            cluster.requestJobResult(first).get(120, TimeUnit.SECONDS);
            long before = marks(broker);
            assertThat(before).isLessThan(LETTERS);

            JobID second = submit(cluster, config);
            await(() -> marks(broker) > before + LETTERS / 4);
            cluster.terminateTaskManager(0).get(120, TimeUnit.SECONDS);
            cluster.startTaskManager();
            Map<String, Long> counts = counts(cluster, second);
            assertThat(of(counts, RedriveCounts.RESTARTS)).isPositive();
            assertThat(of(counts, Fate.HANDLED)).isBetween(before, before + TWICE_EACH_TIME_MAX);
            assertThat(of(counts, Fate.REDRIVEN_BEFORE)).isGreaterThan(LETTERS / 5);
            assertThat(
                            of(counts, Fate.HANDLED)
                                    + of(counts, Fate.REDRIVEN_BEFORE)
                                    + of(counts, Fate.REDRIVEN))
                    .isEqualTo(LETTERS);
            assertEverythingElseIsCounted(counts);
            assertEachIsBack(broker, 1 + of(counts, RedriveCounts.RESTARTS));

            String again = run(config, "--reason", "REJECTED");
            assertThat(again)
                    .contains("redriven: 0", "dealt with before: " + LETTERS)
                    .doesNotContain("not accounted");
            assertThat(run(config, "--reason", "NO_SCOPE", "--dry-run", "true"))
                    .contains("would be redriven: " + NOT_MEANT);
            assertEachIsBack(broker, 1 + of(counts, RedriveCounts.RESTARTS));
        } finally {
            cluster.close();
        }
    }

    private static void assertEverythingElseIsCounted(Map<String, Long> counts) {
        assertThat(of(counts, Fate.REPEAT)).isEqualTo(REPEATS);
        assertThat(of(counts, Fate.LOOPING)).isEqualTo(LOOPING);
        assertThat(of(counts, Fate.REFUSED)).isEqualTo(STRANGERS);
        assertThat(of(counts, Fate.NOT_MEANT)).isEqualTo(NOT_MEANT);
        assertThat(of(counts, Fate.UNREADABLE)).isEqualTo(UNREADABLE);
        assertThat(of(counts, RedriveCounts.READ))
                .isEqualTo(LETTERS + REPEATS + LOOPING + STRANGERS + NOT_MEANT + UNREADABLE);
    }

    /** The bytes that died, under the headers of a redrive, repeated no more than is said. */
    private void assertEachIsBack(KafkaBroker broker, long interruptions) {
        List<ConsumerRecord<byte[], byte[]>> back = broker.topics().readAll(FAILURES);
        assertThat(
                        back.stream()
                                .map(record -> Bytes.wrap(record.value()))
                                .collect(Collectors.toSet()))
                .isEqualTo(values);
        assertThat((long) back.size())
                .isBetween((long) LETTERS, LETTERS + interruptions * TWICE_EACH_TIME_MAX);
        assertThat(back)
                .allSatisfy(
                        record -> {
                            assertThat(header(record, WireHeaders.REDRIVES)).isEqualTo("1");
                            assertThat(header(record, WireHeaders.TARGET)).isEqualTo("eu");
                        });
    }

    private Path fill(KafkaBroker broker) throws Exception {
        broker.createTopic(FAILURES, 2, Map.of());
        broker.createTopic("failures.eu", 1, Map.of());
        broker.createTopic("dead-letters", 3, Map.of());
        for (int number = 0; number < LETTERS; number++) {
            DeadLetter letter = letter(number, DeathReason.REJECTED, 0);
            values.add(Objects.requireNonNull(letter.raw().value()));
            bury(letter);
            if (number < REPEATS) {
                bury(letter);
            }
            if (number < LOOPING) {
                bury(letter(number, DeathReason.REJECTED, 3));
            }
            if (number < NOT_MEANT) {
                bury(letter(LETTERS + number, DeathReason.NO_SCOPE, 0));
            }
            if (number < UNREADABLE) {
                queue.add(new ProducerRecord<>("dead-letters", new byte[] {1}));
            }
            if (number < STRANGERS) {
                bury(
                        DeadLetters.dead(
                                DeadLetters.failure(LETTERS + NOT_MEANT + number, "mars", "eu"),
                                DeathReason.REJECTED,
                                0));
            }
        }
        broker.topics().produce(queue);
        return Files.writeString(folder.resolve("region.yaml"), text(broker.bootstrapServers()));
    }

    private static DeadLetter letter(int number, DeathReason reason, int redrives) {
        return DeadLetters.dead(DeadLetters.failure(number), reason, redrives);
    }

    private void bury(DeadLetter letter) {
        DeadLetterCodec.Encoded encoded = DeadLetterCodec.encode(letter, 1 << 20);
        Bytes key = encoded.key();
        Bytes value = encoded.value();
        ProducerRecord<byte[], byte[]> record =
                new ProducerRecord<>(
                        "dead-letters",
                        key == null ? null : key.toArray(),
                        value == null ? null : value.toArray());
        encoded.headers().forEach(one -> record.headers().add(one.name(), one.value().toArray()));
        queue.add(record);
    }

    /** As the job's main method does, without waiting for the end. */
    private static JobID submit(MiniCluster cluster, Path file) throws Exception {
        StreamExecutionEnvironment env =
                StreamExecutionEnvironment.createLocalEnvironment(PARALLELISM, new Configuration());
        RegionConfig config =
                RegionConfigReader.read("region.yaml", Files.readString(file), Secrets.unresolved())
                        .orThrow();
        RedriveJobOptions options =
                new RedriveJobOptions("redrive", REJECTED, 3, PER_SECOND, false);
        RedriveJob.prepare(config, options);
        RedriveJob.build(env, config, options);
        JobGraph graph = env.getStreamGraph().getJobGraph();
        cluster.submitJob(graph).get(120, TimeUnit.SECONDS);
        return graph.getJobID();
    }

    /** What became of all records, once the job has ended by itself. */
    private static Map<String, Long> counts(MiniCluster cluster, JobID job) throws Exception {
        JobExecutionResult result =
                ended(cluster, job).toJobExecutionResult(BulkRedriveTest.class.getClassLoader());
        TreeMap<String, Long> counts = result.getAccumulatorResult(RedriveCounts.NAME);
        return counts;
    }

    /** Waits for its end; if that does not come, says where the job and its threads stand. */
    private static JobResult ended(MiniCluster cluster, JobID job) throws Exception {
        try {
            return cluster.requestJobResult(job).get(180, TimeUnit.SECONDS);
        } catch (TimeoutException stuck) {
            StringBuilder said = new StringBuilder("job: not ended after 180 s\n");
            var graph = cluster.getArchivedExecutionGraph(job).get(60, TimeUnit.SECONDS);
            for (AccessExecutionVertex task : graph.getAllExecutionVertices()) {
                said.append(task.getTaskNameWithSubtaskIndex())
                        .append(", attempt ")
                        .append(task.getCurrentExecutionAttempt().getAttemptNumber())
                        .append(": ")
                        .append(task.getExecutionState())
                        .append('\n');
            }
            Thread.getAllStackTraces()
                    .forEach(
                            (thread, frames) -> {
                                said.append(thread.getName()).append('\n');
                                Arrays.stream(frames)
                                        .limit(20)
                                        .forEach(
                                                one ->
                                                        said.append("    ")
                                                                .append(one)
                                                                .append('\n'));
                            });
            throw new AssertionError(said.toString(), stuck);
        }
    }

    private static long of(Map<String, Long> counts, Fate fate) {
        return of(counts, fate.words());
    }

    private static long of(Map<String, Long> counts, String name) {
        return counts.getOrDefault(name, 0L);
    }

    /** What the job's main method says when it has run to its end. */
    private static String run(Path config, String... options) throws Exception {
        List<String> line = new ArrayList<>(List.of("--config", config.toString()));
        line.addAll(List.of(options));
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        int code =
                RedriveJob.run(
                        line.toArray(String[]::new),
                        StreamExecutionEnvironment.createLocalEnvironment(PARALLELISM),
                        new PrintStream(out, true, StandardCharsets.UTF_8),
                        new PrintStream(err, true, StandardCharsets.UTF_8));
        assertThat(code).as(err.toString(StandardCharsets.UTF_8)).isZero();
        return out.toString(StandardCharsets.UTF_8);
    }

    /** How many marks have been written. */
    private static long marks(KafkaBroker broker) {
        TopicPartition partition = new TopicPartition(HANDLED, 0);
        Properties properties = new Properties();
        properties.put("bootstrap.servers", broker.directServers());
        try (KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(
                        properties, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            return consumer.endOffsets(List.of(partition)).getOrDefault(partition, 0L);
        }
    }

    private static String header(ConsumerRecord<byte[], byte[]> record, String name) {
        Header header = record.headers().lastHeader(name);
        return header == null ? "none" : new String(header.value(), StandardCharsets.UTF_8);
    }

    private static void await(Callable<Boolean> holds) {
        Awaitility.await()
                .atMost(Duration.ofSeconds(180))
                .pollInterval(Duration.ofMillis(200))
                .until(holds);
    }

    private static MiniCluster cluster() {
        Configuration config = new Configuration();
        config.set(RestOptions.BIND_PORT, "0");
        return new MiniCluster(
                new MiniClusterConfiguration.Builder()
                        .setConfiguration(config)
                        .setNumTaskManagers(PARALLELISM)
                        .setNumSlotsPerTaskManager(1)
                        .withRandomPorts()
                        .build());
    }

    private static String text(String brokers) {
        return """
        apiVersion: entropy-repair/v1
        graph: social
        regions:
          us:
            failures: [{bootstrapServers: "BROKERS", topic: failures.us}]
            store: {kind: rocksdb, path: /nowhere/us}
          eu:
            failures: [{bootstrapServers: "BROKERS", topic: failures.eu}]
            store: {kind: rocksdb, path: /nowhere/eu}
        namespaces:
          follows.forward: {edgeType: follows, record: forward, table: forward, tombstonesKept: 10d}
        scopes:
          - {name: everything, match: {}, action: repair}
        deadLetters: {bootstrapServers: "BROKERS", topic: dead-letters}
        outcomes: {bootstrapServers: "BROKERS", topic: outcomes}
        """
                .replace("BROKERS", brokers);
    }
}
