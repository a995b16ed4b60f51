package org.entropyrepair.benchmarks.peers;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.entropyrepair.testkit.kafka.KafkaBroker;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every contender runs, in its process, and brings all failures of a few cells into the store. */
@Tag("slow")
class ContendersTest {
    private static final Settings SETTINGS = new Settings(500, 5, 2, 1, 50, 1, 200, 50, 1, 1);

    /** Before the command: compiled with little care, since it has little to do. */
    private static final List<String> QUICK_TO_START =
            List.of("env", "JDK_JAVA_OPTIONS=-XX:TieredStopAtLevel=1");

    @TempDir Path folder;

    @Test
    void everyContenderRepairsEverything() throws Exception {
        Map<String, Measured> all = new LinkedHashMap<>();
        ExecutorService threads = Executors.newFixedThreadPool(Contender.ALL.size());
        try (KafkaBroker broker = KafkaBroker.in(folder.resolve("kafka")).start()) {
            for (String topic : List.of("dead-letters", "outcomes")) {
                broker.createTopic(topic, 1, Map.of());
            }
            Map<String, Future<Measured>> runs = new LinkedHashMap<>();
            for (String contender : Contender.ALL) {
                runs.put(contender, threads.submit(() -> run(broker, contender)));
            }
            for (Map.Entry<String, Future<Measured>> run : runs.entrySet()) {
                all.put(run.getKey(), run.getValue().get());
            }
        } finally {
            threads.shutdownNow();
        }

        assertThat(all)
                .allSatisfy(
                        (contender, measured) -> {
                            assertThat(measured.decided().cells()).isEqualTo(5);
                            assertThat(measured.decided().wrong()).isZero();
                            assertThat(measured.tookMillis()).isNotNegative();
                            assertThat(measured.refused()).isZero();
                            if (contender.equals(JobContender.NAME)) {
                                assertThat(measured.calls()).isBetween(5L, 499L);
                            } else {
                                assertThat(measured.calls()).isGreaterThanOrEqualTo(500);
                            }
                        });
    }

    private Measured run(KafkaBroker broker, String contender) throws Exception {
        try (PeerProcess peer =
                PeerProcess.start(
                        contender,
                        broker,
                        contender,
                        folder.resolve(contender),
                        SETTINGS,
                        QUICK_TO_START)) {
            return peer.run(Scenario.HOT);
        }
    }
}
