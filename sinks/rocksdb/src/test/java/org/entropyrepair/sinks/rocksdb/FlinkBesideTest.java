package org.entropyrepair.sinks.rocksdb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.entropyrepair.sinks.rocksdb.Bench.apply;
import static org.entropyrepair.sinks.rocksdb.Bench.cell;
import static org.entropyrepair.sinks.rocksdb.Bench.put;

import java.lang.reflect.Method;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import org.apache.flink.state.rocksdb.EmbeddedRocksDBStateBackend;
import org.entropyrepair.sinks.Store;
import org.entropyrepair.sinks.WriteResult;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.rocksdb.RocksDB;

/** Flink loads the same library in its own way: in one JVM, in any order, both must work. */
final class FlinkBesideTest {
    @TempDir private Path temp;

    @ParameterizedTest
    @ValueSource(strings = {"store first", "flink first", "at once"})
    void bothLoadTheLibraryInOneJvm(String order) throws Exception {
        Process child = Bench.child(Both.class, order, temp.toString());
        try {
            String out =
                    new String(child.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
            assertThat(out).endsWith("both work\n");
        } finally {
            child.destroyForcibly();
        }
    }

    /** Loads in the order asked for, then uses both. */
    static final class Both {
        public static void main(String[] args) throws Exception {
            Path temp = Path.of(args[1]);
            if (args[0].equals("flink first")) {
                loadAsFlinkDoes(temp);
            }
            CompletableFuture<Void> flink =
                    args[0].equals("at once")
                            ? CompletableFuture.runAsync(() -> loadAsFlinkDoes(temp))
                            : CompletableFuture.completedFuture(null);
            try (Store store = Bench.open(temp.resolve("store"))) {
                WriteResult result = apply(store, put(cell(1), 1));
                flink.join();
                loadAsFlinkDoes(temp);
                try (RocksDB flinks = RocksDB.open(temp.resolve("flink").toString())) {
                    flinks.put(new byte[] {1}, new byte[] {1});
                }
                boolean still = apply(store, put(cell(1), 2)).equals(result);
                System.out.println(still ? "both work" : "store: " + result);
            }
        }

        /** By its own method, which its state backend calls before anything else. */
        private static void loadAsFlinkDoes(Path temp) {
            try {
                Method load =
                        EmbeddedRocksDBStateBackend.class.getDeclaredMethod(
                                "ensureRocksDBIsLoaded", String.class);
                load.setAccessible(true);
                load.invoke(null, temp.toString());
            } catch (ReflectiveOperationException failed) {
                throw new AssertionError(failed);
            }
        }
    }
}
