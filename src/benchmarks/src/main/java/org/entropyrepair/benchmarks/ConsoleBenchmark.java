package org.entropyrepair.benchmarks;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import org.entropyrepair.core.model.Subject;
import org.entropyrepair.testkit.kafka.KafkaBroker;

/**
 * What a console costs that has read very many outcomes, and how long what one asks it takes: the
 * command itself in a process of its own, asked over HTTP while it reads, when it has read, and
 * when every core has something else to do.
 */
public final class ConsoleBenchmark {
    private static final List<String> OPTIONS =
            List.of("--outcomes", "--searches", "--heap-mib", "--read-seconds", "--seed");
    private static final List<String> REGIONS = List.of("ap-south-1", "eu-west-1", "us-east-1");
    private static final String OVERVIEW = "/api/view";

    /** As many lines as an answer has at most. */
    private static final int ROWS = 50;

    private final Arguments arguments;
    private final OutcomeTopic topic;
    private final ConsoleProcess console;
    private final Table searches =
            new Table(
                    "asked for",
                    "while",
                    "times",
                    "p50, ms",
                    "p99, ms",
                    "most, ms",
                    "CPU of the console, ms each");

    private ConsoleBenchmark(Arguments arguments, OutcomeTopic topic, ConsoleProcess console) {
        this.arguments = arguments;
        this.topic = topic;
        this.console = console;
    }

    /**
     * Runs it.
     *
     * @param args {@code [--outcomes N] [--searches N] [--heap-mib N] [--read-seconds N] [--seed
     *     N]}
     * @throws Exception if the broker or the console does not run
     */
    public static void main(String[] args) throws Exception {
        Arguments arguments = new Arguments(args).onlyOf(OPTIONS);
        Path folder = Files.createTempDirectory("entropy-repair-benchmark");
        try (KafkaBroker broker = KafkaBroker.in(folder.resolve("kafka")).start()) {
            for (String name : List.of(OutcomeTopic.NAME, "dead-letters", "dead-letters.handled")) {
                broker.createTopic(name, 2, Map.of());
            }
            OutcomeTopic topic =
                    new OutcomeTopic(
                            arguments.number("--outcomes", 1_000_000),
                            REGIONS,
                            arguments.number("--seed", 1));
            long records = topic.fill(broker.topics());
            Path config = folder.resolve("region.yaml");
            Files.writeString(config, config(broker, folder));
            int heap = arguments.number("--heap-mib", 256);
            try (ConsoleProcess console = ConsoleProcess.start(config, heap)) {
                new ConsoleBenchmark(arguments, topic, console).run(records, heap);
            }
        } finally {
            Folders.delete(folder);
        }
    }

    private static String config(KafkaBroker broker, Path folder) {
        Map<String, String> stores = new LinkedHashMap<>();
        REGIONS.forEach(region -> stores.put(region, "{kind: at-once}"));
        return new RepairRun(broker.bootstrapServers(), folder, 1, 1).text(stores, 2_000);
    }

    /**
     * Something that is asked for.
     *
     * @param path with its query, of one edge or of another
     * @param found how many lines an answer has when all has been read
     */
    private record Kind(String words, Function<Random, String> path, Found found) {
        private record Found(String field, int least, int most) {
            void check(String path, JsonNode answer) {
                int lines = (field.isEmpty() ? answer : answer.path(field)).size();
                if (lines < least || lines > most) {
                    throw new IllegalStateException(
                            "%s: %d (expected: %d to %d)".formatted(path, lines, least, most));
                }
            }
        }
    }

    private void run(long records, int heap) throws Exception {
        long began = System.nanoTime();
        Latencies reading = askWhileItReads(records, began);
        String seconds = String.format(Locale.ROOT, "%.1f", (System.nanoTime() - began) / 1e9);
        double cpu = console.cpuNanos() / 1e9;
        row("all of these", "it reads", reading, Table.NOTHING);
        long known = console.get(OVERVIEW).path("reading").path("repairsKnown").asLong();
        if (known != topic.repairs()) {
            throw new IllegalStateException(
                    "console: knows " + known + " (expected: " + topic.repairs() + ")");
        }
        askAll("nothing else");
        AtomicBoolean busy = new AtomicBoolean(true);
        List<Thread> spinning = spin(busy);
        askAll("all cores are busy");
        busy.set(false);
        for (Thread thread : spinning) {
            thread.join();
        }
        Table costs =
                new Table(
                        "outcomes",
                        "records",
                        "read in, s",
                        "CPU until then, s",
                        "heap after a collection, MiB",
                        "heap allowed, MiB",
                        "whole process at most, MiB");
        costs.add(
                String.format(Locale.ROOT, "%,d", topic.repairs()),
                String.format(Locale.ROOT, "%,d", records),
                seconds,
                String.format(Locale.ROOT, "%.1f", cpu),
                console.heapBytes() >> 20,
                heap,
                console.mostBytes() >> 20);
        costs.print();
        searches.print();
    }

    /** Asks for everything in turns until all records have been read. */
    private Latencies askWhileItReads(long records, long began) throws Exception {
        Latencies latencies = new Latencies();
        Random random = new Random(arguments.number("--seed", 1));
        int secondsMax = arguments.number("--read-seconds", 600);
        while (true) {
            JsonNode read = console.get(OVERVIEW).path("reading").path("outcomes");
            if (read.path("caughtUp").asBoolean() && read.path("records").asLong() >= records) {
                return latencies;
            }
            if (System.nanoTime() - began > secondsMax * 1_000_000_000L) {
                throw new IllegalStateException(
                        "console: has read %s of %d after %d s"
                                .formatted(read.path("records"), records, secondsMax));
            }
            for (Kind kind : kinds()) {
                timed(latencies, kind.path().apply(random));
            }
            Thread.sleep(100); // somebody who types
        }
    }

    private void askAll(String when) throws Exception {
        Random random = new Random(arguments.number("--seed", 1));
        int count = arguments.number("--searches", 200);
        for (Kind kind : kinds()) {
            Latencies latencies = new Latencies();
            long cpu = console.cpuNanos();
            for (int i = 0; i < count; i++) {
                String path = kind.path().apply(random);
                kind.found().check(path, timed(latencies, path));
            }
            double cpuMillis = (console.cpuNanos() - cpu) / 1e6 / count;
            row(kind.words(), when, latencies, String.format(Locale.ROOT, "%.1f", cpuMillis));
        }
    }

    private List<Kind> kinds() throws Exception {
        List<Kind> kinds = new ArrayList<>();
        kinds.add(search("one edge", edge -> edge.type() + " " + both(edge), 1, 1));
        kinds.add(search("both ends", ConsoleBenchmark::both, 1, ROWS));
        kinds.add(search("a node", Subject.Edge::source, 1, ROWS));
        kinds.add(
                search(
                        "a beginning",
                        edge -> edge.source().substring(0, Math.min(7, edge.source().length())),
                        1,
                        ROWS));
        kinds.add(
                search(
                        "a popular node, and one of its edges' other end",
                        edge -> OutcomeTopic.POPULAR + " " + edge.source(),
                        1,
                        ROWS));
        kinds.add(search("what each word fits, but no edge all", edge -> "user: item: x", 0, 0));
        kinds.add(search("what is not there", edge -> "nobody:" + edge.target(), 0, 0));
        kinds.add(new Kind("the overview", random -> OVERVIEW, new Kind.Found("groups", 1, 1_001)));
        JsonNode groups = console.get(OVERVIEW).path("groups");
        if (!groups.isEmpty()) {
            kinds.add(
                    new Kind(
                            "the oldest that wait for one reason",
                            random ->
                                    "/api/group?number="
                                            + groups.get(random.nextInt(groups.size()))
                                                    .path("number")
                                                    .asLong(),
                            new Kind.Found("", 1, ROWS)));
        }
        return kinds;
    }

    private Kind search(String words, Function<Subject.Edge, String> query, int least, int most) {
        return new Kind(
                words,
                random -> {
                    Subject.Edge edge = topic.edge(random.nextInt(topic.edges()));
                    return "/api/search?q="
                            + URLEncoder.encode(query.apply(edge), StandardCharsets.UTF_8);
                },
                new Kind.Found("found", least, most));
    }

    private static String both(Subject.Edge edge) {
        return edge.source() + " " + edge.target();
    }

    private JsonNode timed(Latencies latencies, String path) throws Exception {
        long began = System.nanoTime();
        JsonNode answer = console.get(path);
        latencies.add((System.nanoTime() - began) / 1_000);
        return answer;
    }

    private void row(String words, String when, Latencies latencies, String cpuMillis) {
        searches.add(
                words,
                when,
                latencies.count(),
                millis(latencies, 0.5),
                millis(latencies, 0.99),
                millis(latencies, 1),
                cpuMillis);
    }

    private static String millis(Latencies latencies, double share) {
        return String.format(Locale.ROOT, "%.1f", latencies.millis(share));
    }

    private static List<Thread> spin(AtomicBoolean busy) {
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < Runtime.getRuntime().availableProcessors(); i++) {
            Thread thread =
                    new Thread(
                            () -> {
                                while (busy.get()) {
                                    Thread.onSpinWait();
                                }
                            },
                            "spinning");
            thread.setDaemon(true);
            thread.start();
            threads.add(thread);
        }
        return threads;
    }
}
