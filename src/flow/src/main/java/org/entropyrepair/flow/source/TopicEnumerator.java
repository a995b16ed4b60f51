package org.entropyrepair.flow.source;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.flink.api.connector.source.SplitEnumerator;
import org.apache.flink.api.connector.source.SplitEnumeratorContext;
import org.apache.flink.api.connector.source.SplitsAssignment;
import org.apache.flink.util.FlinkRuntimeException;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * Hands out the partitions of one topic to its readers, each once and for good. Owned by the
 * coordinator's thread; only {@link PartitionDiscovery} talks to the broker, on the worker thread.
 */
final class TopicEnumerator implements SplitEnumerator<TopicSplit, TopicPartitions> {
    /** How often discovery is asked whether it is time to look. */
    private static final long TICK_MILLIS = 250;

    private final SplitEnumeratorContext<TopicSplit> context;
    private final Discovery discovery;

    /** Handed out; with the offset they had then, which only matters until the reader has it. */
    private final Map<TopicPartition, TopicSplit> assigned = new HashMap<>();

    /** Waiting for their reader. */
    private final Map<TopicPartition, TopicSplit> waiting = new HashMap<>();

    /**
     * The topic as it was last seen, which every reader has been told; null before the first look.
     */
    private @Nullable TopicSeen seen;

    /** Written by the coordinator's thread, read by the worker. */
    private volatile PartitionDiscovery.Known known;

    /**
     * How partitions are found: by {@link PartitionDiscovery}.
     *
     * <p>Looks on the worker's thread, and closes on any.
     */
    interface Discovery {
        /** Looks, if it is time to; throws for bugs only. */
        PartitionDiscovery.Found look(PartitionDiscovery.Known known);

        /** Looks no more. */
        void close();
    }

    TopicEnumerator(
            SplitEnumeratorContext<TopicSplit> context,
            Discovery discovery,
            @Nullable TopicPartitions state) {
        this.context = context;
        this.discovery = discovery;
        if (state != null) {
            state.assigned().forEach(one -> assigned.put(one.partition(), one));
            state.waiting().forEach(one -> waiting.put(one.partition(), one));
        }
        this.known = know(state != null && state.initialDone());
    }

    @Override
    public void start() {
        context.callAsync(() -> discovery.look(known), this::onLooked, 0, TICK_MILLIS);
    }

    @Override
    public void handleSplitRequest(int subtask, @Nullable String host) {
        // Partitions are handed out unasked.
    }

    @Override
    public void addReader(int subtask) {
        if (seen != null) {
            context.sendEventToSourceReader(subtask, seen);
        }
        assign();
    }

    @Override
    public void addSplitsBack(List<TopicSplit> splits, int subtask) {
        for (TopicSplit split : splits) {
            assigned.remove(split.partition());
            waiting.put(split.partition(), split);
        }
        assign();
    }

    @Override
    public TopicPartitions snapshotState(long checkpointId) {
        return new TopicPartitions(
                List.copyOf(assigned.values()), List.copyOf(waiting.values()), known.initialDone());
    }

    @Override
    public void close() {
        discovery.close();
    }

    private void onLooked(PartitionDiscovery.@Nullable Found found, @Nullable Throwable bug) {
        if (found == null || bug != null) {
            throw new FlinkRuntimeException("partition discovery failed", bug);
        }
        if (found.topic() != null && !found.topic().equals(seen)) {
            tell(found.topic());
        }
        boolean grown = false;
        for (TopicSplit split : found.splits()) {
            TopicPartition partition = split.partition();
            if (!assigned.containsKey(partition) && !waiting.containsKey(partition)) {
                waiting.put(partition, split);
                grown = true;
            }
        }
        if (grown || found.complete() && !known.initialDone()) {
            known = know(known.initialDone() || found.complete());
        }
        if (grown) {
            assign();
        }
    }

    private void tell(TopicSeen now) {
        seen = now;
        waiting.replaceAll((partition, split) -> split.in(now.identity()));
        context.registeredReaders()
                .keySet()
                .forEach(reader -> context.sendEventToSourceReader(reader, now));
    }

    private PartitionDiscovery.Known know(boolean initialDone) {
        Set<TopicPartition> partitions = new HashSet<>(assigned.keySet());
        partitions.addAll(waiting.keySet());
        return new PartitionDiscovery.Known(Set.copyOf(partitions), initialDone);
    }

    private void assign() {
        Set<Integer> readers = context.registeredReaders().keySet();
        Map<Integer, List<TopicSplit>> assignment = new HashMap<>();
        for (Iterator<TopicSplit> all = waiting.values().iterator(); all.hasNext(); ) {
            TopicSplit split = all.next();
            int owner = ownerOf(split.partition(), context.currentParallelism());
            if (readers.contains(owner)) {
                assignment.computeIfAbsent(owner, none -> new ArrayList<>()).add(split);
                assigned.put(split.partition(), split);
                all.remove();
            }
        }
        if (!assignment.isEmpty()) {
            context.assignSplits(new SplitsAssignment<>(assignment));
        }
    }

    /** Spreads a topic's partitions evenly, and begins elsewhere for each topic. */
    private static int ownerOf(TopicPartition partition, int readers) {
        int first = Math.floorMod(partition.topic().hashCode(), readers);
        return (first + partition.partition()) % readers;
    }
}
