package org.entropyrepair.sinks.rocksdb;

import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.entropyrepair.core.model.Bytes;
import org.entropyrepair.core.model.Cell;
import org.entropyrepair.core.model.Mutation;
import org.entropyrepair.core.model.Token;
import org.entropyrepair.core.model.Version;
import org.entropyrepair.sinks.ReadResult;
import org.entropyrepair.sinks.Store;
import org.entropyrepair.sinks.StoreContext;
import org.entropyrepair.sinks.WriteResult;
import org.junit.jupiter.api.Assertions;

/** What several tests of this package need. */
final class Bench {
    static final String NAMESPACE = "social.follows.forward";
    static final long KEPT_MILLIS = TimeUnit.DAYS.toMillis(10);
    static final Map<String, StoreContext.Namespace> NAMESPACES =
            Map.of(
                    NAMESPACE,
                    new StoreContext.Namespace(NAMESPACE, "follows_forward", KEPT_MILLIS, true));
    static final Timing IMPATIENT = new Timing(10_000, 10_000, 10, 50, 20);

    private Bench() {}

    static RocksDbStore open(Path folder) {
        return open(folder, false, InstantSource.system());
    }

    static RocksDbStore open(Path folder, boolean syncWrites, InstantSource time) {
        return RocksDbStore.open(new Settings(folder, syncWrites, 2), NAMESPACES, time, IMPATIENT);
    }

    static Cell cell(int i) {
        return new Cell(NAMESPACE, Bytes.utf8("id" + i), Bytes.utf8("key"));
    }

    static Mutation put(Cell cell, long micros) {
        return put(cell, micros, Bytes.utf8("v" + micros));
    }

    static Mutation put(Cell cell, long micros, Bytes value) {
        return new Mutation(cell, Version.put(new Token(micros, 0, 1)), value, Bytes.EMPTY);
    }

    static Mutation delete(Cell cell, long micros) {
        return new Mutation(
                cell, Version.delete(new Token(micros, 0, 1)), Bytes.EMPTY, Bytes.EMPTY);
    }

    static WriteResult apply(Store store, Mutation mutation) {
        return store.apply(mutation).toCompletableFuture().join();
    }

    static ReadResult read(Store store, Cell cell) {
        return store.read(cell).toCompletableFuture().join();
    }

    static void until(BooleanSupplier condition) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (!condition.getAsBoolean()) {
            Assertions.assertTrue(System.nanoTime() < deadline, "waited too long");
            LockSupport.parkNanos(1_000_000);
        }
    }

    /** A JVM of its own with this test's class path; the caller ends it. */
    static Process child(Class<?> main, String... arguments) throws java.io.IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home", ""), "bin", "java").toString());
        command.addAll(List.of("-Xmx256m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-cp"));
        command.add(System.getProperty("java.class.path", ""));
        command.add(main.getName());
        command.addAll(List.of(arguments));
        return new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .redirectInput(ProcessBuilder.Redirect.PIPE)
                .start();
    }
}
