package org.entropyrepair.quickstart.replay;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.apache.flink.api.common.JobStatus;
import org.entropyrepair.config.ConfigReading;
import org.entropyrepair.config.RegionConfig;
import org.entropyrepair.config.RegionConfigReader;
import org.entropyrepair.config.yaml.Secrets;
import org.entropyrepair.jobs.RepairJob;
import org.entropyrepair.jobs.RepairJobOptions;
import org.entropyrepair.quickstart.progress.Display;
import org.entropyrepair.quickstart.run.Options;
import org.entropyrepair.quickstart.run.RepairCluster;
import org.entropyrepair.quickstart.run.RunFolder;
import org.jspecify.annotations.Nullable;

/**
 * One replay of a user's failure records.
 *
 * <ol>
 *   <li>{@link #read} reads what the user gave; nothing is started.
 *   <li>{@link #run} starts the broker, publishes the records, and runs a job per mode, which reads
 *       them from their beginning; the one before has ended.
 *   <li>{@link #close} stops everything, whatever happened before.
 * </ol>
 *
 * <p>For one thread.
 */
public final class Replay implements AutoCloseable {
    private static final Duration QUIET = Duration.ofMillis(1_500);
    private static final Duration POLL = Duration.ofMillis(200);

    private final FailureFile file;
    private final RegionConfig config;
    private final boolean repair;
    private final Duration timeout;
    private final long startNanos = System.nanoTime();
    private @Nullable LocalTopics topics;
    private @Nullable RepairCluster cluster;

    private Replay(FailureFile file, RegionConfig config, boolean repair, Duration timeout) {
        this.file = file;
        this.config = config;
        this.repair = repair;
        this.timeout = timeout;
    }

    /**
     * Reads the config, strictly but for its secrets, and the records.
     *
     * @param own what the user gave
     * @param timeout how long each job may take
     * @throws RefusedException if one of them cannot be used
     */
    public static Replay read(Options.Own own, Duration timeout) throws RefusedException {
        ConfigReading reading = RegionConfigReader.read(own.config(), Secrets.unresolved());
        if (reading instanceof ConfigReading.Refused refused) {
            throw new RefusedException(refused.problems());
        }
        RegionConfig config = reading.orThrow();
        return new Replay(
                FailureFile.read(own.failures(), LocalTopics.recordBytesMax(config)),
                config,
                own.repair(),
                timeout);
    }

    /**
     * How a replay ended.
     *
     * @param records how many there were
     * @param told by mode, in the order in which the jobs ran
     */
    public record Result(int records, Map<Mode, Told> told) {
        /** Whether every record is accounted for in every mode. */
        public boolean isComplete() {
            return told.values().stream().allMatch(Told::isComplete);
        }

        /** The result as one line of JSON. */
        public String toJson() {
            ObjectNode json = new ObjectMapper().createObjectNode();
            json.put("records", records);
            told.forEach((mode, one) -> json.set(mode.word(), one.toJson()));
            return json.toString();
        }
    }

    /**
     * Publishes the records to a local broker and runs the job, as a dry run and then, if asked
     * for, for real; says what came of it. What it started goes on until it is closed.
     *
     * @throws Exception if the job fails; {@link InterruptedException} if it is stopped
     */
    public Result run(RunFolder folder, Display display) throws Exception {
        display.say(
                "Replaying %,d records of %s against %d local regions"
                        .formatted(file.lines().size(), file.path(), config.regions().size()));
        display.say("Everything is in " + folder.path() + ", the log in quickstart.log");
        LocalTopics started = LocalTopics.start(config, folder.resolve("kafka"));
        topics = started;
        List<Replayed> records = started.publish(file, config);
        Map<Mode, Told> told = new EnumMap<>(Mode.class);
        for (Mode mode : repair ? List.of(Mode.OBSERVE, Mode.REPAIR) : List.of(Mode.OBSERVE)) {
            endJob();
            Told one = run(mode, records, started.brokers(), folder, display);
            one.lines().forEach(display::say);
            told.put(mode, one);
        }
        return new Result(records.size(), told);
    }

    private Told run(
            Mode mode, List<Replayed> records, String brokers, RunFolder folder, Display display)
            throws Exception {
        RegionConfig local = local(mode, folder, brokers);
        Account account = new Account(records);
        try (OutputReader reader = new OutputReader(brokers, mode, account)) {
            int parallelism = Math.max(2, Math.min(4, Runtime.getRuntime().availableProcessors()));
            RepairCluster job =
                    RepairCluster.start(
                            folder,
                            parallelism,
                            environment ->
                                    RepairJob.build(
                                            environment,
                                            local,
                                            RepairJobOptions.DEFAULT
                                                    .named("entropy-repair-" + mode.word())
                                                    .inOneProcess(true)));
            cluster = job;
            display.say("The job is starting (" + mode.word() + "); Flink: " + job.webPage());
            awaitSettled(account, reader, job);
        }
        return new Told(
                mode,
                account,
                mode == Mode.REPAIR ? Holding.of(local) : List.of(),
                (System.nanoTime() - startNanos) / 1e9);
    }

    private void awaitSettled(Account account, OutputReader reader, RepairCluster job)
            throws InterruptedException {
        long endNanos = System.nanoTime() + timeout.toNanos();
        long heardNanos = System.nanoTime();
        while (System.nanoTime() < endNanos) {
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
            if (reader.read(POLL)) {
                heardNanos = System.nanoTime();
            } else if (job.status().isGloballyTerminalState()) {
                throw new IllegalStateException("the job ended: " + job.status());
            } else if (account.isSettled()
                    && System.nanoTime() - heardNanos > QUIET.toNanos()
                    && job.status() == JobStatus.RUNNING) {
                return;
            }
        }
    }

    private RegionConfig local(Mode mode, RunFolder folder, String brokers) throws IOException {
        Path written = folder.resolve("region-" + mode.word() + ".yaml");
        Files.writeString(
                written,
                LocalConfig.text(config, mode, folder.resolve("stores-" + mode.word()), brokers));
        return RegionConfigReader.read(written).orThrow();
    }

    private void endJob() {
        if (cluster != null) {
            cluster.close();
            cluster = null;
        }
    }

    @Override
    public void close() {
        boolean interrupted = Thread.interrupted();
        endJob();
        if (topics != null) {
            topics.close();
            topics = null;
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
