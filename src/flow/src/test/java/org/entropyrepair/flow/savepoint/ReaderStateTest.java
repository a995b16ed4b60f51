package org.entropyrepair.flow.savepoint;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.RunnableFuture;
import org.apache.flink.api.common.ExecutionConfig;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.typeutils.base.array.BytePrimitiveArraySerializer;
import org.apache.flink.core.fs.CloseableRegistry;
import org.apache.flink.core.io.SimpleVersionedSerialization;
import org.apache.flink.runtime.checkpoint.CheckpointOptions;
import org.apache.flink.runtime.state.DefaultOperatorStateBackend;
import org.apache.flink.runtime.state.DefaultOperatorStateBackendBuilder;
import org.apache.flink.runtime.state.OperatorStateHandle;
import org.apache.flink.runtime.state.SnapshotResult;
import org.apache.flink.runtime.state.memory.MemCheckpointStreamFactory;
import org.apache.kafka.common.TopicPartition;
import org.entropyrepair.flow.source.TopicIdentity;
import org.entropyrepair.flow.source.TopicSplit;
import org.entropyrepair.flow.source.TopicSplitSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReaderStateTest {
    private static final int ROOM = 1 << 20;

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void splitsAreReadAsTheyWereKeptCompressedOrNot(boolean compressed) throws Exception {
        List<TopicSplit> kept = new ArrayList<>();
        for (int partition = 0; partition < 100; partition++) {
            kept.add(
                    new TopicSplit(
                            new TopicPartition("failures.eu", partition),
                            partition * 1_000L,
                            partition % 2 == 0 ? null : new TopicIdentity("cluster", "topic")));
        }
        assertThat(ReaderState.splits(snapshot("SourceReaderState", kept, compressed)))
                .isEqualTo(kept);
    }

    @Test
    void whatIsNoReadersStateHasNoSplits() throws Exception {
        TopicSplit split = new TopicSplit(new TopicPartition("failures.eu", 0), 7, null);
        assertThat(ReaderState.splits(snapshot("writers", List.of(split), true))).isEmpty();
    }

    private static OperatorStateHandle snapshot(
            String name, List<TopicSplit> splits, boolean compressed) throws Exception {
        ExecutionConfig settings = new ExecutionConfig();
        settings.setUseSnapshotCompression(compressed);
        try (CloseableRegistry streams = new CloseableRegistry();
                DefaultOperatorStateBackend state =
                        new DefaultOperatorStateBackendBuilder(
                                        ReaderStateTest.class.getClassLoader(),
                                        settings,
                                        false,
                                        List.of(),
                                        streams)
                                .build()) {
            for (TopicSplit split : splits) {
                state.getListState(
                                new ListStateDescriptor<>(
                                        name, BytePrimitiveArraySerializer.INSTANCE))
                        .add(
                                SimpleVersionedSerialization.writeVersionAndSerialize(
                                        new TopicSplitSerializer(), split));
            }
            RunnableFuture<SnapshotResult<OperatorStateHandle>> snapshot =
                    state.snapshot(
                            1,
                            1,
                            new MemCheckpointStreamFactory(ROOM),
                            CheckpointOptions.forCheckpointWithDefaultLocation());
            snapshot.run();
            return Objects.requireNonNull(snapshot.get().getJobManagerOwnedSnapshot());
        }
    }
}
