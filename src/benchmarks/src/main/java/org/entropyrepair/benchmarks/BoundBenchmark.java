package org.entropyrepair.benchmarks;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.state.rocksdb.RocksDBConfigurableOptions;
import org.apache.flink.state.rocksdb.RocksDBOptions;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.entropyrepair.testkit.kafka.KafkaBroker;

/**
 * Whether the heap is bounded: ever more edges pend, none of which is finished, in a process with
 * little heap. The job must neither die nor thrash, and take failures in as fast as the same job
 * with all of its state in RocksDB.
 */
public final class BoundBenchmark {
    private static final List<String> OPTIONS =
            List.of(
                    "--edges",
                    "--reference",
                    "--window-seconds",
                    "--still-seconds",
                    "--checkpoint-seconds",
                    "--managed-mib");
    private static final int HOLD_MILLIS = 12 * 3_600_000;
    private static final String[] COLUMNS = {
        "pending",
        "taken, /s",
        "CPU each, µs",
        "heap after a collection, MiB",
        "in collections, %",
        "process, MiB",
        "RocksDB, MiB",
        "checkpoint, MiB",
        "of it took, s"
    };

    private final Arguments arguments;
    private final KafkaBroker broker;
    private final Path folder;

    private BoundBenchmark(Arguments arguments, KafkaBroker broker, Path folder) {
        this.arguments = arguments;
        this.broker = broker;
        this.folder = folder;
    }

    /**
     * Runs it.
     *
     * @param args {@code [--edges N] [--reference N] [--window-seconds N] [--still-seconds N]
     *     [--checkpoint-seconds N] [--managed-mib N]}
     * @throws Exception if the broker does not run, or a job dies
     */
    public static void main(String[] args) throws Exception {
        Arguments arguments = new Arguments(args).onlyOf(OPTIONS);
        Path folder = Files.createTempDirectory("entropy-repair-benchmark");
        try (KafkaBroker broker = KafkaBroker.in(folder.resolve("kafka")).start()) {
            for (String topic : List.of("dead-letters", "outcomes")) {
                broker.createTopic(topic, 1, Map.of());
            }
            new BoundBenchmark(arguments, broker, folder).run();
        } finally {
            Folders.delete(folder);
        }
    }

    private void run() throws Exception {
        int edges = arguments.number("--edges", 20_000_000);
        int referenceEdges = arguments.number("--reference", Math.min(edges, 3_000_000));
        Table table = new Table(COLUMNS);
        BoundCourse stock = new BoundCourse();
        if (referenceEdges > 0) {
            Table ofStock = new Table(COLUMNS);
            grow("stock", referenceEdges, stock, ofStock);
            System.out.println("\nstock, all of its state in RocksDB:");
            ofStock.print();
        }
        BoundCourse course = new BoundCourse();
        long pending = grow("job", edges, course, table);
        System.out.println("\njob:");
        table.print();
        System.out.printf(
                Locale.ROOT,
                "%n%s%n%,d edges, at most %,d MiB of heap; %,.0f/s in all, %,.0f/s in the last"
                        + " quarter, still for %.0f s at most%n",
                course.verdict(edges, pending, stock),
                edges,
                Runtime.getRuntime().maxMemory() >> 20,
                course.whole().perSecond(),
                course.lastQuarter().perSecond(),
                course.stillSeconds());
        if (referenceEdges > 0) {
            System.out.printf(
                    Locale.ROOT,
                    "the last quarter of the first %,d: %,.0f/s, stock %,.0f/s, %.2f%n",
                    referenceEdges,
                    course.lastQuarterOf(referenceEdges).perSecond(),
                    stock.lastQuarterOf(referenceEdges).perSecond(),
                    course.toReference(stock));
        }
    }

    /**
     * Lets so many edges pend.
     *
     * @return how many do at the end
     */
    private long grow(String name, int edges, BoundCourse course, Table table) throws Exception {
        RepairRun run =
                new RepairRun(
                        broker.bootstrapServers(),
                        folder,
                        1,
                        arguments.number("--checkpoint-seconds", 60));
        PipelineJobs jobs =
                new PipelineJobs(
                        run,
                        name,
                        HOLD_MILLIS,
                        PipelineJobs.usualYoungMebibytes(),
                        arguments.number("--managed-mib", 256));
        Path rocks = Files.createDirectories(folder.resolve("rocksdb-" + name));
        StreamExecutionEnvironment env = name.equals("stock") ? jobs.stock() : jobs.repair();
        Configuration settings = new Configuration();
        settings.set(RocksDBOptions.LOCAL_DIRECTORIES, rocks.toString());
        if (name.equals("stock")) {
            // what the job sets for itself: without, it comes to a halt at some four million
            settings.set(RocksDBConfigurableOptions.USE_BLOOM_FILTER, true);
            settings.set(RocksDBOptions.USE_PARTITIONED_INDEX_FILTERS, true);
            settings.set(RocksDBConfigurableOptions.MAX_BACKGROUND_THREADS, 4);
        }
        env.configure(settings, BoundBenchmark.class.getClassLoader());
        try (Growth growth = new Growth(broker, name, edges)) {
            JobClient job = env.executeAsync(name);
            watch(job, edges, rocks, course, table);
            long pending = InProcessReporter.pending();
            RepairRun.end(job);
            System.err.printf("%s: a record's value has %,d B%n", name, growth.bytesEach());
            return pending;
        } finally {
            broker.topics().delete(RepairRun.topic(name));
        }
    }

    private void watch(JobClient job, int edges, Path rocks, BoundCourse course, Table table)
            throws Exception {
        int window = arguments.number("--window-seconds", 10);
        int stillMax = arguments.number("--still-seconds", 120);
        double still = 0;
        while (InProcessReporter.taken() == 0) {
            RepairRun.stopIfFailed(job);
            Thread.sleep(20); // a benchmark's own clock, not a test
        }
        for (long taken = 0; taken < edges; taken = InProcessReporter.taken()) {
            long began = System.nanoTime();
            long cpu = TaskCpu.nanos();
            long collecting = JvmMemory.collectingMillis();
            while (System.nanoTime() - began < window * 1e9 && InProcessReporter.taken() < edges) {
                RepairRun.stopIfFailed(job);
                Thread.sleep(100);
            }
            BoundCourse.Stretch stretch =
                    new BoundCourse.Stretch(
                            (System.nanoTime() - began) / 1e9,
                            InProcessReporter.taken() - taken,
                            (TaskCpu.nanos() - cpu) / 1e9,
                            (JvmMemory.collectingMillis() - collecting) / 1e3);
            still = stretch.taken() > 0 ? 0 : still + stretch.seconds();
            if (still > stillMax) {
                throw new IllegalStateException(
                        "%,d of %,d taken, and none for %.0f s (expected: it goes on)"
                                .formatted(taken, edges, still));
            }
            course.add(stretch);
            row(stretch, rocks, table);
        }
    }

    private static void row(BoundCourse.Stretch stretch, Path rocks, Table table) {
        boolean any = InProcessReporter.checkpoints() > 0;
        Object[] cells = {
            number(InProcessReporter.pending()),
            number(stretch.perSecond()),
            String.format(Locale.ROOT, "%.1f", stretch.cpuSeconds() * 1e6 / stretch.taken()),
            number(JvmMemory.heapAfterCollection() >> 20),
            String.format(Locale.ROOT, "%.1f", 100 * stretch.collectingShare()),
            number(JvmMemory.residentBytes() >> 20),
            number(Folders.bytes(rocks) >> 20),
            any ? number(InProcessReporter.checkpointBytes() >> 20) : Table.NOTHING,
            any
                    ? String.format(Locale.ROOT, "%.1f", InProcessReporter.checkpointMillis() / 1e3)
                    : Table.NOTHING
        };
        System.err.println(List.of(cells));
        table.add(cells);
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, "%,.0f", value);
    }
}
