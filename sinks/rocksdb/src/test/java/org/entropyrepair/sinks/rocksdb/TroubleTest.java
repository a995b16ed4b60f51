package org.entropyrepair.sinks.rocksdb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.entropyrepair.sinks.rocksdb.Bench.apply;
import static org.entropyrepair.sinks.rocksdb.Bench.cell;
import static org.entropyrepair.sinks.rocksdb.Bench.put;
import static org.entropyrepair.sinks.rocksdb.Bench.read;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.entropyrepair.core.model.Bytes;
import org.entropyrepair.sinks.ReadResult;
import org.entropyrepair.sinks.Store;
import org.entropyrepair.sinks.WriteResult;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rocksdb.RocksDB;

/** A folder that cannot be used is answered with the reason, and used as soon as it can be. */
final class TroubleTest {
    @TempDir private Path temp;

    @Test
    void fileInTheWayIsNamedAndTheStoreOpensWhenItIsGone() throws IOException {
        Path folder = temp.resolve("store");
        Files.writeString(folder, "in the way");
        try (Store store = Bench.open(folder)) {
            assertUnavailable(store, "this is a file");
            assertThat(read(store, cell(1))).isInstanceOf(ReadResult.Unreadable.class);
            Files.delete(folder);
            Bench.until(() -> apply(store, put(cell(1), 1)) instanceof WriteResult.Applied);
        }
    }

    @Test
    void folderThatCannotBeMadeIsNamed() {
        Path folder = Path.of("/proc/entropy-repair/store");
        try (Store store = Bench.open(folder)) {
            assertUnavailable(store, folder.toString());
            assertUnavailable(store, "expected: a folder that can be made and written");
        }
    }

    @Test
    void somebodyElsesDatabaseIsNotTouched() throws Exception {
        String folder = temp.resolve("other").toString();
        Engine.open(temp.resolve("load-the-library")).close();
        try (RocksDB other = RocksDB.open(folder)) {
            other.put(new byte[] {9}, new byte[] {9});
        }
        try (Store store = Bench.open(Path.of(folder))) {
            assertUnavailable(store, "somebody else's RocksDB");
        }
        try (RocksDB other = RocksDB.open(folder)) {
            assertThat(other.get(new byte[] {9})).isEqualTo(new byte[] {9});
            assertThat(other.get(Keys.FORMAT)).isNull();
        }
    }

    @Test
    void fullDiskIsNamedAndTheStoreGoesOnWhenThereIsSpace() throws Exception {
        Path disk = Files.createDirectory(temp.resolve("disk"));
        Assumptions.assumeTrue(
                run("mount", "-t", "tmpfs", "-o", "size=4m", "tmpfs", disk.toString()),
                "only where a small file system can be mounted");
        try (Store store = Bench.open(disk.resolve("store"))) {
            WriteResult result = fill(store);
            assertThat(result).isInstanceOf(WriteResult.Unavailable.class);
            assertThat(((WriteResult.Unavailable) result).message())
                    .contains("expected: free space on its disk")
                    .contains(disk.toString());
            assertThat(run("mount", "-o", "remount,size=64m", disk.toString())).isTrue();
            Bench.until(() -> apply(store, put(cell(-1), 1)) instanceof WriteResult.Applied);
            assertThat(read(store, cell(0))).isInstanceOf(ReadResult.Held.class);
        } finally {
            run("umount", disk.toString());
        }
    }

    private static WriteResult fill(Store store) {
        for (int i = 0; i < 1_000; i++) {
            byte[] value = new byte[100_000];
            new Random(i).nextBytes(value);
            WriteResult result = apply(store, put(cell(i), 1, Bytes.wrap(value)));
            if (!(result instanceof WriteResult.Applied)) {
                return result;
            }
        }
        throw new AssertionError("the disk did not fill");
    }

    @Test
    void tooMuchInFlightIsThrottled() {
        Bytes large = Bytes.wrap(new byte[1 << 20]);
        try (Store store = Bench.open(temp.resolve("store"))) {
            List<CompletionStage<WriteResult>> stages = new ArrayList<>();
            for (int i = 0; i < 500; i++) {
                stages.add(store.apply(put(cell(i), 1, large)));
            }
            List<WriteResult> results =
                    stages.stream().map(stage -> stage.toCompletableFuture().join()).toList();
            assertThat(results).hasAtLeastOneElementOfType(WriteResult.Throttled.class);
            assertThat(results).hasAtLeastOneElementOfType(WriteResult.Applied.class);
            assertThat(apply(store, put(cell(0), 2))).isEqualTo(new WriteResult.Applied());
        }
    }

    private static void assertUnavailable(Store store, String reason) {
        WriteResult result = apply(store, put(cell(1), 1));
        assertThat(result).isInstanceOf(WriteResult.Unavailable.class);
        assertThat(((WriteResult.Unavailable) result).message()).contains(reason);
    }

    private static boolean run(String... command) throws IOException, InterruptedException {
        Process process;
        try {
            process = new ProcessBuilder(command).redirectErrorStream(true).start();
        } catch (IOException noSuchCommand) {
            return false;
        }
        process.getInputStream().readAllBytes();
        return process.waitFor(30, TimeUnit.SECONDS) && process.exitValue() == 0;
    }
}
