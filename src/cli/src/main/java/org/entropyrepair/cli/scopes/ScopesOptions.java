package org.entropyrepair.cli.scopes;

import java.time.Duration;
import org.entropyrepair.cli.frame.ConfigFile;
import org.entropyrepair.cli.frame.Failed;
import org.entropyrepair.config.ConfigTopic;
import org.entropyrepair.config.RegionConfig;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What all commands about scopes are told. */
final class ScopesOptions {
    @Mixin private final ConfigFile file = new ConfigFile();

    @Option(
            names = "--job-name",
            paramLabel = "NAME",
            defaultValue = "entropy-repair",
            description = "Name of the job that is asked (default: ${DEFAULT-VALUE}).")
    private String job = "entropy-repair";

    @Option(
            names = "--timeout",
            paramLabel = "DURATION",
            defaultValue = "30s",
            description = "How long to wait for brokers and the job (default: ${DEFAULT-VALUE}).")
    private Duration timeout = Duration.ofSeconds(30);

    String job() {
        return job;
    }

    /** The topics that the config names. */
    ConfigTopics topics() {
        RegionConfig config = file.read();
        ConfigTopic topic = config.configTopic();
        if (topic == null) {
            throw new Failed(
                    config.problem(
                                    "configTopic",
                                    "absent",
                                    "a topic from which scopes change while the job runs")
                            .toString());
        }
        return new ConfigTopics(topic, job, timeout);
    }
}
