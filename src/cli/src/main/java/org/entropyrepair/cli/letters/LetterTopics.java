package org.entropyrepair.cli.letters;

import org.entropyrepair.cli.frame.ConfigFile;
import org.entropyrepair.cli.frame.Output;
import org.entropyrepair.config.RegionConfig;
import org.entropyrepair.core.wire.FailureReader;
import org.entropyrepair.flow.topic.TopicAt;
import org.entropyrepair.flow.topic.TopicScan;
import org.entropyrepair.jobs.ConfiguredTopics;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * Where the dead letters are, and what has been dealt with: by the config, unless options say so.
 */
final class LetterTopics {
    @Mixin private final ConfigFile config = new ConfigFile();

    @Option(
            names = "--dead-letters-brokers",
            paramLabel = "HOST:PORT",
            description = "Brokers of the dead-letter topic, if not those of the config.")
    private @Nullable String brokers;

    @Option(
            names = "--dead-letters-topic",
            paramLabel = "TOPIC",
            description = "The dead-letter topic, if not that of the config.")
    private @Nullable String topic;

    @Option(
            names = "--handled-topic",
            paramLabel = "TOPIC",
            description =
                    "The compacted topic of what has been dealt with, on the same brokers; by"
                            + " default the dead-letter topic's name and .handled.")
    private @Nullable String handledTopic;

    /**
     * What the options and the config say.
     *
     * @param config the config
     * @param letters the dead-letter topic
     * @param handled the topic of what has been dealt with
     */
    record Read(RegionConfig config, TopicAt letters, TopicAt handled) {
        /** Those that the config names. */
        static Read of(RegionConfig config) {
            TopicAt letters = ConfiguredTopics.letters(config);
            return new Read(config, letters, ConfiguredTopics.handled(letters));
        }

        /** The letters, each once, and how each has been dealt with. */
        LetterQueue queue(Marks marks) {
            return new LetterQueue(
                    visitor -> TopicScan.all(letters, visitor),
                    new FailureReader(config.maxRecordBytes()),
                    marks::of);
        }

        /** The marks there are; a way to make more, unless it is a rehearsal. */
        Marks marks(boolean rehearsal, Output output) {
            return rehearsal
                    ? Marks.read(handled, output::progress)
                    : Marks.open(handled, output::progress);
        }
    }

    Read read() {
        RegionConfig read = config.read();
        TopicAt letters = ConfiguredTopics.letters(read).or(brokers, topic);
        return new Read(read, letters, ConfiguredTopics.handled(letters).or(null, handledTopic));
    }
}
