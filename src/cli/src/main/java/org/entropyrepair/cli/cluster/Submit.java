package org.entropyrepair.cli.cluster;

import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.entropyrepair.cli.frame.ConfigFile;
import org.entropyrepair.cli.frame.Failed;
import org.entropyrepair.cli.frame.Output;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Starts a job on a cluster, without state. */
@Command(
        name = "submit",
        description = {
            "Start a repair job on a Flink cluster, and wait until all its tasks run.",
            "The job manager reads the config, which is sent along, resolves its secrets, and asks the"
                    + " brokers whether the topics are fit; what it refuses or warns of is said here. A"
                    + " job that would repair what another one on the cluster repairs already is not"
                    + " started."
        },
        footer = {
            "",
            "Examples:",
            "  entropy-repair submit region.yaml --cluster http://jobmanager:8081",
            "  entropy-repair submit region.yaml --targets eu-west-1 --job-name repair-eu",
            "  entropy-repair submit region.yaml --targets none --job-name unreadable"
        })
public final class Submit implements Callable<Integer> {
    @Mixin private final Output output = new Output();
    @Mixin private final ClusterOption cluster = new ClusterOption();
    @Mixin private final JobOptions options = new JobOptions();

    @Parameters(paramLabel = ConfigFile.LABEL, description = "The region config.")
    private Path file = Path.of("");

    @Option(
            names = "--patience",
            paramLabel = "DURATION",
            defaultValue = "3m",
            description = "How long the job may take to run (default: ${DEFAULT-VALUE}).")
    private Duration patience = Duration.ofMinutes(3);

    @Override
    public Integer call() {
        JobSettings settings = new JobSettings(options.given(file));
        Cluster flink = cluster.open();
        RepairJobs jobs = new RepairJobs(flink, patience);
        List<String> problems = Overlap.problems(settings, jobs.all());
        if (!problems.isEmpty()) {
            throw new Failed(problems);
        }
        String jar = flink.upload(options.jar());
        String id =
                jobs.start(
                        settings.with(Map.of(JobSettings.JAR, jar)), options.parallelism(), null);
        try {
            jobs.awaitRunning(id);
        } catch (Failed failed) {
            jobs.cancel(id);
            throw failed;
        }
        List<String> warnings = jobs.settings(id).warnings();
        warnings.forEach(warning -> output.progress("warning: " + warning));
        output.text("job %s, %s: all its tasks run".formatted(settings.name(), id));
        Map<String, Object> said = new LinkedHashMap<>();
        said.put("job", id);
        said.put("name", settings.name());
        said.put("targets", List.copyOf(settings.targets()));
        said.put("jar", jar);
        said.put("warnings", warnings);
        output.object(said);
        return 0;
    }
}
