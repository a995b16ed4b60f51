package org.entropyrepair.benchmarks;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.entropyrepair.testkit.kafka.KafkaBroker;

/**
 * Failures per second through the real job with a store that answers at once, against the same
 * source and decoder alone, and against the same job with nothing but Flink's ordinary state.
 *
 * <p>Each round runs all three, one after the other, over the same records of the same broker; what
 * counts is their ratios. A line of the table says the medians of all rounds but the warm-up.
 */
public final class PipelineBenchmark {
    private static final int RECORDS = 2_000_000;
    private static final int TRIES = 3;
    private static final List<String> OPTIONS =
            List.of(
                    "--edges",
                    "--bytes",
                    "--tasks",
                    "--published",
                    "--checkpoint-seconds",
                    "--hold-millis",
                    "--records",
                    "--per-second",
                    "--run-seconds",
                    "--rounds",
                    "--young-mib",
                    "--managed-mib",
                    "--against");

    private final Arguments arguments;
    private final KafkaBroker broker;
    private final Path folder;
    private final Table table;

    private PipelineBenchmark(Arguments arguments, KafkaBroker broker, Path folder, Table table) {
        this.arguments = arguments;
        this.broker = broker;
        this.folder = folder;
        this.table = table;
    }

    /**
     * Runs it: every combination of what is given as a list.
     *
     * @param args {@code [--edges distinct,zipf,hot] [--bytes N,…] [--tasks N,…] [--published
     *     all,notable] [--checkpoint-seconds N,…] [--hold-millis N] [--records N] [--per-second N]
     *     [--run-seconds N] [--rounds N] [--young-mib N,…] [--managed-mib N] [--against
     *     parse,stock]}
     * @throws Exception if the broker or a job does not run
     */
    public static void main(String[] args) throws Exception {
        Arguments arguments = new Arguments(args).onlyOf(OPTIONS);
        Path folder = Files.createTempDirectory("entropy-repair-benchmark");
        try (KafkaBroker broker = KafkaBroker.in(folder.resolve("kafka")).start()) {
            broker.createTopic("dead-letters", 1, Map.of());
            Table table =
                    new Table(
                            "edges",
                            "record, B",
                            "tasks",
                            "ends published",
                            "checkpoints every, s",
                            "heap's share, MiB",
                            "of",
                            "parse only, /s",
                            "stock, /s",
                            "job, /s",
                            "job to parse only",
                            "job to stock",
                            "pending at most, stock / job",
                            "CPU of repair and outcomes, each, µs, stock / job");
            new PipelineBenchmark(arguments, broker, folder, table).run();
            table.print();
        } finally {
            Folders.delete(folder);
        }
    }

    private void run() throws Exception {
        for (String edges : arguments.list("--edges", List.of("distinct"))) {
            for (int bytes : arguments.numbers("--bytes", List.of(528))) {
                Backlog backlog =
                        new Backlog(
                                Backlog.Edges.valueOf(edges.toUpperCase(Locale.ROOT)),
                                bytes,
                                arguments.number("--records", RECORDS),
                                arguments.number("--per-second", 200_000),
                                1);
                backlog.createTopic(broker);
                long written = backlog.fill(broker);
                for (int tasks : arguments.numbers("--tasks", List.of(1))) {
                    for (int seconds : arguments.numbers("--checkpoint-seconds", List.of(10))) {
                        for (String published : arguments.list("--published", List.of("all"))) {
                            RepairRun run =
                                    new RepairRun(
                                            broker.bootstrapServers(),
                                            folder,
                                            tasks,
                                            seconds,
                                            published);
                            compare(backlog, written, run);
                        }
                    }
                }
            }
        }
    }

    private void compare(Backlog backlog, long bytes, RepairRun run) throws Exception {
        for (int young :
                arguments.numbers("--young-mib", List.of(PipelineJobs.usualYoungMebibytes()))) {
            compare(backlog, bytes, run, young);
        }
    }

    private void compare(Backlog backlog, long bytes, RepairRun run, int young) throws Exception {
        PipelineJobs jobs =
                new PipelineJobs(
                        run,
                        backlog.region(),
                        holdMillis(),
                        young,
                        arguments.number("--managed-mib", 256));
        List<String> against = arguments.list("--against", List.of("parse", "stock"));
        List<Course> parse = new ArrayList<>();
        List<Course> stock = new ArrayList<>();
        List<Course> job = new ArrayList<>();
        for (int round = 0; round <= arguments.number("--rounds", 3); round++) {
            if (round == 1) { // what was before was warming up
                parse.clear();
                stock.clear();
                job.clear();
            }
            if (against.contains("parse")) {
                parse.add(course("parse only", jobs.parseOnly(), InProcessReporter::decoded));
            }
            if (against.contains("stock")) {
                stock.add(held("stock", jobs::stock, backlog));
            }
            job.add(held("job", jobs::repair, backlog));
        }
        for (Kind kind : Kind.values()) {
            table.add(
                    backlog.edges().name().toLowerCase(Locale.ROOT),
                    bytes,
                    run.tasks(),
                    run.published(),
                    run.checkpointSeconds(),
                    young,
                    kind.name().toLowerCase(Locale.ROOT),
                    kind.medianOfOthers(parse),
                    kind.medianOfOthers(stock),
                    kind.median(job),
                    kind.ratio(job, parse),
                    kind.ratio(job, stock),
                    pendingMost(stock, backlog) + " / " + pendingMost(job, backlog),
                    cpuEach(stock) + " / " + cpuEach(job));
        }
    }

    private String pendingMost(List<Course> courses, Backlog backlog) {
        if (courses.isEmpty()) {
            return Table.NOTHING;
        }
        long most = courses.stream().mapToLong(Course::pendingMost).max().orElse(0);
        boolean held = courses.stream().allMatch(one -> isHeld(one, backlog));
        return "%,d%s".formatted(most, held ? "" : " (not held)");
    }

    /** What merges is finished as it comes: of that nothing can be said. */
    private boolean isHeld(Course course, Backlog backlog) {
        return backlog.edges() != Backlog.Edges.DISTINCT
                || course.held(backlog.perSecond(), holdMillis());
    }

    private int holdMillis() {
        return arguments.number("--hold-millis", 2_000);
    }

    /** Where much was left at the end, it was paid for what was not finished. */
    private String cpuEach(List<Course> courses) {
        long all = arguments.number("--records", RECORDS);
        return courses.isEmpty() || !courses.stream().allMatch(one -> one.isWhole(all))
                ? Table.NOTHING
                : Kind.median(courses, Course::cpuMicrosEach);
    }

    /**
     * A course in which failures were held. In some they are not, since the clock told the time
     * before the first record came: such a one is made again, a few times.
     */
    private Course held(String name, Supplier<StreamExecutionEnvironment> env, Backlog backlog)
            throws Exception {
        Course course = course(name, env.get(), InProcessReporter::finished);
        for (int tries = 1; tries < TRIES && !isHeld(course, backlog); tries++) {
            System.err.println(name + ": once more, since nothing was held");
            course = course(name, env.get(), InProcessReporter::finished);
        }
        return course;
    }

    private Course course(String name, StreamExecutionEnvironment env, LongSupplier finished)
            throws Exception {
        broker.topics().delete("outcomes");
        broker.createTopic("outcomes", 1, Map.of());
        JobClient job = env.executeAsync("benchmark");
        Course course =
                Course.of(
                        job,
                        InProcessReporter::decoded,
                        finished,
                        arguments.number("--records", RECORDS),
                        arguments.number("--run-seconds", 15));
        RepairRun.end(job);
        System.err.println(name + ": " + course);
        return course;
    }

    /** Which rate of a course. */
    private enum Kind {
        /** What the job kept up in the middle; of the others the best, which is fair to them. */
        STEADY(Course::steady, Course::best),
        /** From the first record to the last. */
        WHOLE(Course::whole, Course::whole);

        private final ToDoubleFunction<Course> rate;
        private final ToDoubleFunction<Course> rateOfOthers;

        Kind(ToDoubleFunction<Course> rate, ToDoubleFunction<Course> rateOfOthers) {
            this.rate = rate;
            this.rateOfOthers = rateOfOthers;
        }

        String median(List<Course> courses) {
            return median(courses, rate);
        }

        String medianOfOthers(List<Course> courses) {
            return median(courses, rateOfOthers);
        }

        private static String median(List<Course> courses, ToDoubleFunction<Course> rate) {
            Ratios rates = new Ratios();
            courses.forEach(one -> rates.add(rate.applyAsDouble(one)));
            return courses.isEmpty() || rates.median() == 0
                    ? Table.NOTHING
                    : String.format(Locale.ROOT, "%,.0f", rates.median());
        }

        String ratio(List<Course> courses, List<Course> others) {
            Ratios ratios = new Ratios();
            for (int round = 0; round < others.size(); round++) {
                ratios.add(
                        rate.applyAsDouble(courses.get(round))
                                / rateOfOthers.applyAsDouble(others.get(round)));
            }
            return others.isEmpty() || !ratios.areNumbers() ? Table.NOTHING : ratios.toString();
        }
    }
}
