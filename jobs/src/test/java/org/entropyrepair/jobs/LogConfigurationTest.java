package org.entropyrepair.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Properties;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.flink.connector.kafka.source.KafkaSource;
import org.entropyrepair.testkit.server.ServerJars;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The logging that is shipped, as a process of a cluster has it: read by the Log4j that Flink has
 * in its {@code lib/}, which writes the file.
 */
@Timeout(300)
@Tag("slow")
class LogConfigurationTest {
    private static final Path ROOT = Path.of(System.getProperty("entropyrepair.root"));
    private static final Path SHIPPED = ROOT.resolve("src/deploy/flink/log4j.properties");
    private static final String SHADED = "org.entropyrepair.shaded";

    /** Lines of WARN at once, and for each second; as many more of ERROR. As the page says. */
    private static final int AT_ONCE = 30;

    private static final double PER_SECOND = 0.5;

    private static final ObjectMapper JSON =
            new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    @TempDir private Path folder;

    /**
     * What came out.
     *
     * @param printed to standard output and error
     * @param seconds it took at most
     */
    private record Logged(List<JsonNode> lines, String printed, double seconds) {
        List<String> messages(String logger, String level) {
            return lines.stream()
                    .filter(line -> line.path("log.logger").asText().equals(logger))
                    .filter(line -> line.path("log.level").asText().equals(level))
                    .map(line -> line.path("message").asText())
                    .toList();
        }

        int bound() {
            return AT_ONCE + (int) Math.ceil(seconds * PER_SECOND);
        }
    }

    @Test
    void aNoisyDriverIsLimitedAndNobodyElseIs() throws Exception {
        List<String> loggers = inEachDriver();
        assertThat(loggers).hasSize(6);
        for (String noisy : loggers) {
            List<String> said = new ArrayList<>(List.of(noisy));
            loggers.stream().filter(one -> !one.equals(noisy)).forEach(said::add);
            Logged logged = run(Files.readString(SHIPPED), said);

            assertThat(logged.printed).as("complaints of Log4j").isEmpty();
            for (String level : List.of("WARN", "ERROR")) {
                assertThat(logged.messages(noisy, level))
                        .as(level)
                        .hasSizeBetween(AT_ONCE, logged.bound())
                        .first()
                        .asString()
                        .endsWith("try 0");
            }
            assertThat(logged.messages(noisy, "INFO")).isEmpty();
            for (String other : said.subList(1, said.size())) {
                assertThat(logged.messages(other, "WARN")).as(other).containsExactly("heard");
            }
            int words = LogSpeaker.NOISE / LogSpeaker.NOISE_PER_WORD;
            assertThat(logged.messages(LogSpeaker.OWN, "WARN")).hasSize(words);
            assertThat(logged.messages(LogSpeaker.OWN, "INFO")).hasSize(words);
        }
    }

    @Test
    void aLineIsOneObjectAndHasItsException() throws Exception {
        Logged logged = run(Files.readString(SHIPPED), inEachDriver());

        assertThat(logged.lines).allMatch(JsonNode::isObject);
        JsonNode last = logged.lines.get(logged.lines.size() - 1);
        assertThat(last.path("message").asText()).isEqualTo(LogSpeaker.LONG);
        assertThat(last.path("log.level").asText()).isEqualTo("ERROR");
        assertThat(last.path("error.type").asText())
                .isEqualTo(IllegalStateException.class.getName());
        assertThat(last.path("error.stack_trace").asText())
                .contains(LogSpeaker.LONG, "at " + LogSpeaker.class.getName() + ".main")
                .contains("Caused by: " + IllegalArgumentException.class.getName() + ": cause");
    }

    /** The operator takes a text only; it has to be that of the file. */
    @Test
    void onKubernetesItIsTheSameAndIsPrintedToo() throws Exception {
        Collection<String> texts = new ArrayList<>();
        for (KubernetesManifests.Overlay overlay : KubernetesManifests.all()) {
            JsonNode logging = overlay.spec().path("logConfiguration");
            assertThat(logging.fieldNames())
                    .toIterable()
                    .containsExactly("log4j-console.properties");
            texts.add(logging.path("log4j-console.properties").asText());
        }
        String expected =
                Files.readString(SHIPPED)
                        .replace("\nproperty.console = OFF\n", "\nproperty.console = ALL\n");
        assertThat(expected).isNotEqualTo(Files.readString(SHIPPED));
        assertThat(texts).isNotEmpty().allMatch(expected::equals);

        Logged logged = run(expected, inEachDriver());
        assertThat(parsed(logged.printed.lines())).isEqualTo(logged.lines);
    }

    /** A logger whose name has changed would be one without a limit, and nobody would see it. */
    @Test
    void theLoggersAreWhatTheJarHas() throws Exception {
        List<String> renamed =
                Pattern.compile("<shadedPattern>([^<]+)</shadedPattern>")
                        .matcher(Files.readString(ROOT.resolve("jobs/pom.xml")))
                        .results()
                        .map(one -> one.group(1))
                        .toList();
        assertThat(renamed).isNotEmpty().allMatch(name -> name.startsWith(SHADED + "."));
        List<String> names = driverNames();
        assertThat(names).contains(SHADED).doesNotHaveDuplicates();
        for (String name : names) {
            if (name.startsWith(SHADED + ".")) {
                assertThat(renamed).contains(name);
            } else if (!name.equals(SHADED)) {
                assertThat(KafkaSource.class.getName()).startsWith(name + ".");
            }
        }
    }

    /** A logger below each name that the file limits. */
    private static List<String> inEachDriver() throws IOException {
        return driverNames().stream().map(name -> name + ".Some").toList();
    }

    /** The names of the file's loggers, sorted. */
    private static List<String> driverNames() throws IOException {
        Properties file = new Properties();
        try (var in = Files.newBufferedReader(SHIPPED)) {
            file.load(in);
        }
        return file.stringPropertyNames().stream()
                .filter(key -> key.matches("logger\\.\\w+\\.name"))
                .map(file::getProperty)
                .sorted()
                .toList();
    }

    private Logged run(String configuration, List<String> loggers) throws Exception {
        Path config = folder.resolve("log4j.properties");
        Path log = folder.resolve("flink.log");
        Files.writeString(config, configuration);
        Files.deleteIfExists(log);
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add("-XX:TieredStopAtLevel=1");
        command.add("-Dlog4j.configurationFile=" + config.toUri());
        command.add("-Dlog.file=" + log);
        command.add("-cp");
        command.add(
                Stream.concat(Stream.of(ownClasses()), ServerJars.of("flink").stream())
                        .map(Path::toString)
                        .collect(Collectors.joining(File.pathSeparator)));
        command.add(LogSpeaker.class.getName());
        command.addAll(loggers);
        long startedNanos = System.nanoTime();
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        process.getOutputStream().close();
        String printed =
                new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(printed).isZero();
        double seconds = (System.nanoTime() - startedNanos) / 1e9;
        return new Logged(parsed(Files.readAllLines(log).stream()), printed, seconds);
    }

    private static List<JsonNode> parsed(Stream<String> lines) {
        return lines.map(LogConfigurationTest::parsed).toList();
    }

    private static JsonNode parsed(String line) {
        try {
            return JSON.readTree(line);
        } catch (JsonProcessingException e) {
            throw new AssertionError("no JSON in one line: " + line, e);
        }
    }

    private static Path ownClasses() throws Exception {
        return Path.of(
                LogSpeaker.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    }
}
