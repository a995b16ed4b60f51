package org.entropyrepair.benchmarks;

import java.util.Collection;
import java.util.List;
import java.util.Locale;
import org.entropyrepair.benchmarks.jmh.CoreSteps;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/** Nanoseconds per step of the pure core, measured by JMH. */
public final class JmhBenchmark {
    private static final List<String> OPTIONS =
            List.of("--only", "--forks", "--rounds", "--round-millis");

    private JmhBenchmark() {}

    /**
     * Runs it.
     *
     * @param args {@code [--only NAME] [--forks N] [--rounds N] [--round-millis N]}
     * @throws Exception if JMH does not run
     */
    public static void main(String[] args) throws Exception {
        Arguments arguments = new Arguments(args).onlyOf(OPTIONS);
        TimeValue each = TimeValue.milliseconds(arguments.number("--round-millis", 500));
        Collection<RunResult> results =
                new Runner(
                                new OptionsBuilder()
                                        .include(
                                                CoreSteps.class.getName()
                                                        + "."
                                                        + arguments
                                                                .list("--only", List.of(""))
                                                                .get(0))
                                        .forks(arguments.number("--forks", 2))
                                        .warmupIterations(5)
                                        .warmupTime(each)
                                        .measurementIterations(arguments.number("--rounds", 5))
                                        .measurementTime(each)
                                        .verbosity(VerboseMode.SILENT)
                                        .build())
                        .run();
        Table table = new Table("step", "ns, mean", "error, 99.9 %", "ns, median", "least to most");
        for (RunResult result : results) {
            var found = result.getPrimaryResult();
            table.add(
                    found.getLabel(),
                    ns(found.getScore()),
                    error(found.getScoreError()),
                    ns(found.getStatistics().getPercentile(50)),
                    ns(found.getStatistics().getMin())
                            + " to "
                            + ns(found.getStatistics().getMax()));
        }
        table.print();
    }

    /** Of two rounds it is not known. */
    private static String error(double value) {
        return Double.isFinite(value) ? "±" + ns(value) : Table.NOTHING;
    }

    private static String ns(double value) {
        return Double.isFinite(value) ? String.format(Locale.ROOT, "%,.0f", value) : Table.NOTHING;
    }
}
