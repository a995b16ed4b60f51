package org.entropyrepair.flow.savepoint;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.api.common.ExecutionConfig;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.typeutils.base.array.BytePrimitiveArraySerializer;
import org.apache.flink.core.fs.CloseableRegistry;
import org.apache.flink.core.io.SimpleVersionedSerialization;
import org.apache.flink.runtime.state.DefaultOperatorStateBackend;
import org.apache.flink.runtime.state.DefaultOperatorStateBackendBuilder;
import org.apache.flink.runtime.state.OperatorStateHandle;
import org.entropyrepair.flow.source.TopicSplit;
import org.entropyrepair.flow.source.TopicSplitSerializer;

/**
 * What the reader of a source has in a savepoint, as Flink's {@code SourceOperator} keeps it. Flink
 * reads it, compressed or not.
 */
final class ReaderState {
    private static final String SPLITS = "SourceReaderState";

    private ReaderState() {}

    /** The partitions that one subtask read; none if this is the state of something else. */
    static List<TopicSplit> splits(OperatorStateHandle handle) throws IOException {
        List<TopicSplit> splits = new ArrayList<>();
        if (!handle.getStateNameToPartitionOffsets().containsKey(SPLITS)) {
            return splits;
        }
        try (CloseableRegistry streams = new CloseableRegistry();
                DefaultOperatorStateBackend state = restore(handle, streams)) {
            for (byte[] bytes : state.getListState(descriptor()).get()) {
                splits.add(
                        SimpleVersionedSerialization.readVersionAndDeSerialize(
                                new TopicSplitSerializer(), bytes));
            }
        } catch (IOException e) {
            throw e;
        } catch (Exception e) {
            throw new IOException(SPLITS + ": cannot be read: " + e, e);
        }
        return splits;
    }

    private static DefaultOperatorStateBackend restore(
            OperatorStateHandle handle, CloseableRegistry streams) throws IOException {
        return new DefaultOperatorStateBackendBuilder(
                        ReaderState.class.getClassLoader(),
                        new ExecutionConfig(),
                        false,
                        List.of(handle),
                        streams)
                .build();
    }

    private static ListStateDescriptor<byte[]> descriptor() {
        return new ListStateDescriptor<>(SPLITS, BytePrimitiveArraySerializer.INSTANCE);
    }
}
