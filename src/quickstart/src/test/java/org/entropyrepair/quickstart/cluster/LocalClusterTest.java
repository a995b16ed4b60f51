package org.entropyrepair.quickstart.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.entropyrepair.testkit.flink.FlinkRest;
import org.entropyrepair.testkit.kafka.KafkaTopics;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(300)
class LocalClusterTest {
    @TempDir private Path folder;
    private final ByteArrayOutputStream said = new ByteArrayOutputStream();

    @Test
    void whatIsNotACommandIsWrongUse() throws Exception {
        assertThat(run("begin")).isEqualTo(2);
        assertThat(said()).contains("begin (expected: start, stop or status)");
        assertThat(run("start", "stop")).isEqualTo(2);
        assertThat(run()).isEqualTo(2);
    }

    @Test
    void whatDoesNotRunIsSaidNotToRun() throws Exception {
        assertThat(run("status")).isEqualTo(1);
        assertThat(run("stop")).isZero();
        assertThat(said()).contains("it does not run");
    }

    @Test
    @Tag("slow")
    void whatIsStartedRunsUntilItIsStopped() throws Exception {
        try {
            Set<ProcessHandle> before = processes();
            assertThat(run("start")).isZero();
            String first = said();
            FlinkRest flink = new FlinkRest(URI.create(after("Flink, REST and web page: ", first)));
            assertThat(flink.get("/overview").path("slots-total").asInt()).isEqualTo(4);
            try (KafkaTopics kafka = new KafkaTopics(after("Kafka broker: ", first))) {
                kafka.create("t", 1, Map.of());
                assertThat(kafka.readAll("t")).isEmpty();
            }
            Set<ProcessHandle> processes = processes();
            processes.removeAll(before);
            assertThat(processes).as("all its processes").hasSizeGreaterThanOrEqualTo(6);
            assertThat(run("start")).isZero();
            assertThat(said()).startsWith("it runs already").endsWith(first);
            assertThat(run("status")).isZero();

            assertThat(run("stop")).isZero();
            assertThat(processes).noneMatch(ProcessHandle::isAlive);
            assertThat(flink.find("/overview")).isEmpty();
            assertThat(run("status")).isEqualTo(1);
        } finally {
            run("stop");
        }
    }

    private static Set<ProcessHandle> processes() {
        return ProcessHandle.current().descendants().collect(Collectors.toSet());
    }

    private static String after(String label, String text) {
        Matcher line = Pattern.compile(Pattern.quote(label) + "(.*)").matcher(text);
        assertThat(line.find()).isTrue();
        return line.group(1);
    }

    private int run(String... args) throws Exception {
        said.reset();
        PrintStream to = new PrintStream(said, true, StandardCharsets.UTF_8);
        return new LocalCluster(folder, to, to).run(List.of(args));
    }

    private String said() {
        return said.toString(StandardCharsets.UTF_8);
    }
}
