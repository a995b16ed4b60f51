package org.entropyrepair.quickstart.run;

import java.util.List;
import java.util.Map;
import org.entropyrepair.testkit.kafka.KafkaBroker;

/** The broker of a run, with all topics there are. */
final class RunBroker {
    private static final int MESSAGE_BYTES_MAX = 4 << 20;

    private RunBroker() {}

    /** Starts it in the run's folder. */
    static KafkaBroker start(RunFolder folder, List<String> regions) {
        KafkaBroker broker =
                KafkaBroker.in(folder.resolve("kafka")).messageMaxBytes(MESSAGE_BYTES_MAX).start();
        try {
            for (String region : regions) {
                broker.createTopic(
                        RegionFile.failureTopic(region), 2, Map.of("retention.ms", "-1"));
            }
            broker.createTopic(RegionFile.DEAD_LETTERS, 1, Map.of("retention.ms", "-1"));
            broker.createTopic(RegionFile.OUTCOMES, 2, Map.of("cleanup.policy", "compact,delete"));
            for (String topic : RegionFile.CONFIGS) {
                broker.createTopic(topic, 1, Map.of("cleanup.policy", "compact"));
            }
            return broker;
        } catch (RuntimeException failed) {
            broker.close();
            throw failed;
        }
    }
}
