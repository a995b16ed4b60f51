package org.entropyrepair.cli;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.entropyrepair.cli.frame.ConfigFile;
import org.entropyrepair.cli.frame.Failed;
import org.entropyrepair.cli.frame.Output;
import org.entropyrepair.config.ConfigReading;
import org.entropyrepair.config.RegionConfig;
import org.entropyrepair.config.RegionConfigReader;
import org.entropyrepair.config.yaml.Problem;
import org.entropyrepair.jobs.ConfigChecks;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Checks a region config as far as that can be done without a network. */
@Command(
        name = "validate",
        description = {
            "Check a region config, as strictly as the job does, without asking any server.",
            "All problems are said at once, each as file:line path: value (expected: rule). Settings"
                    + " of stores and caches are checked by the stores and caches themselves."
        },
        footer = {
            "",
            "Examples:",
            "  entropy-repair validate region.yaml",
            "  entropy-repair validate --json region.yaml"
        })
final class Validate implements Callable<Integer> {
    @Mixin private final Output output = new Output();

    @Parameters(paramLabel = ConfigFile.LABEL, description = "The region config.")
    private Path file = Path.of("");

    @Option(
            names = "--one-process",
            arity = "0..1",
            fallbackValue = "true",
            description =
                    "All tasks of the job run in one process, so that an embedded store is in order.")
    private boolean oneProcess;

    @Override
    public Integer call() {
        ConfigReading reading = RegionConfigReader.read(file);
        if (reading instanceof ConfigReading.Refused refused) {
            return refuse(refused.problems());
        }
        RegionConfig config = reading.orThrow();
        List<Problem> problems =
                ConfigChecks.problems(config, oneProcess, Validate.class.getClassLoader());
        if (!problems.isEmpty()) {
            return refuse(problems);
        }
        output.text(
                "%s: in order (regions: %d, namespaces: %d, scopes: %d)"
                        .formatted(
                                file,
                                config.regions().size(),
                                config.namespaces().size(),
                                config.scopes().size()));
        output.object(answer(List.of()));
        return 0;
    }

    private int refuse(List<Problem> problems) {
        output.object(answer(problems));
        throw new Failed(problems);
    }

    private Map<String, Object> answer(List<Problem> problems) {
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("file", file.toString());
        answer.put("valid", problems.isEmpty());
        answer.put("problems", problems.stream().map(Validate::fields).toList());
        return answer;
    }

    private static Map<String, Object> fields(Problem problem) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("line", problem.line());
        fields.put("path", problem.path());
        fields.put("found", problem.found());
        fields.put("expected", problem.expected());
        return fields;
    }
}
