package org.entropyrepair.testkit.kafka;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.Uuid;
import org.entropyrepair.testkit.net.TcpProxy;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A real Kafka broker (KRaft, one node) in a process of its own, on 127.0.0.1.
 *
 * <ol>
 *   <li>{@link #in(Path)} takes the folder for its data and logs; {@link Builder#start()} picks
 *       free ports and returns once the broker answers.
 *   <li>{@link #stop()} or {@link #kill()}, then {@link #restart()}: same ports, same data.
 *   <li>{@link #close()} ends it; so does the end of this JVM, however it comes.
 * </ol>
 *
 * <p>It has two listeners. {@link #bootstrapServers()} is for what is under test: behind the proxy
 * and with the password, if there are any. {@link #directServers()} is a second door for those who
 * look after it: never behind the proxy, no password, may do everything.
 *
 * <p>Its class path is this JVM's. Not for several threads at once.
 */
public final class KafkaBroker implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(KafkaBroker.class);
    private static final int BIND_TRIES_MAX = 5;
    private static final Duration START_MAX = Duration.ofSeconds(180);
    private static final Duration STOP_MAX = Duration.ofSeconds(30);

    private final Path folder;
    private final Builder options;
    private final String clusterId = Uuid.randomUuid().toString();
    private final Thread endWithJvm = new Thread(this::destroy, "kafka-broker-end");
    private Map<String, String> passwords;
    private BrokerPorts ports = BrokerPorts.pick();
    private @Nullable Process process;
    private @Nullable KafkaTopics topics;

    private KafkaBroker(Builder options) {
        this.folder = options.folder.toAbsolutePath();
        this.options = options;
        this.passwords = options.passwords;
    }

    /** A broker to be, with its data and logs in {@code folder}, which is created where missing. */
    public static Builder in(Path folder) {
        return new Builder(folder);
    }

    /** What a broker is started with; the defaults suit a test. */
    public static final class Builder {
        private final Path folder;
        private final Map<String, String> properties = new LinkedHashMap<>();
        private Map<String, String> passwords = Map.of();
        private @Nullable TcpProxy proxy;

        private Builder(Path folder) {
            this.folder = folder;
        }

        /** The largest record batch it takes, in bytes. */
        public Builder messageMaxBytes(int bytes) {
            return property("message.max.bytes", Integer.toString(bytes));
        }

        /** Any property of Kafka's {@code server.properties}; stronger than the defaults. */
        public Builder property(String name, String value) {
            properties.put(name, value);
            return this;
        }

        /** Clients must say who they are (SASL_PLAINTEXT, PLAIN), and may be denied topics. */
        public Builder password(String user, String password) {
            passwords = Map.of(user, password);
            return this;
        }

        /** Clients reach it through {@code proxy}, which it connects to itself, only. */
        public Builder behind(TcpProxy proxy) {
            this.proxy = proxy;
            return this;
        }

        /**
         * Starts it and waits until it answers.
         *
         * @throws IllegalStateException if it does not; the message leads to its log
         */
        public KafkaBroker start() {
            KafkaBroker broker = new KafkaBroker(this);
            Runtime.getRuntime().addShutdownHook(broker.endWithJvm);
            try {
                broker.startOnFreePorts();
                return broker;
            } catch (RuntimeException | Error e) {
                broker.close();
                throw e;
            }
        }
    }

    /** Where clients under test connect to: {@code host:port}. */
    public String bootstrapServers() {
        TcpProxy proxy = options.proxy;
        return proxy == null ? "127.0.0.1:" + ports.clients() : proxy.address();
    }

    /** The second door: no proxy, no password, all rights. */
    public String directServers() {
        return "127.0.0.1:" + ports.direct();
    }

    /** What a client needs beside {@link #bootstrapServers()}: who it is, if it has to say so. */
    public Map<String, String> clientProperties() {
        return passwords.entrySet().stream()
                .findFirst()
                .map(one -> BrokerProperties.login(one.getKey(), one.getValue()))
                .orElseGet(Map::of);
    }

    /** Topics and records, through the second door. Belongs to this broker, which closes it. */
    public KafkaTopics topics() {
        KafkaTopics known = topics;
        if (known == null) {
            known = new KafkaTopics(directServers());
            topics = known;
        }
        return known;
    }

    /** Short for {@link KafkaTopics#create(String, int, Map)}. */
    public void createTopic(String name, int partitions, Map<String, String> configs) {
        topics().create(name, partitions, configs);
    }

    /** Whether its process runs. */
    public boolean isRunning() {
        return process != null && process.isAlive();
    }

    /** Ends it in order. */
    public void stop() {
        end(false);
    }

    /** {@code kill -9}. */
    public void kill() {
        end(true);
    }

    /**
     * Starts it again on the same ports and data; stops it before if it runs.
     *
     * @throws IllegalStateException if it does not answer in time
     */
    public void restart() {
        stop();
        if (!startOnce()) {
            throw new IllegalStateException("broker: its ports were taken while it was down");
        }
    }

    /** As {@link #restart()}, but from now on with this user and password only. */
    public void restart(String user, String password) {
        passwords = Map.of(user, password);
        restart();
    }

    /** Ends it for good; its data stay. May be called again. */
    @Override
    public void close() {
        if (topics != null) {
            topics.close();
            topics = null;
        }
        stop();
        try {
            Runtime.getRuntime().removeShutdownHook(endWithJvm);
        } catch (IllegalStateException endingAlready) {
            LOG.debug("the JVM is ending");
        }
    }

    private void startOnFreePorts() {
        for (int tried = 0; tried < BIND_TRIES_MAX; tried++) {
            if (startOnce()) {
                return;
            }
            ports = BrokerPorts.pick();
        }
        throw new IllegalStateException("broker: no free ports, see " + log());
    }

    /** False if its ports turned out to be taken. */
    private boolean startOnce() {
        TcpProxy proxy = options.proxy;
        int advertised = proxy == null ? ports.clients() : proxy.port();
        try {
            Files.createDirectories(folder);
            Files.deleteIfExists(log());
            BrokerProperties.write(folder, ports, advertised, passwords, options.properties);
            process = launch();
        } catch (IOException e) {
            throw new UncheckedIOException("folder: " + folder + " cannot be written", e);
        }
        if (!awaitAnswer()) {
            return false;
        }
        if (proxy != null) {
            proxy.forwardTo("127.0.0.1", ports.clients());
        }
        LOG.info("Kafka broker answers on {} (data and log in {})", bootstrapServers(), folder);
        return true;
    }

    private Process launch() throws IOException {
        List<String> command =
                List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx512m",
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-Djava.net.preferIPv4Stack=true",
                        "-Dlog4j2.configurationFile="
                                + folder.resolve(BrokerProperties.LOG_CONFIG).toUri(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        BrokerMain.class.getName(),
                        folder.resolve(BrokerProperties.FILE).toString(),
                        clusterId);
        ProcessBuilder.Redirect output = ProcessBuilder.Redirect.to(log().toFile());
        return new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output).start();
    }

    private boolean awaitAnswer() {
        long deadlineNanos = System.nanoTime() + START_MAX.toNanos();
        while (System.nanoTime() < deadlineNanos) {
            if (!isRunning()) {
                if (wasBindFailure()) {
                    return false;
                }
                throw new IllegalStateException("broker: ended at its start, see " + log());
            }
            if (KafkaTopics.answers("127.0.0.1", ports.direct())) {
                return true;
            }
        }
        stop();
        throw new IllegalStateException(
                "broker: no answer in " + START_MAX.toSeconds() + " s, see " + log());
    }

    private boolean wasBindFailure() {
        try {
            return Files.readString(log()).contains("Address already in use");
        } catch (IOException e) {
            return false;
        }
    }

    private Path log() {
        return folder.resolve("broker.log");
    }

    private void end(boolean abruptly) {
        Process running = process;
        if (running == null) {
            return;
        }
        process = null;
        boolean interrupted = false;
        try {
            if (abruptly) {
                running.destroyForcibly().waitFor();
            } else {
                running.destroy();
                if (!running.waitFor(STOP_MAX.toSeconds(), TimeUnit.SECONDS)) {
                    running.destroyForcibly().waitFor();
                }
            }
        } catch (InterruptedException e) {
            running.destroyForcibly();
            interrupted = true;
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void destroy() {
        Process running = process;
        if (running != null) {
            running.destroyForcibly();
        }
    }
}
