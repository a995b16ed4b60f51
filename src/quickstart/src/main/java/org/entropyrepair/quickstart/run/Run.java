package org.entropyrepair.quickstart.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.entropyrepair.config.RegionConfig;
import org.entropyrepair.config.RegionConfigReader;
import org.entropyrepair.console.Console;
import org.entropyrepair.core.model.RepairState;
import org.entropyrepair.core.model.Subject;
import org.entropyrepair.flow.repair.RepairSettings;
import org.entropyrepair.jobs.RepairJob;
import org.entropyrepair.jobs.RepairJobOptions;
import org.entropyrepair.publisher.TokenSource;
import org.entropyrepair.quickstart.faults.BadRecords;
import org.entropyrepair.quickstart.faults.FaultPlan;
import org.entropyrepair.quickstart.faults.Outages;
import org.entropyrepair.quickstart.faults.Provoked;
import org.entropyrepair.quickstart.graph.WordNet;
import org.entropyrepair.quickstart.hosts.RegionStores;
import org.entropyrepair.quickstart.hosts.StoreHosts;
import org.entropyrepair.quickstart.hosts.StoreKind;
import org.entropyrepair.quickstart.judge.Judge;
import org.entropyrepair.quickstart.judge.Verdict;
import org.entropyrepair.quickstart.judge.WriteLog;
import org.entropyrepair.quickstart.progress.Display;
import org.entropyrepair.quickstart.progress.Ends;
import org.entropyrepair.quickstart.progress.Pending;
import org.entropyrepair.quickstart.progress.TopicReader;
import org.entropyrepair.quickstart.service.GraphService;
import org.entropyrepair.quickstart.service.Namespaces;
import org.entropyrepair.quickstart.service.Script;
import org.entropyrepair.sinks.StoreUnreadableException;
import org.entropyrepair.testkit.kafka.KafkaBroker;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One run, from an empty folder to the verdict.
 *
 * <ol>
 *   <li>{@link #open} starts the broker and opens the stores.
 *   <li>{@link #converge} tears the graph, starts the job, goes on tearing it while the job repairs
 *       it, stops the faults and waits until all is well or the time is over.
 *   <li>{@link #goOn} writes a trickle, with faults, until interrupted.
 *   <li>{@link #close} stops everything, whatever happened before.
 * </ol>
 *
 * <p>For one thread.
 */
public final class Run implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Run.class);
    private static final double TORN_BEFORE_THE_JOB = 0.6;
    private static final int LIVE_SECONDS_MIN = 15;
    private static final int LIVE_EDGES_PER_SECOND_MAX = 3_000;
    private static final int STRUCK_PER_MILLE = 120;
    private static final long QUIET_MILLIS = 1_500;
    private static final long STUCK_MILLIS = 20_000;

    private final Options options;
    private final RunFolder folder;
    private final Display display;
    private final long startNanos = System.nanoTime();
    private final Deque<AutoCloseable> open = new ArrayDeque<>();
    private final Outages outages;
    private final Pending pending = new Pending();
    private final Ends ends = new Ends(pending);
    private final Provoked provoked = new Provoked();
    private final CompletableFuture<RepairCluster> cluster = new CompletableFuture<>();
    private final CompletableFuture<String> consoleAddress = new CompletableFuture<>();
    private final StoreHosts hosts;
    private final RegionConfig config;
    private final List<Subject.Edge> edges;
    private final GraphService service;
    private final FailureTopics topics;
    private final Writer writer;
    private final Judge judge;
    private final Watch watch;

    /**
     * Starts what a run stands on.
     *
     * @throws IOException if the folder cannot be written
     * @throws InterruptedException if interrupted while waiting for servers
     */
    public static Run open(Options options, RunFolder folder, Display display)
            throws IOException, InterruptedException {
        return new Run(options, folder, display);
    }

    private Run(Options options, RunFolder folder, Display display)
            throws IOException, InterruptedException {
        this.options = options;
        this.folder = folder;
        this.display = display;
        List<String> regions = options.regionNames();
        String name = folder.path().getFileName().toString();
        this.outages = Outages.of(name);
        boolean opened = false;
        try {
            CompletableFuture<WordNet> reading = CompletableFuture.supplyAsync(WordNet::read);
            this.hosts = opened(StoreHosts.begin(options.store(), regions, folder.path()));
            KafkaBroker broker = opened(RunBroker.start(folder, regions));
            WordNet wordNet = reading.join();
            StoreKind kind = options.store();
            this.edges = wordNet.sample(options.edges(), kind.edgeTypes(), options.seed());
            hosts.awaitUp();
            this.config = config(regions, broker.bootstrapServers(), name);
            hosts.prepare(config);
            hosts.whereabouts().forEach(display::say);
            outages.by(hosts.outageSwitch());
            RegionStores stores = opened(RegionStores.ofService(config));
            WriteLog log = opened(new WriteLog(folder.resolve("writes")));
            this.topics =
                    opened(
                            new FailureTopics(
                                    regions, broker.bootstrapServers(), folder, pending, provoked));
            this.service =
                    opened(
                            new GraphService(
                                    stores.byRegion(),
                                    write -> {
                                        log.append(write);
                                        hosts.written(write);
                                    },
                                    new FaultPlan(options.seed(), regions.size(), STRUCK_PER_MILLE),
                                    topics,
                                    new TokenSource()::next,
                                    kind.cellsInFlightMax(),
                                    options.seed()));
            this.writer =
                    new Writer(
                            new Script(wordNet, edges, kind.ordersNonces(), options.seed()),
                            service,
                            outages,
                            topics,
                            new BadRecords(
                                    options.seed(),
                                    Namespaces.of("hypernym", "forward"),
                                    RegionFile.RECORD_BYTES_MAX),
                            regions,
                            options.seed());
            this.judge = hosts.judge(config, log);
            opened(
                    new TopicReader(
                            broker.bootstrapServers(),
                            RegionFile.OUTCOMES,
                            RegionFile.DEAD_LETTERS,
                            ends,
                            provoked));
            this.watch =
                    opened(
                            new Watch(
                                    display,
                                    judge,
                                    pending,
                                    ends,
                                    provoked,
                                    outages,
                                    regions,
                                    writer::edges,
                                    startNanos));
            opened = true;
        } finally {
            if (!opened) {
                close();
            }
        }
    }

    /**
     * Tears the graph and waits until it has healed.
     *
     * @throws Exception if a part of the run fails; {@link InterruptedException} if it is stopped
     */
    public Result converge() throws Exception {
        List<String> regions = options.regionNames();
        watch.phase("tearing the graph");
        writer.writeUntil(
                (int) Math.ceil(edges.size() * TORN_BEFORE_THE_JOB), Duration.ZERO, regions.get(1));
        Verdict before = judge.judge(nowMicros());
        display.say(
                "%,d of %,d cells differ between the regions: %,d failure records are waiting"
                        .formatted(before.divergent(), before.cells(), topics.published()));
        startJob();
        watch.phase("tearing and repairing");
        int left = edges.size() - writer.edges();
        int seconds = Math.max(LIVE_SECONDS_MIN, left / LIVE_EDGES_PER_SECOND_MAX);
        writer.writeUntil(
                edges.size(), Duration.ofSeconds(seconds), regions.get(regions.size() - 1));
        writer.writeRest();
        Verdict after = settle();
        return result(before, after);
    }

    /**
     * Goes on writing, with faults, and says how it stands.
     *
     * @throws InterruptedException when it is stopped
     */
    public void goOn() throws InterruptedException {
        watch.phase("trickling on (Ctrl-C stops)");
        watch.resume();
        writer.trickle();
    }

    private void startJob() throws Exception {
        int parallelism = Math.max(2, Math.min(4, Runtime.getRuntime().availableProcessors()));
        RepairCluster started =
                opened(
                        RepairCluster.start(
                                folder,
                                parallelism,
                                environment ->
                                        buildJob(environment, RepairSettings.Limits.DEFAULT)));
        cluster.complete(started);
        display.say("The repair job is starting; Flink's web page: " + started.webPage());
        Console console =
                opened(
                        QuickstartConsole.open(
                                config,
                                folder.resolve("region.yaml"),
                                started.webPage(),
                                RepairCluster.JOB,
                                outages,
                                watch::wrongByRegion));
        consoleAddress.complete(console.address());
        display.say("Watch it in the console, take a region down there: " + console.address());
    }

    /** Adds the repair job of this run to an environment. */
    void buildJob(StreamExecutionEnvironment environment, RepairSettings.Limits limits) {
        RepairJob.build(
                environment,
                config,
                RepairJobOptions.DEFAULT
                        .named(RepairCluster.JOB)
                        .inOneProcess(true)
                        .limited(limits));
    }

    /** The cluster, once it is started. */
    CompletableFuture<RepairCluster> cluster() {
        return cluster;
    }

    /** Where the console is, once it is open. */
    CompletableFuture<String> consoleAddress() {
        return consoleAddress;
    }

    /** Where the regions' stores live. */
    StoreHosts hosts() {
        return hosts;
    }

    /** What the judge says at this moment. */
    Verdict verdict() throws StoreUnreadableException {
        return judge.judge(nowMicros());
    }

    /** How many repairs are pending. */
    long pending() {
        return pending.count();
    }

    /** Waits until nothing is left to repair, and looks whether all is well then. */
    private Verdict settle() throws InterruptedException, StoreUnreadableException {
        watch.phase("no more faults, repairing the rest");
        long endNanos = System.nanoTime() + options.timeout().toNanos();
        boolean drained =
                service.drain(options.timeout().toMillis()) && topics.flush(options.timeout());
        long expiredMillis = service.lastShortExpiryMicros() / 1_000 + 1_000;
        while (drained && System.nanoTime() < endNanos) {
            if (System.currentTimeMillis() > expiredMillis && isStill()) {
                Verdict verdict = judge.judge(nowMicros());
                if (verdict.isClean()) {
                    watch.pause(verdict);
                    return verdict;
                }
                LOG.warn("all is still, but: {}", verdict);
                TimeUnit.SECONDS.sleep(1);
            }
            TimeUnit.MILLISECONDS.sleep(100);
        }
        Verdict verdict = judge.judge(nowMicros());
        watch.pause(verdict);
        sayWhatIsLeft(verdict);
        return verdict;
    }

    /** Whether nothing is pending; or nothing has happened for so long that nothing will. */
    private boolean isStill() {
        if (provoked.difference().count() > 0) {
            return false;
        }
        return ends.quietMillis() > (pending.count() == 0 ? QUIET_MILLIS : STUCK_MILLIS);
    }

    private void sayWhatIsLeft(Verdict verdict) {
        display.say(
                "not converged within %d s: %,d repairs pending, %,d cells divergent, %,d wrong"
                        .formatted(
                                options.timeout().toSeconds(),
                                pending.count(),
                                verdict.divergent(),
                                verdict.wrong()));
        verdict.examples().forEach(example -> display.say("  " + example));
        pending.examples(5).forEach(example -> display.say("  pending: " + example));
    }

    private Result result(Verdict before, Verdict after) {
        Provoked.Difference difference = provoked.difference();
        difference.examples().forEach(example -> display.say("  dead letters: " + example));
        return new Result(
                edges.size(),
                after.cells(),
                topics.published(),
                before.divergent(),
                after.divergent(),
                after.wrong(),
                ends.count(RepairState.APPLIED),
                ends.count(RepairState.HEALED),
                ends.count(RepairState.SUPERSEDED),
                ends.count(RepairState.EXPIRED),
                provoked.count(),
                (System.nanoTime() - startNanos) / 1e9,
                difference.count());
    }

    private RegionConfig config(List<String> regions, String brokers, String name)
            throws IOException {
        Path file = folder.resolve("region.yaml");
        Files.writeString(file, RegionFile.text(regions, options.store(), hosts, brokers, name));
        return RegionConfigReader.read(file).orThrow();
    }

    private <T extends AutoCloseable> T opened(T resource) {
        open.push(resource);
        return resource;
    }

    private static long nowMicros() {
        return System.currentTimeMillis() * 1_000;
    }

    @Override
    public void close() {
        boolean interrupted = Thread.interrupted();
        while (!open.isEmpty()) {
            AutoCloseable last = open.pop();
            try {
                last.close();
            } catch (Exception failed) {
                LOG.warn("{} could not be closed in order", last.getClass().getName(), failed);
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
