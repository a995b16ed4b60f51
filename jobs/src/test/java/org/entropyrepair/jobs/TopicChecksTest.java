package org.entropyrepair.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.entropyrepair.testkit.kafka.KafkaBroker;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What the start asks of real brokers. */
@Tag("slow")
@Timeout(120)
class TopicChecksTest {
    private static final long ELEVEN_DAYS_MILLIS = 11L * 24 * 60 * 60 * 1000;

    @TempDir Path folder;

    @Test
    void theStartRefusesEveryTopicThatForgets() throws Exception {
        try (KafkaBroker broker = KafkaBroker.in(folder.resolve("kafka")).start()) {
            broker.createTopic("failures.us", 1, Map.of("retention.ms", "-1"));
            broker.createTopic("mirror.failures.us", 1, Map.of("retention.ms", "-1"));
            broker.createTopic("failures.eu", 1, Map.of("cleanup.policy", "compact"));
            broker.createTopic(
                    "failures.ap", 1, Map.of("retention.ms", Long.toString(ELEVEN_DAYS_MILLIS)));
            broker.createTopic("dead-letters", 1, Map.of("max.message.bytes", "4096"));
            broker.createTopic("outcomes", 1, Map.of("cleanup.policy", "compact,delete"));
            Path config =
                    Files.writeString(
                            folder.resolve("region.yaml"),
                            Configs.text(
                                    broker.bootstrapServers(),
                                    folder.resolve("stores").toString()));
            ByteArrayOutputStream err = new ByteArrayOutputStream();
            int code =
                    RepairJob.run(
                            new String[] {"--config", config.toString()},
                            StreamExecutionEnvironment.createLocalEnvironment(
                                    1, new Configuration()),
                            new PrintStream(err, true, StandardCharsets.UTF_8));
            assertThat(code).isEqualTo(1);
            assertThat(err.toString(StandardCharsets.UTF_8).lines())
                    .filteredOn(line -> !line.startsWith("warning: "))
                    .satisfiesExactlyInAnyOrder(
                            line -> assertThat(line).contains("eu/failures.eu cleanup.policy"),
                            line ->
                                    assertThat(line)
                                            .contains("ap/failures.ap retention.ms")
                                            .contains("1036800000"),
                            line ->
                                    assertThat(line)
                                            .contains("deadLetters max.message.bytes: 4096"));
        }
    }

    @Test
    void brokersThatDoNotAnswerRefuseNothing() {
        TopicChecks.Result result = TopicChecks.check(Configs.config());
        assertThat(result.refusals()).isEmpty();
        assertThat(result.warnings())
                .hasSize(6)
                .allMatch(warning -> warning.contains("(expected: topic "));
    }
}
