package org.entropyrepair.console;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.entropyrepair.cli.frame.ConfigFile;
import org.entropyrepair.cli.frame.Failed;
import org.entropyrepair.config.RegionConfig;
import org.entropyrepair.console.web.Site;
import org.entropyrepair.console.web.Stage;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Serves the console. */
@Command(
        name = "console",
        description = {
            "Serve a web page: what is pending where and why, one edge's story, dead letters, scopes.",
            "Reads the outcome topic, the dead-letter topic and Flink's REST API, and keeps nothing of"
                    + " its own: it can be ended and started at any time. Prints the address to open;"
                    + " whoever has all of it may pause, resume, redrive and reveal."
        },
        footer = {
            "",
            "Examples:",
            "  entropy-repair console --config region.yaml --cluster http://jobmanager:8081",
            "  entropy-repair console --config region.yaml --listen 10.0.0.5:8090 --token-file token"
        })
public final class ConsoleCommand implements Callable<Integer> {
    private static final Pattern ADDRESS =
            Pattern.compile("(\\[[0-9a-fA-F:]+]|[^:]+):([0-9]{1,5})");
    private static final int PORT_MAX = 65_535;

    @Spec private CommandSpec command = CommandSpec.create();
    @Mixin private final ConfigFile file = new ConfigFile();

    @Option(
            names = "--cluster",
            paramLabel = "URL",
            defaultValue = "http://localhost:8081",
            description = "Flink's REST address (default: ${DEFAULT-VALUE}).")
    private URI cluster = URI.create("http://localhost:8081");

    @Option(
            names = "--job-name",
            paramLabel = "NAME",
            defaultValue = "entropy-repair",
            description = "Name of the job (default: ${DEFAULT-VALUE}).")
    private String job = "entropy-repair";

    @Option(
            names = "--listen",
            paramLabel = "HOST:PORT",
            defaultValue = "127.0.0.1:8090",
            description =
                    "Where to serve (default: ${DEFAULT-VALUE}). With an address that other machines"
                            + " reach, reading needs the token, too.")
    private String listen = "127.0.0.1:8090";

    @Option(
            names = "--host",
            split = ",",
            paramLabel = "NAME",
            description =
                    "How browsers may call it beside that, such as the name of a proxy, with its port"
                            + " if that is not its scheme's.")
    private List<String> hosts = new ArrayList<>();

    @Option(
            names = "--token-file",
            paramLabel = "FILE",
            description =
                    "Whose first line is the token, 16 characters or more; without it a new one is"
                            + " made at each start.")
    private @Nullable Path tokenFile;

    @Override
    public Integer call() throws InterruptedException {
        RegionConfig config = file.read();
        InetSocketAddress address = address();
        Console.Plan plan =
                new Console.Plan(
                        config,
                        file.path(),
                        cluster,
                        job,
                        new Site.Door(address, hosts, token()),
                        Stage.NONE,
                        this::journal);
        try (Console console = Console.open(plan)) {
            command.commandLine().getOut().println(console.address());
            command.commandLine().getOut().flush();
            CountDownLatch ended = new CountDownLatch(1);
            Thread end = new Thread(console::close, "console-end");
            Runtime.getRuntime().addShutdownHook(end);
            ended.await();
        } catch (IOException notThere) {
            throw new Failed(
                    "--listen: %s: %s (expected: an address of this machine with a free port)"
                            .formatted(listen, notThere.getMessage()),
                    notThere);
        }
        return 0;
    }

    private void journal(String line) {
        command.commandLine()
                .getErr()
                .println(Instant.now().truncatedTo(ChronoUnit.MILLIS) + " " + line);
        command.commandLine().getErr().flush();
    }

    private InetSocketAddress address() {
        Matcher matcher = ADDRESS.matcher(listen);
        if (!matcher.matches() || Integer.parseInt(matcher.group(2)) > PORT_MAX) {
            throw new ParameterException(
                    command.commandLine(), "--listen: " + listen + " (expected: host:port)");
        }
        return new InetSocketAddress(matcher.group(1), Integer.parseInt(matcher.group(2)));
    }

    private String token() {
        Path from = tokenFile;
        if (from == null) {
            return Tokens.fresh();
        }
        try {
            return Tokens.check(Files.readString(from).lines().findFirst().orElse(""));
        } catch (IOException | IllegalArgumentException unusable) {
            throw new Failed("--token-file: " + from + ": " + unusable.getMessage(), unusable);
        }
    }
}
