package org.entropyrepair.cli.letters;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.entropyrepair.core.model.Bytes;
import org.entropyrepair.core.model.Mark;
import org.entropyrepair.core.wire.MarkCodec;
import org.entropyrepair.flow.topic.CompactedTopic;
import org.entropyrepair.flow.topic.TopicAt;
import org.entropyrepair.flow.topic.TopicScan;
import org.entropyrepair.flow.topic.TopicWriter;
import org.jspecify.annotations.Nullable;

/**
 * What has been dealt with, as it stands on its topic. A letter is marked after what was done with
 * it has been acknowledged: a crash in between repeats, it does not lose. Safe for use by several
 * threads.
 */
final class Marks implements AutoCloseable {
    private final Map<String, Mark> marksById = new ConcurrentHashMap<>();
    private final @Nullable TopicWriter writer;

    private Marks(@Nullable TopicWriter writer) {
        this.writer = writer;
    }

    /** The marks there are; none if there is no topic of them yet. */
    static Marks read(TopicAt topic, Consumer<String> warnings) {
        Marks marks = new Marks(null);
        if (CompactedTopic.exists(topic)) {
            marks.readAll(topic, warnings);
        }
        return marks;
    }

    /** The marks there are, and a way to make more; their topic is created where it is missing. */
    static Marks open(TopicAt topic, Consumer<String> warnings) {
        CompactedTopic.provide(topic);
        Marks marks = new Marks(new TopicWriter(topic));
        try {
            marks.readAll(topic, warnings);
            return marks;
        } catch (RuntimeException | Error failed) {
            marks.close();
            throw failed;
        }
    }

    private void readAll(TopicAt topic, Consumer<String> warnings) {
        TopicScan.all(
                topic,
                record -> {
                    take(record, warnings);
                    return true;
                });
    }

    /** A mark that cannot be read marks nothing: its letter is shown rather than hidden. */
    private void take(ConsumerRecord<byte[], byte[]> record, Consumer<String> warnings) {
        if (record.key() == null) {
            return;
        }
        String id = Bytes.wrap(record.key()).toString();
        if (record.value() == null) {
            marksById.remove(id);
            return;
        }
        try {
            marksById.put(id, MarkCodec.decode(id, Bytes.wrap(record.value())));
        } catch (IllegalArgumentException notAMark) {
            marksById.remove(id);
            warnings.accept("mark of " + id + ": " + notAMark.getMessage());
        }
    }

    /** How a letter has been dealt with; empty if it has not. */
    Optional<Mark> of(String id) {
        return Optional.ofNullable(marksById.get(id));
    }

    /** Marks a letter; done when that is acknowledged. */
    CompletableFuture<Void> put(Mark mark) {
        TopicWriter open = writer;
        if (open == null) {
            throw new IllegalStateException("marks: opened to be read only");
        }
        return open.write(Bytes.utf8(mark.id()), MarkCodec.encode(mark), Map.of())
                .thenAccept(at -> marksById.put(mark.id(), mark));
    }

    @Override
    public void close() {
        TopicWriter open = writer;
        if (open != null) {
            open.close();
        }
    }
}
