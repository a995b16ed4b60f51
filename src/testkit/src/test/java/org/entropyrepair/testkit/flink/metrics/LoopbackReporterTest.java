package org.entropyrepair.testkit.flink.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.Socket;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import java.util.ServiceLoader;
import java.util.stream.Stream;
import org.apache.flink.metrics.MetricConfig;
import org.apache.flink.metrics.reporter.MetricReporter;
import org.apache.flink.metrics.reporter.MetricReporterFactory;
import org.entropyrepair.testkit.net.ListeningSockets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LoopbackReporterTest {
    @TempDir private Path folder;

    @Test
    void listensOnLoopbackOnlyAndSaysWhere() throws Exception {
        Path file = folder.resolve("targets").resolve("taskmanager-0.json");
        MetricReporter reporter = new LoopbackReporterFactory().createMetricReporter(none());
        reporter.open(saying(file));
        try {
            JsonNode target = new ObjectMapper().readTree(Files.readString(file)).path(0);
            assertThat(target.at("/labels/process").asText()).isEqualTo("taskmanager-0");
            String[] address = target.at("/targets/0").asText().split(":");
            assertThat(address[0]).isEqualTo("127.0.0.1");
            int port = Integer.parseInt(address[1]);
            assertThat(ListeningSockets.of(ProcessHandle.current().pid()))
                    .filteredOn(socket -> socket.getPort() == port)
                    .isNotEmpty()
                    .allMatch(socket -> socket.getAddress().isLoopbackAddress());
            try (Socket socket = new Socket(address[0], port)) {
                assertThat(socket.isConnected()).isTrue();
            }
        } finally {
            reporter.close();
        }
    }

    @Test
    void whatStartsAgainReplacesItsFileAndLeavesNoOther() throws Exception {
        Path file = folder.resolve("jobmanager.json");
        TargetFile.write(file, 1001);
        TargetFile.write(file, 1002);

        assertThat(file)
                .content()
                .isEqualTo(
                        "[{\"targets\": [\"127.0.0.1:1002\"],"
                                + " \"labels\": {\"process\": \"jobmanager\"}}]\n");
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files).containsExactly(file);
        }
    }

    @Test
    void aNameThatIsNoLabelAndAMissingFileAreRefused() {
        assertThatThrownBy(() -> TargetFile.write(folder.resolve("a\"b.json"), 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("its name (expected: ");
        assertThatThrownBy(() -> TargetFile.write(folder.resolve("taskmanager"), 1))
                .isInstanceOf(IllegalArgumentException.class);
        MetricReporter reporter = new LoopbackReporterFactory().createMetricReporter(none());
        assertThatThrownBy(() -> reporter.open(new MetricConfig()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(LoopbackMetrics.TARGET_FILE + ": none (expected: ");
    }

    /** As a process of Flink has it on its class path: with nothing else of this project. */
    @Test
    void theJarHasAllThatAProcessNeeds() throws Exception {
        Path jar = folder.resolve("reporter.jar");
        LoopbackMetrics.writeJar(jar);
        ClassLoader flink = new WithoutThisProject(getClass().getClassLoader());
        try (URLClassLoader process = new URLClassLoader(new URL[] {jar.toUri().toURL()}, flink)) {
            MetricReporterFactory factory =
                    ServiceLoader.load(MetricReporterFactory.class, process).stream()
                            .filter(one -> one.type().getClassLoader() == process)
                            .findFirst()
                            .orElseThrow()
                            .get();
            assertThat(factory.getClass().getName())
                    .isEqualTo(
                            LoopbackMetrics.settings()
                                    .get("metrics.reporter.loopback.factory.class"));
            MetricReporter reporter = factory.createMetricReporter(none());
            reporter.open(saying(folder.resolve("jobmanager.json")));
            reporter.close();
            assertThat(folder.resolve("jobmanager.json")).exists();
        }
    }

    private static Properties none() {
        return new Properties();
    }

    private static MetricConfig saying(Path file) {
        MetricConfig config = new MetricConfig();
        config.setProperty(LoopbackMetrics.TARGET_FILE_KEY, file.toString());
        return config;
    }

    private static final class WithoutThisProject extends ClassLoader {
        WithoutThisProject(ClassLoader all) {
            super(all);
        }

        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            if (name.startsWith("org.entropyrepair.")) {
                throw new ClassNotFoundException(name);
            }
            return super.loadClass(name, resolve);
        }
    }
}
