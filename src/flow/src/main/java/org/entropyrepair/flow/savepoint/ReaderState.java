package org.entropyrepair.flow.savepoint;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.api.common.typeutils.base.array.BytePrimitiveArraySerializer;
import org.apache.flink.core.fs.FSDataInputStream;
import org.apache.flink.core.io.SimpleVersionedSerialization;
import org.apache.flink.core.memory.DataInputViewStreamWrapper;
import org.apache.flink.runtime.state.OperatorStateHandle;
import org.entropyrepair.flow.source.TopicSplit;
import org.entropyrepair.flow.source.TopicSplitSerializer;

/** What the reader of a source has in a savepoint, as Flink's {@code SourceOperator} keeps it. */
final class ReaderState {
    private static final String SPLITS = "SourceReaderState";

    private ReaderState() {}

    /** The partitions that one subtask read; none if this is the state of something else. */
    static List<TopicSplit> splits(OperatorStateHandle handle) throws IOException {
        OperatorStateHandle.StateMetaInfo kept =
                handle.getStateNameToPartitionOffsets().get(SPLITS);
        List<TopicSplit> splits = new ArrayList<>();
        if (kept == null || kept.getOffsets() == null) {
            return splits;
        }
        try (FSDataInputStream in = handle.openInputStream()) {
            DataInputViewStreamWrapper view = new DataInputViewStreamWrapper(in);
            for (long offset : kept.getOffsets()) {
                in.seek(offset);
                byte[] bytes = BytePrimitiveArraySerializer.INSTANCE.deserialize(view);
                splits.add(
                        SimpleVersionedSerialization.readVersionAndDeSerialize(
                                new TopicSplitSerializer(), bytes));
            }
        }
        return splits;
    }
}
