package org.entropyrepair.testkit.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServerProcessTest {
    private static final Duration ANSWER_MAX = Duration.ofSeconds(60);
    private static final List<String> SERVER = List.of("sh", "-c", "echo ready; exec sleep 600");

    @TempDir private Path folder;

    @Test
    void runsStandsStillGoesOnAndEnds() {
        try (ServerProcess server = ServerProcess.named("sleeper", folder)) {
            server.start(SERVER);
            assertThat(server.await(ANSWER_MAX, () -> server.logSays("ready"))).isTrue();
            assertThat(server.isPaused()).isFalse();
            server.pause();
            assertThat(server.isPaused()).isTrue();
            assertThat(server.isRunning()).isTrue();
            server.resume();
            until(() -> !server.isPaused());
            long pid = server.pid();
            server.kill();
            assertThat(server.isRunning()).isFalse();
            assertThatThrownBy(server::pause).isInstanceOf(IllegalStateException.class);

            server.start(SERVER);
            assertThat(server.pid()).isNotEqualTo(pid);
            server.pause();
            server.stop();
            assertThat(server.isRunning()).isFalse();
        }
    }

    @Test
    void saysWhenItEndsBeforeItAnswers() {
        try (ServerProcess server = ServerProcess.named("ender", folder)) {
            server.start(List.of("sh", "-c", "echo Address already in use; exit 1"));
            assertThat(server.await(ANSWER_MAX, () -> false)).isFalse();
            assertThat(server.logSays("in use")).isTrue();
        }
    }

    @Test
    void doesNotOutliveAKilledParentEvenPaused() throws Exception {
        Process parent =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-cp",
                                System.getProperty("java.class.path"),
                                Parent.class.getName(),
                                folder.toString())
                        .inheritIO()
                        .start();
        Path written = folder.resolve("pid");
        until(() -> Files.exists(written) || !parent.isAlive());
        ProcessHandle child =
                ProcessHandle.of(Long.parseLong(Files.readString(written).strip())).orElseThrow();
        assertThat(child.isAlive()).isTrue();
        assertThat(parent.destroyForcibly().waitFor(60, TimeUnit.SECONDS)).isTrue();
        until(() -> !child.isAlive());
    }

    private static void until(java.util.function.BooleanSupplier condition) {
        long deadlineNanos = System.nanoTime() + ANSWER_MAX.toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("waited too long").isLessThan(deadlineNanos);
            LockSupport.parkNanos(5_000_000);
        }
    }

    /** Starts a server, pauses it, and waits to be killed. */
    static final class Parent {
        private Parent() {}

        public static void main(String[] args) throws IOException {
            Path folder = Path.of(args[0]);
            ServerProcess server = ServerProcess.named("child", folder);
            server.start(SERVER);
            server.pause();
            Path part = folder.resolve("part");
            Files.writeString(part, Long.toString(server.pid()));
            Files.move(part, folder.resolve("pid"));
            while (server.isRunning()) {
                LockSupport.park();
            }
        }
    }
}
