package org.entropyrepair.cli.frame;

import java.nio.file.Path;
import org.entropyrepair.config.ConfigReading;
import org.entropyrepair.config.RegionConfig;
import org.entropyrepair.config.RegionConfigReader;
import picocli.CommandLine.Option;

/** Of a command whose arguments are others: {@code --config FILE}. */
public final class ConfigFile {
    /** What the help calls a region config that is an argument. */
    public static final String LABEL = "CONFIG";

    @Option(
            names = "--config",
            required = true,
            paramLabel = "FILE",
            description = "The region config: it says where the topics are.")
    private Path file = Path.of("");

    /** Where it is. */
    public Path path() {
        return file;
    }

    /**
     * The config.
     *
     * @throws Failed with all problems, if it has any
     */
    public RegionConfig read() {
        return read(file);
    }

    /**
     * The config in a file.
     *
     * @throws Failed with all problems, if it has any
     */
    public static RegionConfig read(Path file) {
        ConfigReading reading = RegionConfigReader.read(file);
        if (reading instanceof ConfigReading.Refused refused) {
            throw new Failed(refused.problems());
        }
        return reading.orThrow();
    }
}
