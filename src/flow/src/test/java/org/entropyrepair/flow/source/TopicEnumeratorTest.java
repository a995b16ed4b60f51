package org.entropyrepair.flow.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.BiConsumer;
import org.apache.flink.api.connector.source.ReaderInfo;
import org.apache.flink.api.connector.source.SourceEvent;
import org.apache.flink.api.connector.source.SplitEnumeratorContext;
import org.apache.flink.api.connector.source.SplitsAssignment;
import org.apache.flink.connector.kafka.source.enumerator.KafkaSourceEnumState;
import org.apache.flink.connector.kafka.source.enumerator.KafkaSourceEnumStateSerializer;
import org.apache.flink.connector.kafka.source.split.KafkaPartitionSplit;
import org.apache.flink.metrics.groups.SplitEnumeratorMetricGroup;
import org.apache.flink.metrics.groups.UnregisteredMetricsGroup;
import org.apache.kafka.common.TopicPartition;
import org.entropyrepair.flow.source.PartitionDiscovery.Found;
import org.entropyrepair.flow.source.PartitionDiscovery.Known;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class TopicEnumeratorTest {
    private static final int READERS = 2;

    private final Coordinator coordinator = new Coordinator();
    private final Topic topic = new Topic();

    @Test
    void givesEachPartitionToOneReaderHoweverOftenItIsFound() throws Exception {
        TopicEnumerator enumerator = started(null);
        enumerator.addReader(coordinator.register(0));
        enumerator.addReader(coordinator.register(1));
        topic.found = new Found(List.of(split(0, 5), split(1, 6), split(2, 7)), true);
        coordinator.tick();
        coordinator.tick();
        assertThat(coordinator.assigned.values().stream().flatMap(List::stream))
                .containsExactlyInAnyOrder(split(0, 5), split(1, 6), split(2, 7));
        assertThat(coordinator.assigned).hasSize(READERS);
    }

    @Test
    void keepsAPartitionUntilItsReaderComes() throws Exception {
        TopicEnumerator enumerator = started(null);
        topic.found = new Found(List.of(split(0, 5), split(1, 6)), true);
        coordinator.tick();
        assertThat(coordinator.assigned).isEmpty();
        enumerator.addReader(coordinator.register(0));
        enumerator.addReader(coordinator.register(1));
        assertThat(coordinator.assigned.values().stream().flatMap(List::stream))
                .containsExactlyInAnyOrder(split(0, 5), split(1, 6));
    }

    @Test
    void givesAgainWhatAFailedReaderGaveBackFromWhereThatBegan() throws Exception {
        TopicEnumerator enumerator = started(null);
        enumerator.addReader(coordinator.register(0));
        enumerator.addReader(coordinator.register(1));
        topic.found = new Found(List.of(split(0, 5)), true);
        coordinator.tick();
        int owner = coordinator.assigned.keySet().iterator().next();
        coordinator.assigned.clear();
        coordinator.unregister(owner);
        enumerator.addSplitsBack(List.of(split(0, 5)), owner);
        assertThat(coordinator.assigned).isEmpty();
        enumerator.addReader(coordinator.register(owner));
        assertThat(coordinator.assigned).containsExactly(Map.entry(owner, List.of(split(0, 5))));
    }

    @Test
    void remembersOverARestoreWhatItGaveAndWhatItKept() throws Exception {
        TopicEnumerator enumerator = started(null);
        topic.found = new Found(List.of(split(0, 5), split(1, 6)), true);
        coordinator.tick();
        enumerator.addReader(coordinator.register(0));
        List<KafkaPartitionSplit> given =
                Optional.ofNullable(coordinator.assigned.get(0)).orElseThrow();
        KafkaSourceEnumState state = throughBytes(enumerator.snapshotState(1));

        coordinator.assigned.clear();
        TopicEnumerator restored = started(state);
        restored.addReader(0);
        assertThat(coordinator.assigned).isEmpty();
        restored.addReader(coordinator.register(1));
        assertThat(coordinator.assigned.get(1)).doesNotContainAnyElementsOf(given).hasSize(1);

        topic.found = Found.NOTHING;
        coordinator.tick();
        assertThat(topic.asked)
                .isEqualTo(
                        new Known(
                                Set.of(new TopicPartition("t", 0), new TopicPartition("t", 1)),
                                true));
    }

    @Test
    void isNotDoneWithItsStartBeforeAllPartitionsWereFound() throws Exception {
        TopicEnumerator enumerator = started(null);
        topic.found = Found.NOTHING;
        coordinator.tick();
        topic.found = new Found(List.of(split(0, 5)), false);
        coordinator.tick();
        assertThat(enumerator.snapshotState(1).initialDiscoveryFinished()).isFalse();
        topic.found = new Found(List.of(), true);
        coordinator.tick();
        assertThat(enumerator.snapshotState(2).initialDiscoveryFinished()).isTrue();
    }

    @Test
    void failsTheJobForABugOnly() {
        started(null);
        topic.found = null;
        assertThatThrownBy(coordinator::tick).hasRootCauseInstanceOf(IllegalStateException.class);
    }

    private TopicEnumerator started(@Nullable KafkaSourceEnumState state) {
        TopicEnumerator enumerator = new TopicEnumerator(coordinator, topic, state);
        enumerator.start();
        return enumerator;
    }

    private static KafkaSourceEnumState throughBytes(KafkaSourceEnumState state) throws Exception {
        KafkaSourceEnumStateSerializer serializer = new KafkaSourceEnumStateSerializer();
        return serializer.deserialize(serializer.getVersion(), serializer.serialize(state));
    }

    private static KafkaPartitionSplit split(int partition, long offset) {
        return new KafkaPartitionSplit(new TopicPartition("t", partition), offset);
    }

    /** A topic in which is found what the test says; null: a bug. */
    private static final class Topic implements TopicEnumerator.Discovery {
        private @Nullable Found found = Found.NOTHING;
        private @Nullable Known asked;

        @Override
        public Found look(Known known) {
            asked = known;
            if (found == null) {
                throw new IllegalStateException("a bug");
            }
            return found;
        }

        @Override
        public void close() {}
    }

    /** Runs everything on the caller's thread. */
    private static final class Coordinator implements SplitEnumeratorContext<KafkaPartitionSplit> {
        private final Map<Integer, ReaderInfo> readers = new HashMap<>();
        private final Map<Integer, List<KafkaPartitionSplit>> assigned = new HashMap<>();
        private Runnable periodic = () -> {};

        int register(int subtask) {
            readers.put(subtask, new ReaderInfo(subtask, "127.0.0.1"));
            return subtask;
        }

        void unregister(int subtask) {
            readers.remove(subtask);
        }

        void tick() {
            periodic.run();
        }

        @Override
        public SplitEnumeratorMetricGroup metricGroup() {
            return UnregisteredMetricsGroup.createSplitEnumeratorMetricGroup();
        }

        @Override
        public void sendEventToSourceReader(int subtask, SourceEvent event) {
            throw new UnsupportedOperationException();
        }

        @Override
        public int currentParallelism() {
            return READERS;
        }

        @Override
        public Map<Integer, ReaderInfo> registeredReaders() {
            return readers;
        }

        @Override
        public void assignSplits(SplitsAssignment<KafkaPartitionSplit> assignment) {
            assignment
                    .assignment()
                    .forEach(
                            (reader, splits) ->
                                    assigned.computeIfAbsent(reader, none -> new ArrayList<>())
                                            .addAll(splits));
        }

        @Override
        public void signalNoMoreSplits(int subtask) {
            throw new UnsupportedOperationException();
        }

        @Override
        public <T> void callAsync(Callable<T> callable, BiConsumer<T, Throwable> handler) {
            throw new UnsupportedOperationException();
        }

        @Override
        @SuppressWarnings("NullAway") // Flink's contract: either is null
        public <T> void callAsync(
                Callable<T> callable,
                BiConsumer<T, Throwable> handler,
                long initialDelayMillis,
                long periodMillis) {
            periodic =
                    () -> {
                        T result;
                        try {
                            result = callable.call();
                        } catch (Exception e) {
                            handler.accept(null, e);
                            return;
                        }
                        handler.accept(result, null);
                    };
        }

        @Override
        public void runInCoordinatorThread(Runnable runnable) {
            runnable.run();
        }
    }
}
