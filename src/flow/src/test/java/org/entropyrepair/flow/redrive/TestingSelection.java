package org.entropyrepair.flow.redrive;

import java.util.List;
import java.util.TreeMap;
import org.apache.flink.streaming.api.operators.ProcessOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.OneInputStreamOperatorTestHarness;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.entropyrepair.core.model.Bytes;
import org.entropyrepair.testkit.letters.DeadLetters;

/** The selection by itself. */
final class TestingSelection implements AutoCloseable {
    private final LetterSelection selection;
    private final OneInputStreamOperatorTestHarness<QueueRecord, StoredLetter> harness;

    TestingSelection(LetterFilter filter) throws Exception {
        selection = new LetterSelection(filter, 1 << 20);
        harness = new OneInputStreamOperatorTestHarness<>(new ProcessOperator<>(selection));
        harness.setup(StoredLetterSerializer.INSTANCE);
        harness.open();
    }

    /** A record that is no dead letter. */
    static ConsumerRecord<byte[], byte[]> somethingElse(long offset) {
        return DeadLetters.record(
                DeadLetters.TOPIC, 0, offset, null, Bytes.utf8("?"), new RecordHeaders());
    }

    void take(ConsumerRecord<byte[], byte[]> record) throws Exception {
        harness.processElement(new StreamRecord<>(QueueRecord.of(record)));
    }

    List<StoredLetter> out() {
        return harness.extractOutputValues();
    }

    TreeMap<String, Long> counts() {
        return selection
                .getRuntimeContext()
                .<String, TreeMap<String, Long>>getAccumulator(RedriveCounts.NAME)
                .getLocalValue();
    }

    @Override
    public void close() {
        try {
            harness.close();
        } catch (Exception failed) {
            throw new IllegalStateException(failed);
        }
    }
}
