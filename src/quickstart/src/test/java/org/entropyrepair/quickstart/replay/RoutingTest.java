package org.entropyrepair.quickstart.replay;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.entropyrepair.config.RegionConfigReader;
import org.entropyrepair.config.yaml.Secrets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RoutingTest {
    private static final Path EXAMPLES =
            Path.of(System.getProperty("entropyrepair.root"), "region-config", "examples");

    private final Routing routing =
            new Routing(LocalConfigTest.read(EXAMPLES.resolve("three-regions-cassandra.yaml")));

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"origin\":\"us-east-1\"}  | failures.us-east-1.0",
                "{\"origin\":\"eu-west-1\"}  | failures.eu-west-1.0",
                "{\"origin\":\"ap-south-1\"} | failures.ap-south-1.0",
                "{\"origin\":\"mars\"}       | failures.us-east-1.0",
                "{\"origin\":7}              | failures.us-east-1.0",
                "{\"origin\":                | failures.us-east-1.0",
                "7                           | failures.us-east-1.0",
            })
    void aRecordGoesToATopicThatAcceptsItsOrigin(String record, String topic) {
        assertThat(routing.topicOf(record.getBytes(UTF_8))).isEqualTo(topic);
    }

    /** Its own region's first topic does not, and that of the other region has none of its own. */
    @ParameterizedTest
    @CsvSource({"us-east-1, failures.us-east-1.1", "eu-west-1, failures.us-east-1.0"})
    void aTopicThatDoesNotAcceptTheOriginIsPassedOver(String origin, String topic)
            throws IOException {
        String example =
                Files.readString(EXAMPLES.resolve("two-regions-embedded.yaml"))
                        .replace(
                                "topic: social.write-failures.us-east-1}",
                                "topic: social.a, accepts: {origins: [eu-west-1]}}\n      - "
                                        + "{bootstrapServers: \"localhost:9092\", topic: social.b,"
                                        + " accepts: {origins: [us-east-1]}}")
                        .replace(
                                "topic: social.write-failures.eu-west-1}",
                                "topic: social.c, accepts: {origins: [us-east-1]}}");
        Routing strict =
                new Routing(
                        RegionConfigReader.read("region.yaml", example, Secrets.unresolved())
                                .orThrow());

        assertThat(strict.topicOf("{\"origin\":\"%s\"}".formatted(origin).getBytes(UTF_8)))
                .isEqualTo(topic);
    }
}
