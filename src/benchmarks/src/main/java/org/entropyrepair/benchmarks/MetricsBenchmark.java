package org.entropyrepair.benchmarks;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.lang.management.ThreadMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.entropyrepair.testkit.kafka.KafkaBroker;

/**
 * What the repair operator's own metrics cost: the real job as it is, and the same job counting
 * nothing, over the same records of the same broker, one after the other in each round. Which of
 * them comes first changes from round to round.
 *
 * <p>A machine that others use changes a rate from one minute to the next. The CPU time that the
 * repair task's thread takes for a repair hardly notices.
 */
public final class MetricsBenchmark {
    private static final List<String> OPTIONS =
            List.of(
                    "--records",
                    "--per-second",
                    "--hold-millis",
                    "--checkpoint-seconds",
                    "--run-seconds",
                    "--rounds");
    private static final int RECORDS = 1_000_000;

    private final Arguments arguments;
    private final KafkaBroker broker;

    private MetricsBenchmark(Arguments arguments, KafkaBroker broker) {
        this.arguments = arguments;
        this.broker = broker;
    }

    /**
     * Runs it.
     *
     * @param args {@code [--records N] [--per-second N] [--hold-millis N] [--checkpoint-seconds N]
     *     [--run-seconds N] [--rounds N]}
     * @throws Exception if the broker or a job does not run
     */
    public static void main(String[] args) throws Exception {
        Arguments arguments = new Arguments(args).onlyOf(OPTIONS);
        Path folder = Files.createTempDirectory("entropy-repair-benchmark");
        try (KafkaBroker broker = KafkaBroker.in(folder.resolve("kafka")).start()) {
            broker.createTopic("dead-letters", 1, Map.of());
            new MetricsBenchmark(arguments, broker).run(folder);
        } finally {
            Folders.delete(folder);
        }
    }

    /**
     * What one course took.
     *
     * @param perSecond how many repairs
     * @param taskMicros CPU time of the repair task's thread, each
     * @param processMicros CPU time of the whole process, each
     */
    private record Took(double perSecond, double taskMicros, double processMicros) {}

    /** Something to be compared. */
    private enum Figure {
        PER_SECOND("repairs per second"),
        TASK_MICROS("CPU time of the repair task, µs each"),
        PROCESS_MICROS("CPU time of the process, µs each");

        private final String words;

        Figure(String words) {
            this.words = words;
        }

        double of(Took took) {
            return switch (this) {
                case PER_SECOND -> took.perSecond();
                case TASK_MICROS -> took.taskMicros();
                case PROCESS_MICROS -> took.processMicros();
            };
        }
    }

    private void run(Path folder) throws Exception {
        Backlog backlog =
                new Backlog(
                        Backlog.Edges.DISTINCT,
                        528,
                        arguments.number("--records", RECORDS),
                        arguments.number("--per-second", 200_000),
                        1);
        backlog.createTopic(broker);
        backlog.fill(broker);
        PipelineJobs jobs =
                new PipelineJobs(
                        new RepairRun(
                                broker.bootstrapServers(),
                                folder,
                                1,
                                arguments.number("--checkpoint-seconds", 10)),
                        backlog.region(),
                        arguments.number("--hold-millis", 500),
                        PipelineJobs.usualYoungMebibytes(),
                        256);
        Rounds rounds = new Rounds();
        for (int round = 0; round <= arguments.number("--rounds", 6); round++) {
            boolean first = round % 2 == 0;
            Took one = took(first, jobs);
            Took other = took(!first, jobs);
            if (round > 0 || arguments.number("--rounds", 6) == 0) { // the first warms up
                rounds.add(first ? one : other, first ? other : one);
            }
        }
        rounds.print();
    }

    private Took took(boolean measured, PipelineJobs jobs) throws Exception {
        broker.topics().delete("outcomes");
        broker.createTopic("outcomes", 1, Map.of());
        StreamExecutionEnvironment env = measured ? jobs.repair() : jobs.unmeasured();
        long process = processNanos();
        JobClient job = env.executeAsync("benchmark");
        int records = arguments.number("--records", RECORDS);
        Course course =
                Course.of(
                        job,
                        InProcessReporter::decoded,
                        InProcessReporter::reported,
                        records,
                        arguments.number("--run-seconds", 60));
        double repairs = InProcessReporter.reported();
        Took took =
                new Took(
                        course.whole(),
                        taskNanos() / 1e3 / repairs,
                        (processNanos() - process) / 1e3 / repairs);
        RepairRun.end(job);
        System.err.println((measured ? "with metrics: " : "without: ") + course + "; " + took);
        return took;
    }

    private static long processNanos() {
        return ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getProcessCpuTime();
    }

    /** CPU time that the threads of the repair tasks have taken so far. */
    private static long taskNanos() {
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        long sum = 0;
        for (ThreadInfo thread : threads.getThreadInfo(threads.getAllThreadIds())) {
            if (thread != null && thread.getThreadName().startsWith(InProcessReporter.REPAIR)) {
                sum += threads.getThreadCpuTime(thread.getThreadId());
            }
        }
        if (sum == 0) {
            throw new IllegalStateException("threads: none of a repair task (expected: one)");
        }
        return sum;
    }

    /** What all rounds took, with metrics and without, in the same order. */
    private static final class Rounds {
        private final List<Took> with = new ArrayList<>();
        private final List<Took> without = new ArrayList<>();

        void add(Took withMetrics, Took withoutMetrics) {
            with.add(withMetrics);
            without.add(withoutMetrics);
        }

        void print() {
            Table table =
                    new Table(
                            "median of all rounds",
                            "with metrics",
                            "without",
                            "ratio of medians",
                            "ratios within a round");
            for (Figure figure : Figure.values()) {
                Ratios is = new Ratios();
                Ratios was = new Ratios();
                Ratios ratios = new Ratios();
                for (int round = 0; round < with.size(); round++) {
                    is.add(figure.of(with.get(round)));
                    was.add(figure.of(without.get(round)));
                    ratios.add(figure.of(with.get(round)) / figure.of(without.get(round)));
                }
                table.add(
                        figure.words,
                        String.format(Locale.ROOT, "%,.2f", is.median()),
                        String.format(Locale.ROOT, "%,.2f", was.median()),
                        String.format(Locale.ROOT, "%.3f", is.median() / was.median()),
                        ratios);
            }
            table.print();
        }
    }
}
