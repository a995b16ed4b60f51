package org.entropyrepair.benchmarks.peers;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.entropyrepair.testkit.kafka.KafkaBroker;

/**
 * A contender in its process, and the one who feeds it.
 *
 * <p>It ends with {@link #close}, and with this JVM, since its input ends then.
 */
final class PeerProcess implements AutoCloseable {
    private static final int LEAD_MILLIS = 500;
    private static final int SAID_CHARS_MAX = 2_000;

    private final Settings settings;
    private final String topic;
    private final KafkaProducer<String, byte[]> producer;
    private final Process process;
    private final Path errors;
    private final BufferedReader answers;
    private final PrintStream orders;

    private PeerProcess(
            String topic, String brokers, Settings settings, Path errors, Process process) {
        this.settings = settings;
        this.topic = topic;
        this.producer = Clients.producerOf(brokers);
        this.errors = errors;
        this.process = process;
        this.answers =
                new BufferedReader(
                        new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        this.orders = new PrintStream(process.getOutputStream(), true, StandardCharsets.UTF_8);
    }

    /**
     * Starts a contender on a topic of its own, which is made first.
     *
     * @param contender one of {@link Contender#ALL}
     * @param before what stands before the command, such as the cores it has
     */
    static PeerProcess start(
            String contender,
            KafkaBroker broker,
            String topic,
            Path folder,
            Settings settings,
            List<String> before)
            throws IOException {
        broker.createTopic(topic, settings.partitions(), Map.of());
        broker.createTopic(HomeContender.retryTopic(topic), settings.partitions(), Map.of());
        String brokers = broker.bootstrapServers();
        Path errors = Files.createDirectories(folder).resolve("log");
        List<String> command = new ArrayList<>(before);
        command.addAll(
                List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx2g",
                        "-XX:+UseParallelGC",
                        "--add-opens=java.base/java.lang=ALL-UNNAMED",
                        "--add-opens=java.base/java.util=ALL-UNNAMED",
                        "-Dlog4j2.level=ERROR",
                        "-cp",
                        System.getProperty("java.class.path"),
                        PeerMain.class.getName(),
                        contender,
                        brokers,
                        topic,
                        folder.toString()));
        command.addAll(settings.words());
        Process process =
                new ProcessBuilder(command)
                        .redirectError(ProcessBuilder.Redirect.to(errors.toFile()))
                        .start();
        return new PeerProcess(topic, brokers, settings, errors, process);
    }

    /**
     * Lets a scenario happen to it.
     *
     * @throws IllegalStateException if its process ended; with what it said last
     */
    Measured run(Scenario scenario) throws IOException, InterruptedException {
        Load load = Load.of(scenario, settings, System.currentTimeMillis() + lead());
        List<byte[]> values = load.writes().stream().map(load::value).toList();
        orders.println(scenario.word() + " " + load.beginMillis());
        String set = answer();
        if (!set.equals(PeerMain.SET)) {
            throw new IllegalStateException("contender: " + set + " (expected: it is set)");
        }
        long lateMillis = Math.max(0, System.currentTimeMillis() - load.beginMillis());
        for (int i = 0; i < values.size(); i++) {
            Write write = load.writes().get(i);
            long wait = load.beginMillis() + write.atMillis() - System.currentTimeMillis();
            if (wait > 0) {
                Thread.sleep(wait); // the pace of the load
            }
            producer.send(new ProducerRecord<>(topic, load.key(write), values.get(i)));
        }
        producer.flush();
        Measured measured = Measured.ofLine(answer());
        return scenario == Scenario.OUTAGE ? measured : measured.later(lateMillis);
    }

    /** So long before its begin a load is worked out, by both. */
    private int lead() {
        return LEAD_MILLIS + settings.records() / 50;
    }

    private String answer() throws IOException {
        for (String line = answers.readLine(); line != null; line = answers.readLine()) {
            if (line.startsWith(PeerMain.MARK)) {
                return line.substring(PeerMain.MARK.length());
            }
        }
        throw new IllegalStateException(
                "contender: its process ended (expected: an answer); it said last: " + lastSaid());
    }

    private String lastSaid() throws IOException {
        String all = Files.readString(errors);
        return all.substring(Math.max(0, all.length() - SAID_CHARS_MAX));
    }

    @Override
    public void close() {
        producer.close();
        orders.close();
        process.destroyForcibly().onExit().join();
    }
}
