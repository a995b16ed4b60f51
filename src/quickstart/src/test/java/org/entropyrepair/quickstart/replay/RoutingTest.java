package org.entropyrepair.quickstart.replay;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RoutingTest {
    private final Routing routing =
            new Routing(
                    LocalConfigTest.read(
                            Path.of(
                                    System.getProperty("entropyrepair.root"),
                                    "region-config/examples/three-regions-cassandra.yaml")));

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
        assertThat(routing.topicOf(record.getBytes(StandardCharsets.UTF_8))).isEqualTo(topic);
    }
}
