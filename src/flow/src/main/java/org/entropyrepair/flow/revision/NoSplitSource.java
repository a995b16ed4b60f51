package org.entropyrepair.flow.revision;

import org.apache.flink.api.connector.source.Boundedness;
import org.apache.flink.api.connector.source.Source;
import org.apache.flink.api.connector.source.SplitEnumerator;
import org.apache.flink.api.connector.source.SplitEnumeratorContext;
import org.apache.flink.core.io.SimpleVersionedSerializer;

/**
 * A source that has nothing to hand out, keeps no state and never finishes. To be run with
 * parallelism 1.
 *
 * @param <T> what it emits
 */
abstract class NoSplitSource<T> implements Source<T, NoSplit, NoSplit> {
    private static final long serialVersionUID = 1L;

    @Override
    public final Boundedness getBoundedness() {
        return Boundedness.CONTINUOUS_UNBOUNDED;
    }

    @Override
    public final SplitEnumerator<NoSplit, NoSplit> createEnumerator(
            SplitEnumeratorContext<NoSplit> context) {
        return new NoSplitEnumerator();
    }

    @Override
    public final SplitEnumerator<NoSplit, NoSplit> restoreEnumerator(
            SplitEnumeratorContext<NoSplit> context, NoSplit checkpoint) {
        return new NoSplitEnumerator();
    }

    @Override
    public final SimpleVersionedSerializer<NoSplit> getSplitSerializer() {
        return NoSplit.SERIALIZER;
    }

    @Override
    public final SimpleVersionedSerializer<NoSplit> getEnumeratorCheckpointSerializer() {
        return NoSplit.SERIALIZER;
    }
}
