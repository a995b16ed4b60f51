package org.entropyrepair.flow.redrive;

import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.apache.flink.api.common.JobID;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.runtime.operators.testutils.MockEnvironmentBuilder;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.KeyedOneInputStreamOperatorTestHarness;
import org.entropyrepair.core.model.DeadLetter;
import org.entropyrepair.flow.topic.TopicAt;
import org.entropyrepair.testkit.letters.DeadLetters;
import org.jspecify.annotations.Nullable;

/** The operator over topics that are not there. */
final class TestingRedrive implements AutoCloseable {
    private static final TopicAt NOWHERE =
            new TopicAt("nowhere", Map.of("bootstrap.servers", "127.0.0.1:1"));

    /** The same over restarts. */
    private static final JobID JOB = new JobID();

    private static final long STATE_BYTES = 64L << 20;

    final TestingTopics topics = new TestingTopics();
    private @Nullable RedriveOperator operator;
    private @Nullable KeyedOneInputStreamOperatorTestHarness<String, StoredLetter, StoredLetter>
            harness;

    void start() throws Exception {
        prepare(false).open();
    }

    void rehearse() throws Exception {
        prepare(true).open();
    }

    /** As after a crash: nothing is left but the topics. */
    void restart() throws Exception {
        close();
        start();
    }

    /** Set up, not yet open. */
    KeyedOneInputStreamOperatorTestHarness<String, StoredLetter, StoredLetter> prepare(
            boolean rehearsal) throws Exception {
        RedriveOperator made =
                new RedriveOperator(
                        new RedriveSettings(
                                NOWHERE,
                                NOWHERE,
                                TestingRoads.ROUTES,
                                LetterFilter.ALL,
                                1 << 20,
                                3,
                                0,
                                rehearsal),
                        topics.opener());
        operator = made;
        harness =
                new KeyedOneInputStreamOperatorTestHarness<>(
                        made,
                        letter -> letter.dead().id(),
                        Types.STRING,
                        new MockEnvironmentBuilder()
                                .setTaskName("redrive")
                                .setJobID(JOB)
                                .setMaxParallelism(12)
                                .setManagedMemorySize(STATE_BYTES)
                                .build());
        return harness;
    }

    void take(DeadLetter... letters) throws Exception {
        for (DeadLetter letter : letters) {
            Objects.requireNonNull(harness)
                    .processElement(
                            new StreamRecord<>(StoredLetter.of(DeadLetters.record(letter, 0))));
        }
    }

    void end() throws Exception {
        Objects.requireNonNull(harness).endInput();
    }

    void barrier() throws Exception {
        Objects.requireNonNull(harness).prepareSnapshotPreBarrier(1);
    }

    TreeMap<String, Long> counts() {
        return Objects.requireNonNull(operator)
                .getRuntimeContext()
                .<String, TreeMap<String, Long>>getAccumulator(RedriveCounts.NAME)
                .getLocalValue();
    }

    long count(Fate fate) {
        return counts().getOrDefault(fate.words(), 0L);
    }

    @Override
    public void close() {
        try {
            if (harness != null) {
                harness.close();
                harness = null;
            }
        } catch (Exception failed) {
            throw new IllegalStateException(failed);
        }
    }
}
