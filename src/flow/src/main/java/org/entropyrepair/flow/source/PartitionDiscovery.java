package org.entropyrepair.flow.source;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.flink.util.TemporaryClassLoaderContext;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsResult;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * Finds a topic's partitions and where to begin in each, and survives the broker: what fails is
 * tried again when its time has come.
 *
 * <p>{@link #look} on one thread, the enumerator's worker, which an interruption ends; {@link
 * #close()} on any. Every call to the broker ends within {@value #ANSWER_MILLIS_MAX} ms.
 */
final class PartitionDiscovery implements TopicEnumerator.Discovery {
    private static final int CALL_MILLIS_MAX = 5_000;

    /** Longer than the client's own limit, whose error says more. */
    private static final int ANSWER_MILLIS_MAX = CALL_MILLIS_MAX + 1_000;

    private static final Duration CLOSE_MAX = Duration.ofMillis(500);

    private final TopicAddress address;
    private final @Nullable Instant replayFrom;
    private final long intervalMillis;
    private final SourceHealth health;
    private volatile @Nullable Admin admin;
    private volatile boolean closed;
    private long dueNanos = System.nanoTime();

    PartitionDiscovery(
            TopicAddress address,
            @Nullable Instant replayFrom,
            long intervalMillis,
            SourceHealth health) {
        this.address = address;
        this.replayFrom = replayFrom;
        this.intervalMillis = intervalMillis;
        this.health = health;
    }

    /**
     * What is known already.
     *
     * @param partitions those found before
     * @param initialDone whether all there were at the start are among them
     */
    record Known(Set<TopicPartition> partitions, boolean initialDone) {}

    /**
     * What was found beyond what was known.
     *
     * @param splits new partitions, each with a real offset to begin at
     * @param complete whether these are all there are
     * @param topic the topic itself; null if it was not reached
     */
    record Found(List<TopicSplit> splits, boolean complete, @Nullable TopicSeen topic) {
        static final Found NOTHING = new Found(List.of(), false, null);
    }

    /** Finds nothing where the broker failed. */
    @Override
    public Found look(Known known) {
        if (closed || System.nanoTime() - dueNanos < 0) {
            return Found.NOTHING;
        }
        try {
            Found found = lookNow(known);
            if (found.complete()) {
                health.succeeded();
                waitMillis(intervalMillis);
            }
            return found;
        } catch (InterruptedException closing) {
            Thread.currentThread().interrupt();
            return Found.NOTHING;
        } catch (ExecutionException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            if (!(cause instanceof KafkaException) && !closed) {
                throw new IllegalStateException("partition discovery: a bug", e);
            }
            failed("look for partitions", cause);
        } catch (KafkaException | TimeoutException e) {
            failed("look for partitions", e);
        }
        return Found.NOTHING;
    }

    /** Ends its client. A look under way fails, or is interrupted by who closes. */
    @Override
    public void close() {
        closed = true;
        disconnect();
    }

    private Found lookNow(Known known)
            throws InterruptedException, ExecutionException, TimeoutException {
        Admin client = connect();
        String cluster = answer(client.describeCluster().clusterId());
        TopicDescription topic =
                Objects.requireNonNull(
                        answer(client.describeTopics(List.of(address.topic())).allTopicNames())
                                .get(address.topic()),
                        address.topic());
        TopicSeen seen =
                new TopicSeen(
                        TopicIdentity.of(cluster == null ? "" : cluster, topic.topicId()),
                        topic.partitions().size());
        List<TopicPartition> unknown =
                topic.partitions().stream()
                        .map(one -> new TopicPartition(address.topic(), one.partition()))
                        .filter(partition -> !known.partitions().contains(partition))
                        .toList();
        if (unknown.isEmpty()) {
            return new Found(List.of(), true, seen);
        }
        List<Throwable> troubles = new ArrayList<>();
        Map<TopicPartition, Long> starts =
                replayFrom == null || known.initialDone()
                        ? offsets(client, unknown, OffsetSpec.earliest(), troubles)
                        : offsetsAt(client, unknown, replayFrom.toEpochMilli(), troubles);
        if (!troubles.isEmpty()) {
            failed("find where new partitions begin", troubles.get(0));
        }
        List<TopicSplit> splits = new ArrayList<>();
        starts.forEach(
                (partition, start) ->
                        splits.add(new TopicSplit(partition, start, seen.identity())));
        return new Found(splits, splits.size() == unknown.size(), seen);
    }

    private static <T> T answer(KafkaFuture<T> call)
            throws InterruptedException, ExecutionException, TimeoutException {
        return call.get(ANSWER_MILLIS_MAX, TimeUnit.MILLISECONDS);
    }

    /** The first offset of that time or later; where there is none yet, the one to come. */
    private Map<TopicPartition, Long> offsetsAt(
            Admin client, List<TopicPartition> partitions, long millis, List<Throwable> troubles)
            throws InterruptedException {
        // The ends first: what is written between the two questions must not be skipped.
        Map<TopicPartition, Long> starts =
                offsets(client, partitions, OffsetSpec.latest(), troubles);
        List<TopicPartition> answered = List.copyOf(starts.keySet());
        Map<TopicPartition, Long> found =
                offsets(client, answered, OffsetSpec.forTimestamp(millis), troubles);
        starts.keySet().retainAll(found.keySet());
        found.forEach(
                (partition, offset) -> {
                    if (offset >= 0) {
                        starts.put(partition, offset);
                    }
                });
        return starts;
    }

    /** Of those partitions that answer; one whose leader is away holds up no other. */
    private Map<TopicPartition, Long> offsets(
            Admin client,
            List<TopicPartition> partitions,
            OffsetSpec which,
            List<Throwable> troubles)
            throws InterruptedException {
        ListOffsetsResult answers =
                client.listOffsets(
                        partitions.stream()
                                .collect(Collectors.toMap(Function.identity(), one -> which)));
        Map<TopicPartition, Long> offsets = new HashMap<>();
        for (TopicPartition partition : partitions) {
            try {
                long offset =
                        answers.partitionResult(partition)
                                .get(ANSWER_MILLIS_MAX, TimeUnit.MILLISECONDS)
                                .offset();
                offsets.put(partition, offset);
            } catch (ExecutionException | TimeoutException e) {
                troubles.add(e.getCause() == null ? e : e.getCause());
            }
        }
        return offsets;
    }

    private void failed(String operation, Throwable cause) {
        disconnect();
        if (!closed) {
            waitMillis(health.failed(operation, cause));
        }
    }

    private void waitMillis(long millis) {
        dueNanos = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
    }

    private Admin connect() {
        Admin known = admin;
        if (known == null) {
            known = create();
            admin = known;
            if (closed) {
                disconnect();
                throw new KafkaException("closed");
            }
        }
        return known;
    }

    /** The worker's thread may know Flink's classes only: Kafka looks up its own by name. */
    @SuppressWarnings("try") // only its close() matters
    private Admin create() {
        try (TemporaryClassLoaderContext ignored =
                TemporaryClassLoaderContext.of(PartitionDiscovery.class.getClassLoader())) {
            return Admin.create(address.forAdmin("discovery", CALL_MILLIS_MAX));
        }
    }

    private void disconnect() {
        Admin known = admin;
        admin = null;
        if (known != null) {
            known.close(CLOSE_MAX);
        }
    }
}
