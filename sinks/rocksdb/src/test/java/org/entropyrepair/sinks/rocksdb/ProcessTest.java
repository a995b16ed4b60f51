package org.entropyrepair.sinks.rocksdb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.entropyrepair.sinks.rocksdb.Bench.apply;
import static org.entropyrepair.sinks.rocksdb.Bench.cell;
import static org.entropyrepair.sinks.rocksdb.Bench.put;
import static org.entropyrepair.sinks.rocksdb.Bench.read;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.concurrent.TimeUnit;
import org.entropyrepair.sinks.ReadResult;
import org.entropyrepair.sinks.Store;
import org.entropyrepair.sinks.WriteResult;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A folder over the lives of several processes and openings. */
final class ProcessTest {
    @TempDir private Path folder;

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void everyAcknowledgedWriteIsThereAfterAKill(boolean syncWrites) throws Exception {
        Process writer = Bench.child(Writer.class, folder.toString(), Boolean.toString(syncWrites));
        int acknowledged = readAtLeast(writer, syncWrites ? 300 : 3_000);
        try (Store store = Bench.open(folder)) {
            for (int i = 0; i <= acknowledged; i++) {
                assertThat(read(store, cell(i)))
                        .as("write %d of %d", i, acknowledged)
                        .isInstanceOf(ReadResult.Held.class);
            }
        }
    }

    /** Kills the writer once it has said so much; returns the last number it has said. */
    private static int readAtLeast(Process writer, int wanted) throws Exception {
        int last = -1;
        boolean killed = false;
        try (BufferedReader out = reader(writer)) {
            for (String line = out.readLine(); line != null; line = out.readLine()) {
                last = Integer.parseInt(line);
                if (!killed && last >= wanted) {
                    writer.destroyForcibly();
                    killed = true;
                }
            }
        } catch (IOException closedByTheKill) {
            assertThat(killed).isTrue();
        } finally {
            writer.destroyForcibly();
        }
        assertThat(writer.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(last).isGreaterThanOrEqualTo(wanted);
        return last;
    }

    private static BufferedReader reader(Process process) {
        return new BufferedReader(
                new InputStreamReader(process.getInputStream(), StandardCharsets.US_ASCII));
    }

    @Test
    void folderOfAnotherProcessIsNamedAndTakenOverWhenThatEnds() throws Exception {
        Process holder = Bench.child(Holder.class, folder.toString());
        try (BufferedReader out = reader(holder)) {
            assertThat(out.readLine()).isEqualTo("open");
            try (Store store = Bench.open(folder)) {
                WriteResult refused = apply(store, put(cell(1), 1));
                assertThat(refused).isInstanceOf(WriteResult.Unavailable.class);
                assertThat(((WriteResult.Unavailable) refused).message())
                        .contains("expected: a folder that no other process has open; one has");
                holder.destroyForcibly();
                Bench.until(() -> apply(store, put(cell(1), 2)) instanceof WriteResult.Applied);
                assertThat(read(store, cell(0))).isInstanceOf(ReadResult.Held.class);
            }
        } finally {
            holder.destroyForcibly();
        }
    }

    @Test
    void openingsOfOneFolderAreOneDatabaseHoweverItIsWritten() {
        Path otherName = folder.resolve("..").resolve(folder.getFileName().toString());
        try (Store one = Bench.open(folder)) {
            Store two = Bench.open(otherName);
            assertThat(apply(one, put(cell(1), 1))).isEqualTo(new WriteResult.Applied());
            assertThat(apply(two, put(cell(1), 1))).isEqualTo(new WriteResult.Healed());
            two.close();
            assertThat(apply(one, put(cell(1), 2))).isEqualTo(new WriteResult.Applied());
        }
    }

    @Test
    void lastCloseGivesTheFolderBackAndTheNextOpeningFindsEverything() throws Exception {
        for (int i = 0; i < 20; i++) {
            try (Store store = Bench.open(folder)) {
                assertThat(apply(store, put(cell(1), i + 1))).isEqualTo(new WriteResult.Applied());
            }
        }
        Engine.open(folder).close();
    }

    /** Writes for ever, one after the other, and says which were acknowledged. */
    static final class Writer {
        public static void main(String[] args) {
            Store store =
                    Bench.open(
                            Path.of(args[0]),
                            Boolean.parseBoolean(args[1]),
                            InstantSource.system());
            for (int i = 0; ; i++) {
                WriteResult result = apply(store, put(cell(i), 1));
                if (!result.equals(new WriteResult.Applied())) {
                    throw new AssertionError(result.toString());
                }
                System.out.println(i);
                System.out.flush();
            }
        }
    }

    /** Opens the folder and keeps it open. */
    static final class Holder {
        public static void main(String[] args) throws IOException {
            Store store = Bench.open(Path.of(args[0]));
            apply(store, put(cell(0), 1));
            System.out.println("open");
            System.out.flush();
            int end = System.in.read();
            throw new AssertionError("went on: " + end);
        }
    }
}
