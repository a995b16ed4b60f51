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
import org.apache.flink.metrics.groups.SplitEnumeratorMetricGroup;
import org.apache.flink.metrics.groups.UnregisteredMetricsGroup;
import org.apache.kafka.common.TopicPartition;
import org.entropyrepair.flow.source.PartitionDiscovery.Found;
import org.entropyrepair.flow.source.PartitionDiscovery.Known;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class TopicEnumeratorTest {
    private static final int READERS = 2;
    private static final TopicIdentity ONE = new TopicIdentity("here", "one");
    private static final TopicIdentity OTHER = new TopicIdentity("here", "other");

    private final Coordinator coordinator = new Coordinator();
    private final Topic topic = new Topic();

    @Test
    void givesEachPartitionToOneReaderHoweverOftenItIsFound() throws Exception {
        TopicEnumerator enumerator = started(null);
        enumerator.addReader(coordinator.register(0));
        enumerator.addReader(coordinator.register(1));
        topic.found = new Found(List.of(split(0, 5), split(1, 6), split(2, 7)), true, topic(ONE));
        coordinator.tick();
        coordinator.tick();
        assertThat(coordinator.assigned.values().stream().flatMap(List::stream))
                .containsExactlyInAnyOrder(split(0, 5), split(1, 6), split(2, 7));
        assertThat(coordinator.assigned).hasSize(READERS);
    }

    @Test
    void keepsAPartitionUntilItsReaderComes() throws Exception {
        TopicEnumerator enumerator = started(null);
        topic.found = new Found(List.of(split(0, 5), split(1, 6)), true, topic(ONE));
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
        topic.found = new Found(List.of(split(0, 5)), true, topic(ONE));
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
        topic.found = new Found(List.of(split(0, 5), split(1, 6)), true, topic(ONE));
        coordinator.tick();
        enumerator.addReader(coordinator.register(0));
        List<TopicSplit> given = Optional.ofNullable(coordinator.assigned.get(0)).orElseThrow();
        TopicPartitions state = throughBytes(enumerator.snapshotState(1));

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
        topic.found = new Found(List.of(split(0, 5)), false, topic(ONE));
        coordinator.tick();
        assertThat(enumerator.snapshotState(1).initialDone()).isFalse();
        topic.found = new Found(List.of(), true, topic(ONE));
        coordinator.tick();
        assertThat(enumerator.snapshotState(2).initialDone()).isTrue();
    }

    @Test
    void tellsEveryReaderOnceWhichTopicThereIsAndAgainWhenItIsAnother() throws Exception {
        TopicEnumerator enumerator = started(null);
        enumerator.addReader(coordinator.register(0));
        assertThat(coordinator.told).isEmpty();
        topic.found = new Found(List.of(), true, topic(ONE));
        coordinator.tick();
        coordinator.tick();
        enumerator.addReader(coordinator.register(1));
        assertThat(coordinator.told)
                .isEqualTo(Map.of(0, List.of(topic(ONE)), 1, List.of(topic(ONE))));
        topic.found = Found.NOTHING;
        coordinator.tick();
        topic.found = new Found(List.of(), true, topic(OTHER));
        coordinator.tick();
        assertThat(coordinator.told.get(0)).containsExactly(topic(ONE), topic(OTHER));
        assertThat(coordinator.told.get(1)).containsExactly(topic(ONE), topic(OTHER));
    }

    @Test
    void whatWaitsForItsReaderBeginsAnewInAnotherTopic() throws Exception {
        TopicEnumerator enumerator =
                started(
                        new TopicPartitions(
                                List.of(),
                                List.of(
                                        split(0, 5),
                                        new TopicSplit(new TopicPartition("t", 1), 6, null)),
                                true));
        topic.found = new Found(List.of(), true, topic(OTHER));
        coordinator.tick();
        assertThat(enumerator.snapshotState(1).waiting())
                .containsExactlyInAnyOrder(
                        new TopicSplit(new TopicPartition("t", 0), TopicSplit.EARLIEST, OTHER),
                        new TopicSplit(new TopicPartition("t", 1), 6, OTHER));
    }

    @Test
    void failsTheJobForABugOnly() {
        started(null);
        topic.found = null;
        assertThatThrownBy(coordinator::tick).hasRootCauseInstanceOf(IllegalStateException.class);
    }

    private TopicEnumerator started(@Nullable TopicPartitions state) {
        TopicEnumerator enumerator = new TopicEnumerator(coordinator, topic, state);
        enumerator.start();
        return enumerator;
    }

    private static TopicPartitions throughBytes(TopicPartitions state) throws Exception {
        TopicPartitionsSerializer serializer = new TopicPartitionsSerializer();
        return serializer.deserialize(serializer.getVersion(), serializer.serialize(state));
    }

    private static TopicSeen topic(TopicIdentity identity) {
        return new TopicSeen(identity, 3);
    }

    private static TopicSplit split(int partition, long offset) {
        return new TopicSplit(new TopicPartition("t", partition), offset, ONE);
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
    private static final class Coordinator implements SplitEnumeratorContext<TopicSplit> {
        private final Map<Integer, ReaderInfo> readers = new HashMap<>();
        private final Map<Integer, List<TopicSplit>> assigned = new HashMap<>();
        private final Map<Integer, List<SourceEvent>> told = new HashMap<>();
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
            told.computeIfAbsent(subtask, none -> new ArrayList<>()).add(event);
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
        public void assignSplits(SplitsAssignment<TopicSplit> assignment) {
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
