package org.entropyrepair.publisher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SpoolTest {
    private static final long MIB = 1 << 20;

    @TempDir private Path folder;

    private Spool open() {
        return Spool.open(folder, MIB, Disk.REAL);
    }

    private static void append(Spool spool, List<Outgoing> records) {
        assertThat(spool.append(records)).isEqualTo(new Spool.Appended(records.size(), null));
    }

    private static List<Integer> readAll(Spool spool) {
        List<Integer> numbers = new ArrayList<>();
        for (Outgoing record; (record = spool.read()) != null; ) {
            numbers.add(Records.numberOf(record));
        }
        return numbers;
    }

    private static List<Integer> numbers(int from, int to) {
        return IntStream.range(from, to).boxed().toList();
    }

    private List<Path> files(String suffix) throws IOException {
        try (Stream<Path> all = Files.list(folder)) {
            return all.filter(file -> file.toString().endsWith(suffix)).sorted().toList();
        }
    }

    @Test
    void recordsComeOutAsTheyWentIn() {
        try (Spool spool = open()) {
            Outgoing traced = Records.numbered(7, 100);
            append(spool, List.of(traced, Records.numbered(8)));
            assertThat(spool.read()).isEqualTo(traced);
            assertThat(spool.read()).isEqualTo(Records.numbered(8));
            assertThat(spool.read()).isNull();
            append(spool, Records.range(9, 11));
            assertThat(readAll(spool)).isEqualTo(numbers(9, 11));
            assertThat(spool.records()).isEqualTo(4);
        }
    }

    @Test
    void whatHasArrivedLeavesTheDisk() throws IOException {
        try (Spool spool = open()) {
            append(spool, Records.range(0, 3));
            readAll(spool);
            for (int i = 0; i < 3; i++) {
                assertThat(files(".spool")).hasSize(1);
                spool.arrived();
            }
            assertThat(files(".spool")).isEmpty();
            assertThat(spool.bytes()).isZero();
            assertThat(spool.records()).isZero();
            append(spool, Records.range(3, 5));
            assertThat(readAll(spool)).isEqualTo(numbers(3, 5));
        }
    }

    @Test
    void aRewindStartsAtTheOldestThatHasNotArrived() {
        try (Spool spool = open()) {
            append(spool, Records.range(0, 10));
            readAll(spool);
            for (int i = 0; i < 4; i++) {
                spool.arrived();
            }
            spool.rewind();
            assertThat(spool.isRead()).isFalse();
            assertThat(readAll(spool)).isEqualTo(numbers(4, 10));
        }
    }

    @Test
    void aRestartFindsWhatHasNotArrivedInOrder() {
        try (Spool spool = open()) {
            for (int i = 0; i < 40; i++) {
                append(spool, List.of(Records.numbered(i, 15_000)));
            }
        }
        try (Spool spool = open()) {
            assertThat(spool.records()).isEqualTo(40);
            append(spool, Records.range(40, 42));
            assertThat(readAll(spool)).isEqualTo(numbers(0, 42));
            for (int i = 0; i < 41; i++) {
                spool.arrived();
            }
        }
        try (Spool spool = open()) {
            assertThat(readAll(spool)).contains(41).isSubsetOf(40, 41);
        }
    }

    @Test
    void theLimitIsKeptAndSaid() throws IOException {
        try (Spool spool = open()) {
            List<Outgoing> records = new ArrayList<>();
            for (int i = 0; i < 200; i++) {
                records.add(Records.numbered(i, 10_000));
            }
            Spool.Appended appended = spool.append(records);
            assertThat(appended.count()).isBetween(90, 104);
            assertThat(appended.why()).isNotNull();
            assertThat(appended.why().reason()).isEqualTo(Published.Reason.SPOOL_FULL);
            assertThat(appended.why().message()).contains("expected: at most 1048576");
            long onDisk = 0;
            for (Path file : files(".spool")) {
                onDisk += Files.size(file);
            }
            assertThat(onDisk).isEqualTo(spool.bytes()).isLessThanOrEqualTo(MIB);

            assertThat(readAll(spool)).isEqualTo(numbers(0, appended.count()));
            for (int i = 0; i < 20; i++) {
                spool.arrived();
            }
            append(spool, List.of(Records.numbered(appended.count(), 10_000)));
            assertThat(readAll(spool)).containsExactly(appended.count());
        }
    }

    @Test
    void aTornTailIsForgotten() throws IOException {
        try (Spool spool = open()) {
            append(spool, Records.range(0, 5));
        }
        Path file = files(".spool").get(0);
        Files.write(file, new byte[] {0, 0, 0, 40, 1, 2}, StandardOpenOption.APPEND);
        try (Spool spool = open()) {
            append(spool, Records.range(5, 6));
            assertThat(readAll(spool)).isEqualTo(numbers(0, 6));
        }
        try (Spool spool = open()) {
            assertThat(readAll(spool)).isEqualTo(numbers(0, 6));
            for (int i = 0; i < 6; i++) {
                spool.arrived();
            }
            assertThat(files(".damaged")).isEmpty();
        }
    }

    @Test
    void zeroesAfterACrashAreNoRecords() throws IOException {
        try (Spool spool = open()) {
            append(spool, Records.range(0, 5));
        }
        Files.write(files(".spool").get(0), new byte[4096], StandardOpenOption.APPEND);
        try (Spool spool = open()) {
            assertThat(readAll(spool)).isEqualTo(numbers(0, 5));
        }
    }

    @Test
    void damageInTheMiddleIsKeptForAPersonAndHoldsNothingUp() throws IOException {
        try (Spool spool = open()) {
            for (int i = 0; i < 40; i++) {
                append(spool, List.of(Records.numbered(i, 15_000)));
            }
        }
        Path first = files(".spool").get(0);
        byte[] bytes = Files.readAllBytes(first);
        bytes[40_000] ^= 1;
        Files.write(first, bytes);
        try (Spool spool = open()) {
            List<Integer> read = readAll(spool);
            assertThat(read).startsWith(0, 1).doesNotContain(2).endsWith(38, 39).isSorted();
            for (int i = 0; i < read.size(); i++) {
                spool.arrived();
            }
            assertThat(spool.records()).isZero();
            assertThat(files(".spool")).isEmpty();
            assertThat(Files.readAllBytes(files(".damaged").get(0))).isEqualTo(bytes);
        }
    }

    @Test
    void damageWhileRunningHoldsNothingUp() throws IOException {
        try (Spool spool = open()) {
            for (int i = 0; i < 20; i++) {
                append(spool, List.of(Records.numbered(i, 15_000)));
            }
            Path first = files(".spool").get(0);
            byte[] bytes = Files.readAllBytes(first);
            bytes[40_000] ^= 1;
            Files.write(first, bytes);
            List<Integer> read = readAll(spool);
            assertThat(read).startsWith(0, 1).doesNotContain(2).endsWith(18, 19);
            assertThat(spool.records()).isEqualTo(read.size());
            assertThat(spool.isRead()).isTrue();
        }
    }

    @Test
    void aFullDiskIsNamedAndCostsOnlyWhatItRefused() {
        for (boolean cutFails : new boolean[] {false, true}) {
            TestingDisk disk = new TestingDisk();
            disk.cutFails = cutFails;
            try (Spool spool = Spool.open(folder.resolve("cut" + cutFails), MIB, disk)) {
                append(spool, Records.range(0, 3));
                disk.full = true;
                Spool.Appended appended = spool.append(Records.range(90, 99));
                assertThat(appended.count()).isZero();
                assertThat(appended.why()).isNotNull();
                assertThat(appended.why().reason()).isEqualTo(Published.Reason.SPOOL_BROKEN);
                assertThat(appended.why().message())
                        .contains("cut" + cutFails + " cannot be written: No space left on device");
                assertThat(spool.append(Records.range(90, 99)).count()).isZero();
                disk.full = false;
                append(spool, Records.range(3, 5));
                assertThat(readAll(spool)).isEqualTo(numbers(0, 5));
            }
            try (Spool spool = Spool.open(folder.resolve("cut" + cutFails), MIB, Disk.REAL)) {
                // What was refused and could not be cut off may still be found: at least once.
                List<Integer> found = readAll(spool);
                assertThat(cutFails || found.size() == 5).isTrue();
                found.removeIf(number -> number >= 90);
                assertThat(found).isEqualTo(numbers(0, 5));
            }
        }
    }

    @Test
    void aFolderHasOneOwner() {
        try (Spool spool = open()) {
            assertThat(spool.records()).isZero();
            assertThatThrownBy(this::open)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("spoolFolder: " + folder + " is in use");
        }
        open().close();
    }

    @Test
    void aFolderThatCannotBeUsedIsNamed() throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "");
        assertThatThrownBy(() -> Spool.open(file, MIB, Disk.REAL))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("spoolFolder: " + file + " is not a folder");
        Path inside = file.resolve("spool");
        assertThatThrownBy(() -> Spool.open(inside, MIB, Disk.REAL))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("spoolFolder: " + inside + " cannot be used: ")
                .hasMessageContaining("(expected: a folder that this process may read and write)");
    }

    /**
     * A crash keeps what was forced and any part of what was being written, garbled. Whatever was
     * promised before comes out after it, in order, each at least once.
     */
    @Test
    void nothingPromisedIsLostInACrashAtAnyPoint() throws IOException {
        long seed = Long.getLong("seed", System.nanoTime());
        System.out.println("SpoolTest seed " + seed + " (repeat with -Dseed=…)");
        Random random = new Random(seed);
        for (int run = 0; run < 20; run++) {
            Path runFolder = folder.resolve("run" + run);
            int promised = 0;
            int arrived = 0;
            for (int life = 0; life < 8; life++) {
                try (Spool spool = Spool.open(runFolder, MIB, new TestingDisk())) {
                    int unread = -1;
                    for (int step = 0; step < 12; step++) {
                        int count = random.nextInt(4);
                        List<Outgoing> batch = new ArrayList<>();
                        for (int i = 0; i < count; i++) {
                            batch.add(Records.numbered(promised + i, random.nextInt(20_000)));
                        }
                        promised += spool.append(batch).count();
                        for (int n = random.nextInt(5); n > 0; n--) {
                            Outgoing record = spool.read();
                            if (record == null) {
                                break;
                            }
                            int number = Records.numberOf(record);
                            // Repeats only where a life begins; then one after the other.
                            assertThat(number).as("seed %d", seed).isLessThanOrEqualTo(arrived);
                            assertThat(unread == -1 || number == unread).isTrue();
                            unread = number + 1;
                            spool.arrived();
                            arrived = Math.max(arrived, number + 1);
                        }
                    }
                }
                tear(runFolder, random);
            }
            try (Spool spool = Spool.open(runFolder, MIB, new TestingDisk())) {
                List<Integer> rest = readAll(spool);
                int first = rest.isEmpty() ? promised : rest.get(0);
                assertThat(first).as("seed %d", seed).isLessThanOrEqualTo(arrived);
                assertThat(rest).as("seed %d", seed).isEqualTo(numbers(first, promised));
            }
        }
    }

    /** Leaves what a write that was cut off may leave: part of a frame, or garbage, or zeroes. */
    private static void tear(Path folder, Random random) throws IOException {
        List<Path> files;
        try (Stream<Path> all = Files.list(folder)) {
            files = all.filter(file -> file.toString().endsWith(".spool")).sorted().toList();
        }
        if (files.isEmpty()) {
            return;
        }
        byte[] torn = new byte[random.nextInt(3000)];
        switch (random.nextInt(3)) {
            case 0 -> random.nextBytes(torn);
            case 1 -> {
                ByteBuffer frame = ByteBuffer.allocate(6000);
                Frames.write(Records.numbered(999_999, 4000), frame);
                frame.flip().get(torn, 0, Math.min(torn.length, frame.remaining()));
            }
            default -> {}
        }
        Path newest = files.get(files.size() - 1);
        try (FileChannel file = FileChannel.open(newest, StandardOpenOption.APPEND)) {
            file.write(ByteBuffer.wrap(torn));
        }
    }
}
