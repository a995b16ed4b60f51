package org.entropyrepair.flow.source;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.apache.flink.connector.base.source.reader.RecordsWithSplitIds;
import org.apache.flink.connector.base.source.reader.splitreader.SplitReader;
import org.apache.flink.connector.base.source.reader.splitreader.SplitsAddition;
import org.apache.flink.connector.base.source.reader.splitreader.SplitsChange;
import org.apache.flink.util.TemporaryClassLoaderContext;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.WakeupException;
import org.jspecify.annotations.Nullable;

/**
 * Fetches from partitions, and survives the broker: the consumer is thrown away at any trouble, and
 * a new one goes on from the offsets reached, which are kept here.
 *
 * <p>The offsets reached are those of records handed on: what a poll returned is always handed on,
 * and what a lost consumer had only prefetched is fetched again.
 *
 * <p>It reads nothing before it has been told which topic there is ({@link #see}). Where that is
 * another than the one an offset is of, it begins at the start.
 *
 * <p>Owned by the fetcher's thread; {@link #see}, {@link #wakeUp()} and {@link #pendingRecords()}
 * from any. A call takes at most {@link #PROBE_MAX}, and ends when woken up.
 */
final class PartitionReader implements SplitReader<FetchedRecord, TopicSplit> {
    private static final Duration POLL_MAX = Duration.ofSeconds(1);
    private static final Duration PROBE_MAX = Duration.ofSeconds(5);
    private static final Duration CLOSE_MAX = Duration.ofSeconds(1);
    private static final long LAG_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final Properties properties;
    private final SourceHealth health;
    private final long probeNanos;

    /** By partition: the offset to read next, or {@link TopicSplit#EARLIEST}, in that topic. */
    private final Map<TopicPartition, Long> nextOffsets = new HashMap<>();

    /** What came before the topic was seen. */
    private final List<TopicSplit> unseen = new ArrayList<>();

    /** The topic that is read; null before it was seen. */
    private @Nullable TopicSeen topic;

    /** The first topic seen and the last; null before. */
    private volatile @Nullable TopicSeen first;

    private volatile @Nullable TopicSeen last;

    private final Set<TopicPartition> paused = new HashSet<>();
    private final Semaphore wakeUps = new Semaphore(0);
    private volatile @Nullable KafkaConsumer<byte[], byte[]> consumer;
    private volatile long pendingRecords;
    private long dueNanos = System.nanoTime();
    private long heardNanos = System.nanoTime();
    private long laggedNanos = System.nanoTime();

    /**
     * Of a consumer's properties.
     *
     * @param probeMillis after how long without a record the broker is asked whether it is there
     */
    PartitionReader(Properties properties, long probeMillis, SourceHealth health) {
        this.properties = properties;
        this.probeNanos = TimeUnit.MILLISECONDS.toNanos(probeMillis);
        this.health = health;
    }

    /** About how many records are there to be read still. */
    long pendingRecords() {
        return pendingRecords;
    }

    /** The enumerator has seen the topic; called in the order in which it has. */
    void see(TopicSeen now) {
        if (first == null) {
            first = now;
        }
        last = now;
        wakeUp();
    }

    @Override
    public RecordsWithSplitIds<FetchedRecord> fetch() {
        try {
            TopicSeen now = last;
            if (now != null && !now.equals(topic)) {
                readFrom(now);
            }
            if (now == null || present().isEmpty()) {
                awaitWakeUp(POLL_MAX.toNanos());
                return FetchedRecords.none();
            }
            KafkaConsumer<byte[], byte[]> reading = connect();
            return reading == null ? FetchedRecords.none() : fetchFrom(reading, now.identity());
        } catch (WakeupException asked) {
            return FetchedRecords.none();
        } catch (InterruptException closing) {
            throw closing;
        } catch (KafkaException trouble) {
            disconnect(Duration.ZERO);
            failed("read", trouble);
            return FetchedRecords.none();
        }
    }

    @Override
    public void handleSplitsChanges(SplitsChange<TopicSplit> change) {
        if (!(change instanceof SplitsAddition)) {
            throw new UnsupportedOperationException("partitions are only added: " + change);
        }
        TopicSeen now = topic;
        if (now == null) {
            unseen.addAll(change.splits());
            return;
        }
        change.splits().forEach(split -> begin(split, now));
        KafkaConsumer<byte[], byte[]> reading = consumer;
        if (reading != null) {
            Set<TopicPartition> present = present();
            reading.assign(present);
            seek(
                    reading,
                    change.splits().stream()
                            .map(TopicSplit::partition)
                            .filter(present::contains)
                            .toList());
        }
    }

    /** There is another topic than before, or one of another size. */
    private void readFrom(TopicSeen now) {
        TopicSeen before = topic;
        topic = now;
        disconnect(Duration.ZERO);
        if (before == null) {
            unseen.forEach(split -> begin(split, now));
            unseen.clear();
        } else if (!before.identity().equals(now.identity())) {
            health.topicIsAnother(before.identity(), now.identity());
            nextOffsets.replaceAll((partition, offset) -> TopicSplit.EARLIEST);
        }
    }

    private void begin(TopicSplit split, TopicSeen now) {
        TopicSeen adopted = first;
        TopicSplit known =
                split.identity() == null && adopted != null ? split.in(adopted.identity()) : split;
        TopicIdentity was = known.identity();
        if (was != null && known.isOfAnother(now.identity()) && isIn(split.partition(), now)) {
            health.topicIsAnother(was, now.identity());
        }
        nextOffsets.put(split.partition(), known.in(now.identity()).offset());
    }

    private static boolean isIn(TopicPartition partition, TopicSeen topic) {
        return partition.partition() < topic.partitions();
    }

    /** The partitions there are in the topic; others are of a larger one that was there before. */
    private Set<TopicPartition> present() {
        TopicSeen now = topic;
        return now == null
                ? Set.of()
                : nextOffsets.keySet().stream()
                        .filter(one -> isIn(one, now))
                        .collect(Collectors.toSet());
    }

    @Override
    public void pauseOrResumeSplits(
            Collection<TopicSplit> toPause, Collection<TopicSplit> toResume) {
        toResume.forEach(one -> paused.remove(one.partition()));
        toPause.forEach(one -> paused.add(one.partition()));
        KafkaConsumer<byte[], byte[]> reading = consumer;
        if (reading != null) {
            reading.resume(reading.assignment());
            pause(reading);
        }
    }

    @Override
    public void wakeUp() {
        wakeUps.release();
        KafkaConsumer<byte[], byte[]> reading = consumer;
        if (reading != null) {
            reading.wakeup();
        }
    }

    @Override
    public void close() {
        disconnect(CLOSE_MAX);
    }

    private void pause(KafkaConsumer<byte[], byte[]> reading) {
        reading.pause(reading.assignment().stream().filter(paused::contains).toList());
    }

    private FetchedRecords fetchFrom(
            KafkaConsumer<byte[], byte[]> reading, TopicIdentity identity) {
        try {
            ConsumerRecords<byte[], byte[]> records = reading.poll(POLL_MAX);
            if (records.isEmpty()) {
                probe(reading);
                return FetchedRecords.none();
            }
            for (TopicPartition partition : records.partitions()) {
                List<ConsumerRecord<byte[], byte[]>> some = records.records(partition);
                nextOffsets.put(partition, some.get(some.size() - 1).offset() + 1);
            }
            heard();
            measureLag(reading);
            return new FetchedRecords(records, identity);
        } catch (OffsetOutOfRangeException gap) {
            closeGap(reading, gap.offsetOutOfRangePartitions().keySet());
            return FetchedRecords.none();
        }
    }

    /**
     * A poll that brings nothing does not tell an empty topic from a broker that is away: now and
     * then it is asked.
     */
    private void probe(KafkaConsumer<byte[], byte[]> reading) {
        if (System.nanoTime() - heardNanos >= probeNanos) {
            reading.endOffsets(reading.assignment(), PROBE_MAX);
            heard();
            measureLag(reading);
        }
    }

    /**
     * What was to be read next is not there. This, and not a jump in the offsets, is what deletion
     * looks like: markers of transactions make jumps as well.
     */
    private void closeGap(KafkaConsumer<byte[], byte[]> reading, Set<TopicPartition> gone) {
        Map<TopicPartition, Long> starts = reading.beginningOffsets(gone, PROBE_MAX);
        Map<TopicPartition, Long> ends = reading.endOffsets(gone, PROBE_MAX);
        for (TopicPartition partition : gone) {
            Long next = nextOffsets.get(partition);
            Long start = starts.get(partition);
            Long end = ends.get(partition);
            if (next == null || start == null || end == null) {
                continue;
            }
            if (next < start) {
                health.recordsMissing(partition, next, start);
                nextOffsets.put(partition, start);
            } else if (next > end) {
                health.topicCutShort(partition, next, start, end);
                nextOffsets.put(partition, start);
            }
        }
        seek(reading, gone);
    }

    /** A consumer at the offsets reached; none while waiting for the next try, or if woken up. */
    private @Nullable KafkaConsumer<byte[], byte[]> connect() {
        KafkaConsumer<byte[], byte[]> known = consumer;
        if (known != null) {
            return known;
        }
        if (awaitWakeUp(dueNanos - System.nanoTime())) {
            return null;
        }
        KafkaConsumer<byte[], byte[]> fresh = create();
        consumer = fresh;
        heardNanos = System.nanoTime();
        Set<TopicPartition> present = present();
        fresh.assign(present);
        seek(fresh, present);
        pause(fresh);
        return fresh;
    }

    /** The fetcher's thread may know Flink's classes only: Kafka looks up its own by name. */
    @SuppressWarnings("try") // only its close() matters
    private KafkaConsumer<byte[], byte[]> create() {
        try (TemporaryClassLoaderContext ignored =
                TemporaryClassLoaderContext.of(PartitionReader.class.getClassLoader())) {
            return new KafkaConsumer<>(properties);
        }
    }

    private void seek(KafkaConsumer<byte[], byte[]> reading, Collection<TopicPartition> which) {
        for (TopicPartition partition : which) {
            Long next = nextOffsets.get(partition);
            if (next != null && next >= 0) {
                reading.seek(partition, next);
            } else {
                reading.seekToBeginning(List.of(partition));
            }
        }
    }

    /**
     * Whether it was woken up before that time, perhaps by a call that came earlier: then it is
     * only asked again.
     */
    private boolean awaitWakeUp(long waitNanos) {
        try {
            boolean woken = waitNanos > 0 && wakeUps.tryAcquire(waitNanos, TimeUnit.NANOSECONDS);
            wakeUps.drainPermits();
            return woken;
        } catch (InterruptedException e) {
            throw new InterruptException(e);
        }
    }

    private void disconnect(Duration patience) {
        KafkaConsumer<byte[], byte[]> old = consumer;
        consumer = null;
        if (old != null) {
            try {
                old.close(CloseOptions.timeout(patience));
            } catch (InterruptException closing) {
                throw closing;
            } catch (KafkaException broken) {
                // It was to be thrown away; its sockets are closed all the same.
            }
        }
    }

    private void heard() {
        heardNanos = System.nanoTime();
        health.succeeded();
    }

    private void failed(String operation, KafkaException trouble) {
        dueNanos =
                System.nanoTime()
                        + TimeUnit.MILLISECONDS.toNanos(health.failed(operation, trouble));
    }

    /** Only for show: must not stand in the way of records. */
    private void measureLag(KafkaConsumer<byte[], byte[]> reading) {
        long now = System.nanoTime();
        if (now - laggedNanos < LAG_NANOS) {
            return;
        }
        laggedNanos = now;
        try {
            long sum = 0;
            for (TopicPartition partition : reading.assignment()) {
                OptionalLong lag = reading.currentLag(partition);
                sum += lag.orElse(0);
            }
            pendingRecords = sum;
        } catch (WakeupException asked) {
            // The fetch is about to return anyway.
        } catch (KafkaException unknown) {
            // The next poll will tell.
        }
    }
}
