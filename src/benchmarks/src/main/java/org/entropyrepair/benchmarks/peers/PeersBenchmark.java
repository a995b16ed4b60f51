package org.entropyrepair.benchmarks.peers;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.entropyrepair.benchmarks.Arguments;
import org.entropyrepair.benchmarks.Cores;
import org.entropyrepair.benchmarks.Folders;
import org.entropyrepair.testkit.kafka.KafkaBroker;

/**
 * The same failures through this project's job and through what a team would take instead.
 *
 * <p>Each round runs every contender, one after the other, in a process and with a topic of its
 * own: first a warm-up burst, then the scenarios. The first core is the broker's and the one who
 * feeds it, the second the contender's.
 */
public final class PeersBenchmark {
    private PeersBenchmark() {}

    /**
     * Runs it.
     *
     * @param args {@code [--rounds N] [--scenarios distinct,hot,outage] [--contenders NAME,…]
     *     [--cores shared]} and the words of {@link Settings}
     * @throws Exception if the broker or a contender does not run
     */
    public static void main(String[] args) throws Exception {
        Arguments arguments = new Arguments(args);
        Settings settings = Settings.of(arguments);
        int rounds = arguments.number("--rounds", 3);
        List<String> contenders = arguments.list("--contenders", Contender.ALL);
        for (String contender : contenders) {
            if (!Contender.ALL.contains(contender)) {
                throw new IllegalArgumentException(
                        "--contenders: " + contender + " (expected: of " + Contender.ALL + ")");
            }
        }
        List<Scenario> scenarios =
                arguments.list("--scenarios", List.of("distinct", "hot", "outage")).stream()
                        .map(Scenario::ofWord)
                        .toList();
        boolean apart = !arguments.list("--cores", List.of("apart")).contains("shared");
        Map<Scenario, Results> results = run(settings, rounds, contenders, scenarios, apart);
        System.out.printf(
                Locale.ROOT,
                "%n%,d failures a burst, %d hot cells, %d partitions, store answers after %d ms, %d in flight, "
                        + "hold %d ms; %d failures/s around an outage of %d s; %d rounds; "
                        + "median (least to most), of what is wrong the worst%n",
                settings.records(),
                settings.hotCells(),
                settings.partitions(),
                settings.latencyMillis(),
                settings.inFlight(),
                settings.holdMillis(),
                settings.rate(),
                settings.outageSeconds(),
                rounds);
        results.values().forEach(one -> System.out.print(one.table()));
    }

    /** All rounds of all contenders; what each prints meanwhile is its figures, one a line. */
    private static Map<Scenario, Results> run(
            Settings settings,
            int rounds,
            List<String> contenders,
            List<Scenario> scenarios,
            boolean apart)
            throws Exception {
        Map<Scenario, Results> results = new EnumMap<>(Scenario.class);
        Path folder = Files.createTempDirectory("entropy-repair-benchmark");
        if (apart) {
            Cores.keepToTheFirst();
        }
        try (KafkaBroker broker = KafkaBroker.in(folder.resolve("kafka")).start()) {
            for (String topic : List.of("dead-letters", "outcomes")) {
                broker.createTopic(topic, 1, Map.of());
            }
            for (int round = 1; round <= rounds; round++) {
                for (String contender : contenders) {
                    String topic = contender + "-" + round;
                    try (PeerProcess peer =
                            PeerProcess.start(
                                    contender,
                                    broker,
                                    topic,
                                    folder.resolve(topic),
                                    settings,
                                    apart ? Cores.second() : List.of())) {
                        peer.run(Scenario.WARM_UP);
                        for (Scenario scenario : scenarios) {
                            Measured measured = peer.run(scenario);
                            System.out.println(round + " " + contender + " " + measured);
                            results.computeIfAbsent(scenario, Results::new)
                                    .add(contender, measured);
                        }
                    }
                }
            }
        } finally {
            Folders.delete(folder);
        }
        return results;
    }
}
