package org.entropyrepair.benchmarks;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.entropyrepair.benchmarks.jmh.CoreSteps;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/**
 * Nanoseconds per step of the pure core, measured by JMH; and how many times as many steps all
 * cores do together, which tells whether tasks stand in each other's way.
 */
public final class JmhBenchmark {
    private static final List<String> OPTIONS =
            List.of("--only", "--forks", "--rounds", "--round-millis", "--threads");

    private JmhBenchmark() {}

    /**
     * Runs it.
     *
     * @param args {@code [--only NAME] [--forks N] [--rounds N] [--round-millis N] [--threads N]}
     * @throws Exception if JMH does not run
     */
    public static void main(String[] args) throws Exception {
        Arguments arguments = new Arguments(args).onlyOf(OPTIONS);
        int threads = arguments.number("--threads", Runtime.getRuntime().availableProcessors());
        Collection<RunResult> alone = measured(arguments, 1);
        Map<String, Double> together = new HashMap<>();
        for (RunResult result : measured(arguments, threads)) {
            var found = result.getPrimaryResult();
            together.put(found.getLabel(), threads / found.getStatistics().getPercentile(50));
        }
        Table table =
                new Table(
                        "step",
                        "ns, mean",
                        "error, 99.9 %",
                        "ns, median",
                        "least to most",
                        threads + " threads to one");
        for (RunResult result : alone) {
            var found = result.getPrimaryResult();
            double median = found.getStatistics().getPercentile(50);
            table.add(
                    found.getLabel(),
                    ns(found.getScore()),
                    error(found.getScoreError()),
                    ns(median),
                    ns(found.getStatistics().getMin())
                            + " to "
                            + ns(found.getStatistics().getMax()),
                    String.format(
                            Locale.ROOT,
                            "%.2f",
                            median * together.getOrDefault(found.getLabel(), 0.0)));
        }
        table.print();
    }

    private static Collection<RunResult> measured(Arguments arguments, int threads)
            throws RunnerException {
        TimeValue each = TimeValue.milliseconds(arguments.number("--round-millis", 500));
        return new Runner(
                        new OptionsBuilder()
                                .include(
                                        CoreSteps.class.getName()
                                                + "."
                                                + arguments.list("--only", List.of("")).get(0))
                                .threads(threads)
                                .forks(arguments.number("--forks", 2))
                                .warmupIterations(5)
                                .warmupTime(each)
                                .measurementIterations(arguments.number("--rounds", 5))
                                .measurementTime(each)
                                .verbosity(VerboseMode.SILENT)
                                .build())
                .run();
    }

    /** Of two rounds it is not known. */
    private static String error(double value) {
        return Double.isFinite(value) ? "±" + ns(value) : Table.NOTHING;
    }

    private static String ns(double value) {
        return Double.isFinite(value) ? String.format(Locale.ROOT, "%,.0f", value) : Table.NOTHING;
    }
}
