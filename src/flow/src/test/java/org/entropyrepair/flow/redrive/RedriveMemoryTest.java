package org.entropyrepair.flow.redrive;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.runtime.state.storage.FileSystemCheckpointStorage;
import org.apache.flink.state.rocksdb.EmbeddedRocksDBStateBackend;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.KeyedOneInputStreamOperatorTestHarness;
import org.entropyrepair.core.model.DeadLetter;
import org.entropyrepair.core.model.DeathReason;
import org.entropyrepair.testkit.letters.DeadLetters;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What a redrive keeps of a letter: a few bytes on disk, nothing on the heap. */
@Tag("slow")
@Timeout(300)
class RedriveMemoryTest {
    private static final Logger LOG = LoggerFactory.getLogger(RedriveMemoryTest.class);
    private static final int LETTERS = 200_000;
    private static final int WARM_UP = 20_000;
    private static final int BYTES_EACH_MAX = 64;

    /** A set of as many names alone would take some 25 MB. */
    private static final long HEAP_GROWTH_BYTES_MAX = 8L << 20;

    @TempDir Path folder;

    @Test
    void aLetterTakesAFewBytesOnDiskAndNoneOnTheHeap() throws Exception {
        try (TestingRedrive redrive = new TestingRedrive()) {
            redrive.topics.keeping = false;
            KeyedOneInputStreamOperatorTestHarness<String, StoredLetter, StoredLetter> harness =
                    redrive.prepare(false);
            harness.setStateBackend(new EmbeddedRocksDBStateBackend(false));
            harness.setCheckpointStorage(new FileSystemCheckpointStorage(folder.toUri()));
            harness.open();
            take(harness, 0, WARM_UP);
            long heapBytes = heapBytes();
            take(harness, WARM_UP, LETTERS);
            assertThat(heapBytes() - heapBytes).isLessThan(HEAP_GROWTH_BYTES_MAX);
            assertThat(redrive.count(Fate.REDRIVEN)).isEqualTo(LETTERS);

            OperatorSubtaskState state = harness.snapshot(1, 1);
            long bytesEach = state.getStateSize() / LETTERS;
            LOG.info("state of a letter: {} bytes", bytesEach);
            assertThat(bytesEach).isBetween(32L, (long) BYTES_EACH_MAX);
        }
    }

    private static void take(
            KeyedOneInputStreamOperatorTestHarness<String, StoredLetter, StoredLetter> harness,
            int from,
            int to)
            throws Exception {
        for (int number = from; number < to; number++) {
            DeadLetter letter =
                    DeadLetters.dead(DeadLetters.failure(number), DeathReason.REJECTED, 0);
            harness.processElement(
                    new StreamRecord<>(StoredLetter.of(DeadLetters.record(letter, number))));
        }
    }

    private static long heapBytes() {
        long least = Long.MAX_VALUE;
        for (int round = 0; round < 5; round++) {
            System.gc();
            Runtime heap = Runtime.getRuntime();
            least = Math.min(least, heap.totalMemory() - heap.freeMemory());
        }
        return least;
    }
}
