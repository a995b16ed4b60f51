package org.entropyrepair.quickstart.cluster;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.entropyrepair.testkit.server.ServerJars;

/**
 * The command {@code bin/local-cluster}.
 *
 * <p>Exit codes: 0 done, or it runs; 1 failed, or it does not run; 2 used wrongly.
 */
public final class LocalCluster {
    private static final int DONE = 0;
    private static final int FAILED = 1;
    private static final int USED_WRONGLY = 2;
    private static final int STOP_SECONDS_MAX = 60;
    private static final String USAGE =
            """
            usage: bin/local-cluster start|stop|status
              start    start a Flink cluster (job manager, two task managers of two slots each, ZooKeeper)
                       and a Kafka broker on 127.0.0.1, all empty, and say where they are and how
                       Prometheus reads their metrics
              stop     stop what start started, jobs and all; logs stay in target/local-cluster
              status   say whether it runs (exit code 0) or not (1)
            """;

    private final Path folder;
    private final PrintStream out;
    private final PrintStream err;

    LocalCluster(Path folder, PrintStream out, PrintStream err) {
        this.folder = folder.toAbsolutePath();
        this.out = out;
        this.err = err;
    }

    /** Runs the command and exits with its code. */
    public static void main(String[] args) throws IOException, InterruptedException {
        Path folder = Path.of(System.getProperty(ServerJars.ROOT, "."), "target", "local-cluster");
        if (args.length == 2 && args[0].equals("keep")) {
            Keeper.keep(Path.of(args[1]));
            return;
        }
        System.exit(new LocalCluster(folder, System.out, System.err).run(List.of(args)));
    }

    /** Runs the command and returns its exit code. */
    int run(List<String> args) throws IOException, InterruptedException {
        switch (args.size() == 1 ? args.get(0) : "") {
            case "start":
                return start();
            case "stop":
                return stop();
            case "status":
                return status();
            case "--help":
                out.print(USAGE);
                return DONE;
            default:
                err.print(
                        "local-cluster: %s (expected: start, stop or status)%n"
                                .formatted(args.isEmpty() ? "nothing" : String.join(" ", args)));
                return USED_WRONGLY;
        }
    }

    private int start() throws IOException, InterruptedException {
        if (keeper().isPresent()) {
            out.println("it runs already");
            return status();
        }
        deleteFolder();
        Files.createDirectories(folder);
        Process keeper =
                new ProcessBuilder(
                                "setsid", // a terminal that is closed does not end it
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-Xmx128m",
                                "-XX:+UseSerialGC",
                                "-XX:TieredStopAtLevel=1",
                                "-D%s=%s"
                                        .formatted(
                                                ServerJars.ROOT,
                                                System.getProperty(ServerJars.ROOT)),
                                "-cp",
                                System.getProperty("java.class.path"),
                                LocalCluster.class.getName(),
                                "keep",
                                folder.toString())
                        .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                        .redirectErrorStream(true)
                        .redirectOutput(log().toFile())
                        .start();
        Files.writeString(file(), keeper.pid() + " " + startedMillis(keeper.toHandle()));
        while (Keeper.addresses(folder).isEmpty()) {
            if (keeper.waitFor(200, TimeUnit.MILLISECONDS)) {
                err.println("local-cluster: did not come up, see " + log());
                return FAILED;
            }
        }
        return status();
    }

    private int stop() throws IOException, InterruptedException {
        Optional<ProcessHandle> keeper = keeper();
        if (keeper.isEmpty()) {
            out.println("it does not run");
            return DONE;
        }
        List<ProcessHandle> all =
                Stream.concat(keeper.stream(), keeper.get().descendants()).toList();
        keeper.get().destroy();
        for (ProcessHandle one : all) {
            try {
                one.onExit().get(STOP_SECONDS_MAX, TimeUnit.SECONDS);
            } catch (ExecutionException | TimeoutException stubborn) {
                one.destroyForcibly();
            }
        }
        Files.deleteIfExists(file());
        out.println("stopped");
        return DONE;
    }

    private int status() throws IOException {
        if (keeper().isEmpty()) {
            out.println("it does not run");
            return FAILED;
        }
        Properties addresses = Keeper.addresses(folder);
        out.println("Flink, REST and web page: " + addresses.getProperty("flink", "starting"));
        out.println("Kafka broker: " + addresses.getProperty("kafka", "starting"));
        out.println("savepoints: " + addresses.getProperty("savepoints", "starting"));
        out.println("logs: " + folder);
        out.println("metrics, where Prometheus is installed: " + prometheus());
        return DONE;
    }

    /** Its data lie beside the folder, which the next start empties: it may run on meanwhile. */
    private String prometheus() {
        return "prometheus --config.file=%s --web.listen-address=127.0.0.1:9090 --storage.tsdb.path=%s"
                .formatted(
                        Keeper.prometheus(folder),
                        folder.resolveSibling(folder.getFileName() + "-prometheus"));
    }

    /** The process that {@link #start} started, if it still runs: its number may be another's. */
    private Optional<ProcessHandle> keeper() throws IOException {
        if (!Files.exists(file())) {
            return Optional.empty();
        }
        String[] known = Files.readString(file()).split(" ");
        return ProcessHandle.of(Long.parseLong(known[0]))
                .filter(ProcessHandle::isAlive)
                .filter(one -> startedMillis(one) == Long.parseLong(known[1]));
    }

    private static long startedMillis(ProcessHandle process) {
        return process.info().startInstant().map(Instant::toEpochMilli).orElse(0L);
    }

    private Path file() {
        return folder.resolve("keeper");
    }

    private Path log() {
        return folder.resolve("keeper.log");
    }

    private void deleteFolder() throws IOException {
        if (Files.exists(folder)) {
            try (Stream<Path> all = Files.walk(folder)) {
                for (Path one : all.sorted(Comparator.reverseOrder()).toList()) {
                    Files.deleteIfExists(one);
                }
            }
        }
    }
}
