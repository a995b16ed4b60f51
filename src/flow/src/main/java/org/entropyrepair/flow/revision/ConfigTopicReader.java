package org.entropyrepair.flow.revision;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import org.apache.flink.api.connector.source.ReaderOutput;
import org.apache.flink.api.connector.source.SourceReader;
import org.apache.flink.core.io.InputStatus;
import org.apache.flink.metrics.MetricGroup;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.entropyrepair.core.wire.ConfigAnswerCodec;
import org.entropyrepair.flow.source.TopicAddress;
import org.entropyrepair.flow.source.TopicFollower;
import org.jspecify.annotations.Nullable;

/** Hands what a {@link TopicFollower} hears from its thread to the task's. */
final class ConfigTopicReader
        implements SourceReader<ConfigTopicEvent, NoSplit>, TopicFollower.Listener {
    private static final int WAITING_MAX = 64;

    private final TopicFollower follower;
    private final BlockingQueue<ConfigTopicEvent> heard = new ArrayBlockingQueue<>(WAITING_MAX);
    private CompletableFuture<Void> available = new CompletableFuture<>();
    private boolean saidIdle;

    ConfigTopicReader(TopicAddress address, MetricGroup metrics) {
        this.follower = new TopicFollower(address, metrics, this);
    }

    @Override
    public void start() {
        follower.start();
    }

    @Override
    public void opened(long end) throws InterruptedException {
        hear(ConfigTopicEvent.of(ConfigTopicEvent.Kind.OPENED, end));
    }

    @Override
    public void record(ConsumerRecord<byte[], byte[]> record) throws InterruptedException {
        Header discards = record.headers().lastHeader(ConfigAnswerCodec.DISCARDS);
        hear(
                new ConfigTopicEvent(
                        ConfigTopicEvent.Kind.PROPOSED,
                        record.offset(),
                        text(record.value()),
                        discards == null ? null : text(discards.value())));
    }

    @Override
    public void reached(long end) throws InterruptedException {
        hear(ConfigTopicEvent.of(ConfigTopicEvent.Kind.REACHED, end));
    }

    private static @Nullable String text(byte @Nullable [] bytes) {
        return bytes == null ? null : new String(bytes, UTF_8);
    }

    private void hear(ConfigTopicEvent event) throws InterruptedException {
        heard.put(event);
        synchronized (this) {
            available.complete(null);
        }
    }

    @Override
    public InputStatus pollNext(ReaderOutput<ConfigTopicEvent> output) {
        if (!saidIdle) {
            saidIdle = true;
            output.markIdle();
        }
        ConfigTopicEvent event = heard.poll();
        if (event != null) {
            output.collect(event);
        }
        return heard.isEmpty() ? InputStatus.NOTHING_AVAILABLE : InputStatus.MORE_AVAILABLE;
    }

    @Override
    public synchronized CompletableFuture<Void> isAvailable() {
        if (!saidIdle || !heard.isEmpty()) {
            return CompletableFuture.completedFuture(null);
        }
        if (available.isDone()) {
            available = new CompletableFuture<>();
        }
        return available;
    }

    @Override
    public List<NoSplit> snapshotState(long checkpointId) {
        return List.of();
    }

    @Override
    public void addSplits(List<NoSplit> splits) {}

    @Override
    public void notifyNoMoreSplits() {}

    @Override
    public void close() {
        follower.close();
    }
}
