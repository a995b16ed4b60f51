package org.entropyrepair.flow.redrive;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.entropyrepair.core.model.Bytes;
import org.entropyrepair.core.model.Mark;
import org.entropyrepair.core.model.Position;
import org.entropyrepair.core.wire.MarkCodec;
import org.entropyrepair.flow.topic.TopicTrouble;
import org.entropyrepair.testkit.letters.DeadLetters;
import org.jspecify.annotations.Nullable;

/** What a redrive writes, kept in memory; answers at once, as it is told. */
final class TestingTopics {
    private static final Map<Integer, TestingTopics> ALL = new ConcurrentHashMap<>();
    private static final AtomicInteger NEXT = new AtomicInteger();

    boolean answerMarks = true;
    boolean trouble;

    /** Whether what is written is kept; else it is forgotten at once. */
    boolean keeping = true;

    private final int number = NEXT.incrementAndGet();
    private final List<String> sent = new ArrayList<>();
    private final List<String> marked = new ArrayList<>();
    private final List<ConsumerRecord<byte[], byte[]>> marks = new ArrayList<>();

    /** Finds these, wherever the operator is. */
    RedriveTopics.Opener opener() {
        ALL.put(number, this);
        int which = number;
        return () -> new Opened(Optional.ofNullable(ALL.get(which)).orElseThrow());
    }

    List<String> sent() {
        return sent;
    }

    List<String> marked() {
        return marked;
    }

    /** Adds a record to the topic of the marks. */
    void mark(String id, @Nullable Bytes value) {
        marks.add(
                DeadLetters.record(
                        "handled", 0, marks.size(), Bytes.utf8(id), value, new RecordHeaders()));
    }

    private record Opened(TestingTopics topics) implements RedriveTopics {
        @Override
        public void marks(Consumer<ConsumerRecord<byte[], byte[]>> visitor) {
            topics.marks.forEach(visitor);
        }

        @Override
        public CompletableFuture<Position> send(Letter letter, Road road, Instant now) {
            if (topics.trouble) {
                return CompletableFuture.failedFuture(
                        new TopicTrouble("failures: away (expected: here)"));
            }
            if (topics.keeping) {
                topics.sent.add(letter.id());
            }
            return CompletableFuture.completedFuture(new Position("failures.us", 0, 1));
        }

        @Override
        public CompletableFuture<Void> mark(Mark mark) {
            if (!topics.answerMarks) {
                return new CompletableFuture<>();
            }
            if (topics.keeping) {
                topics.marked.add(mark.id());
                topics.mark(mark.id(), MarkCodec.encode(mark));
            }
            return CompletableFuture.completedFuture(null);
        }

        @Override
        public SourceRecords sources() {
            return new SourceRecords(
                    TestingRoads.ROUTES,
                    TestingRoads.FAILURES,
                    (road, place) -> Optional.empty(),
                    Map.of());
        }

        @Override
        public void close() {}
    }
}
