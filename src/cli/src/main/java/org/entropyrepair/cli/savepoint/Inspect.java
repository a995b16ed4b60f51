package org.entropyrepair.cli.savepoint;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.entropyrepair.cli.frame.ConfigFile;
import org.entropyrepair.cli.frame.Failed;
import org.entropyrepair.cli.frame.Output;
import org.entropyrepair.cli.frame.Values;
import org.entropyrepair.config.RegionConfig;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Says what a savepoint holds. */
@Command(
        name = "inspect",
        description = {
            "Say what is pending in a savepoint or checkpoint, without running the job.",
            "Reads savepoints of both formats and retained checkpoints, changes nothing in them, and"
                    + " needs as much room in the folder for temporary files as the largest subtask"
                    + " has state.",
            "With --config it also says under which scope each repair falls, and what a job with that"
                    + " config would leave behind or would not start with."
        },
        footer = {
            "",
            "Examples:",
            "  entropy-repair savepoint inspect /savepoints/savepoint-4f1c",
            "  entropy-repair savepoint inspect --config region.yaml --edges /savepoints/savepoint-4f1c",
            "  entropy-repair savepoint inspect --json /checkpoints/8d2e/chk-42"
        })
final class Inspect implements Callable<Integer> {
    @Mixin private final Output output = new Output();

    @Parameters(
            paramLabel = "PATH",
            description = "The folder of the savepoint, or the file _metadata in it.")
    private String path = "";

    @Option(
            names = "--config",
            paramLabel = "FILE",
            description = "The region config of the job that is to be started from it.")
    private @Nullable Path config;

    @Option(
            names = "--edges",
            fallbackValue = "true",
            description = "Also say which repairs these are, one by one.")
    private boolean edges;

    @Option(
            names = "--limit",
            paramLabel = "N",
            converter = Values.Count.class,
            defaultValue = "20",
            description = "Say at most so many of them (default: ${DEFAULT-VALUE}).")
    private int limit = 20;

    @Override
    public Integer call() {
        RegionConfig read = config == null ? null : ConfigFile.read(config);
        Contents contents;
        try {
            contents = Contents.read(path, read, edges ? limit : 0);
        } catch (IOException e) {
            throw new Failed(Objects.toString(e.getMessage(), path), e);
        }
        if (output.isJson()) {
            output.object(Fields.of(contents));
        } else {
            Lines.of(contents).forEach(output::text);
        }
        return 0;
    }
}
