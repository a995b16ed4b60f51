package org.entropyrepair.testkit.flink;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.entropyrepair.testkit.server.ServerProcess;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A real Flink session cluster on 127.0.0.1: a job manager with the web page and REST, task
 * managers, and where it is highly available a ZooKeeper, each a process of its own. State is in
 * RocksDB, a checkpoint is made every second.
 *
 * <ol>
 *   <li>{@link #in(Path)} takes the folder for its checkpoints, savepoints and logs; {@link
 *       Builder#start()} picks free ports and returns once all task managers offer their slots.
 *   <li>{@link #killTaskManager} and {@link #startTaskManager}, {@link #killJobManager} and {@link
 *       #startJobManager}, in any order: same addresses, same folders. A job manager that was
 *       killed finds its jobs again only where the cluster is highly available.
 *   <li>{@link #close()} ends all of it; so does the end of this JVM, however it comes.
 * </ol>
 *
 * <p>Needs the jars of {@code ServerJars.of("flink")}. About 0.4 GB of memory for each process. Not
 * for several threads at once.
 */
public final class FlinkCluster implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(FlinkCluster.class);
    private static final int BIND_TRIES_MAX = 5;
    private static final Duration START_MAX = Duration.ofSeconds(180);

    private final Path folder;
    private final Builder options;
    private final ServerProcess zooKeeper;
    private final ServerProcess jobManager;
    private final List<ServerProcess> taskManagers = new ArrayList<>();
    private FlinkPorts ports = FlinkPorts.pick();
    private @Nullable FlinkRest rest;

    private FlinkCluster(Builder options) {
        this.folder = options.folder.toAbsolutePath();
        this.options = options;
        this.zooKeeper = ServerProcess.named("zookeeper", folder);
        this.jobManager = ServerProcess.named("jobmanager", folder);
        for (int i = 0; i < options.taskManagers; i++) {
            taskManagers.add(ServerProcess.named(taskManagerName(i), folder));
        }
    }

    /** A cluster to be, with all its files in {@code folder}, which is created where missing. */
    public static Builder in(Path folder) {
        return new Builder(folder);
    }

    /** What a cluster is started with; the defaults suit a test. */
    public static final class Builder {
        private final Path folder;
        private final Map<String, String> settings = new LinkedHashMap<>();
        private int taskManagers = 2;
        private int slots = 2;
        private boolean highlyAvailable;
        private boolean metricsForPrometheus;

        private Builder(Path folder) {
            this.folder = folder;
        }

        /** How many task managers; 2 by default. */
        public Builder taskManagers(int count) {
            taskManagers = count;
            return this;
        }

        /** Slots of each; 2 by default, which is also the parallelism of jobs by default. */
        public Builder slotsPerTaskManager(int count) {
            slots = count;
            return this;
        }

        /** With a ZooKeeper, so that a job manager which is started again finds its jobs. */
        public Builder highlyAvailable() {
            highlyAvailable = true;
            return this;
        }

        /**
         * Lets the job manager and each task manager be scraped on 127.0.0.1; where, is in {@link
         * FlinkCluster#prometheusTargets()}.
         */
        public Builder metricsForPrometheus() {
            metricsForPrometheus = true;
            return this;
        }

        /** Any of Flink's settings; stronger than the defaults. */
        public Builder setting(String name, String value) {
            settings.put(name, value);
            return this;
        }

        int slots() {
            return slots;
        }

        boolean isHighlyAvailable() {
            return highlyAvailable;
        }

        boolean hasMetricsForPrometheus() {
            return metricsForPrometheus;
        }

        Map<String, String> settings() {
            return settings;
        }

        /**
         * Starts it and waits until all its slots are offered.
         *
         * @throws IllegalStateException if it does not come up; the message leads to a log
         */
        public FlinkCluster start() {
            FlinkCluster cluster = new FlinkCluster(this);
            try {
                cluster.startOnFreePorts();
                return cluster;
            } catch (RuntimeException | Error e) {
                cluster.close();
                throw e;
            }
        }
    }

    /** Where REST and the web page are. The same for its whole life. */
    public URI address() {
        return URI.create("http://127.0.0.1:" + ports.rest());
    }

    /** A client of it. */
    public FlinkRest rest() {
        FlinkRest known = rest;
        if (known == null) {
            known = new FlinkRest(address());
            rest = known;
        }
        return known;
    }

    /** Where checkpoints go. */
    public Path checkpoints() {
        return FlinkFiles.checkpoints(folder);
    }

    /** Where savepoints go unless one names another place. */
    public Path savepoints() {
        return FlinkFiles.savepoints(folder);
    }

    /**
     * A folder with a file {@code *.json} of each process that is scraped, as {@code
     * file_sd_configs} of Prometheus reads it: {@code jobmanager}, {@code taskmanager-0} and so on,
     * which are also the labels {@code process}. Written once a process listens, which it may do a
     * moment after its slots are offered; one that has ended stays until it starts again.
     */
    public Path prometheusTargets() {
        return FlinkFiles.prometheusTargets(folder);
    }

    /** What the job manager printed since it was last started. */
    public Path jobManagerLog() {
        return jobManager.log();
    }

    /** What a task manager printed since it was last started. */
    public Path taskManagerLog(int number) {
        return taskManagers.get(number).log();
    }

    /**
     * The process id of the job manager.
     *
     * @throws IllegalStateException if it does not run
     */
    public long jobManagerPid() {
        return jobManager.pid();
    }

    /**
     * The process id of a task manager.
     *
     * @param number from 0
     * @throws IllegalStateException if it does not run
     */
    public long taskManagerPid(int number) {
        return taskManagers.get(number).pid();
    }

    /** {@code kill -9}. The task managers stay, and wait for it. */
    public void killJobManager() {
        jobManager.kill();
    }

    /**
     * Starts the job manager at its old address, and waits until the task managers that run have
     * come to it.
     *
     * @throws IllegalStateException if they do not
     */
    public void startJobManager() {
        jobManager.start(FlinkCommand.jobManager(folder, options.metricsForPrometheus));
        if (!awaitSlots()) {
            throw new IllegalStateException("job manager: ended at its start, see " + log());
        }
    }

    /**
     * {@code kill -9}.
     *
     * @param number from 0
     */
    public void killTaskManager(int number) {
        taskManagers.get(number).kill();
    }

    /**
     * Starts a task manager in the place of one that was killed; does not wait.
     *
     * @param number from 0
     */
    public void startTaskManager(int number) {
        taskManagers
                .get(number)
                .start(
                        FlinkCommand.taskManager(
                                folder, taskManagerName(number), options.metricsForPrometheus));
    }

    /**
     * Runs Flink's own command line client against it, for instance with {@code list}.
     *
     * @return what it printed
     * @throws IllegalStateException if it failed
     */
    public String flink(String... args) {
        try {
            ProcessBuilder client =
                    new ProcessBuilder(FlinkCommand.client(folder, List.of(args)))
                            .redirectErrorStream(true);
            client.environment().put("FLINK_CONF_DIR", FlinkFiles.conf(folder).toString());
            Process running = client.start();
            running.getOutputStream().close();
            String printed =
                    new String(running.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (running.waitFor() != 0) {
                throw new IllegalStateException("flink " + String.join(" ", args) + ": " + printed);
            }
            return printed;
        } catch (IOException e) {
            throw new UncheckedIOException("flink", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("flink: interrupted", e);
        }
    }

    /** Ends it for good, jobs and all; its files stay. May be called again. */
    @Override
    public void close() {
        // Abruptly: what would be in order takes seconds, and nothing comes after it.
        taskManagers.forEach(ServerProcess::kill);
        jobManager.kill();
        zooKeeper.kill();
        taskManagers.forEach(ServerProcess::close);
        jobManager.close();
        zooKeeper.close();
    }

    private void startOnFreePorts() {
        long startedNanos = System.nanoTime();
        for (int tried = 1; !startOnce(); tried++) {
            boolean taken = jobManager.logSays("in use") || jobManager.logSays("BindException");
            if (!taken || tried == BIND_TRIES_MAX) {
                throw new IllegalStateException("job manager: ended at its start, see " + log());
            }
            ports = FlinkPorts.pick();
        }
        LOG.info(
                "Flink answers at {} after {} ms (files and logs in {})",
                address(),
                Duration.ofNanos(System.nanoTime() - startedNanos).toMillis(),
                folder);
    }

    private boolean startOnce() {
        try {
            FlinkFiles.write(folder, ports, options);
        } catch (IOException e) {
            throw new UncheckedIOException("folder: " + folder + " cannot be written", e);
        }
        if (options.highlyAvailable) {
            zooKeeper.start(FlinkCommand.zooKeeper(folder));
        }
        jobManager.start(FlinkCommand.jobManager(folder, options.metricsForPrometheus));
        for (int i = 0; i < taskManagers.size(); i++) {
            startTaskManager(i);
        }
        return awaitSlots();
    }

    /** False if the job manager ended by itself. */
    private boolean awaitSlots() {
        FlinkRest client = new FlinkRest(address());
        List<ServerProcess> running =
                taskManagers.stream().filter(ServerProcess::isRunning).toList();
        int wanted = running.size() * options.slots;
        boolean answered =
                jobManager.await(
                        START_MAX,
                        () ->
                                running.stream().anyMatch(one -> !one.isRunning())
                                        || client.find("/overview")
                                                .map(overview -> slots(overview) >= wanted)
                                                .orElse(false));
        for (ServerProcess one : running) {
            if (answered && !one.isRunning()) {
                throw new IllegalStateException("task manager: ended by itself, see " + one.log());
            }
        }
        return answered;
    }

    private static int slots(JsonNode overview) {
        return overview.path("slots-total").asInt();
    }

    private Path log() {
        return jobManager.log();
    }

    private static String taskManagerName(int number) {
        return "taskmanager-" + number;
    }
}
