package org.entropyrepair.flow.redrive;

import java.io.Serializable;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.entropyrepair.core.model.Bytes;
import org.entropyrepair.core.model.Mark;
import org.entropyrepair.core.model.Position;
import org.entropyrepair.core.wire.FailureReader;
import org.entropyrepair.core.wire.MarkCodec;
import org.entropyrepair.flow.topic.CompactedTopic;
import org.entropyrepair.flow.topic.TopicScan;
import org.entropyrepair.flow.topic.TopicWriter;
import org.jspecify.annotations.Nullable;

/** The topics that a task of a redrive job reads and writes beside its input. */
interface RedriveTopics extends Redriver.Way, AutoCloseable {
    /** Visits all marks there are now, the oldest of a letter first. */
    void marks(Consumer<ConsumerRecord<byte[], byte[]>> visitor);

    /** Marks a letter; completes once that is acknowledged. */
    CompletableFuture<Void> mark(Mark mark);

    /** Where letters that were truncated are found whole. */
    SourceRecords sources();

    @Override
    void close();

    /** Opens them where the task runs. */
    interface Opener extends Serializable {
        /** Opens them; belongs to who opened it. */
        RedriveTopics open();
    }

    /** Those that these settings name. */
    static RedriveTopics of(RedriveSettings settings) {
        return new OfKafka(settings);
    }

    /** On real brokers. */
    final class OfKafka implements RedriveTopics {
        private final RedriveSettings settings;
        private final Sender sender = new Sender();
        private final SourceRecords sources;
        private @Nullable TopicWriter marks;

        private OfKafka(RedriveSettings settings) {
            this.settings = settings;
            this.sources =
                    SourceRecords.of(
                            settings.routes(), new FailureReader(settings.recordBytesMax()));
        }

        @Override
        public void marks(Consumer<ConsumerRecord<byte[], byte[]>> visitor) {
            if (settings.rehearsal() && !CompactedTopic.exists(settings.handled())) {
                return;
            }
            TopicScan.all(
                    settings.handled(),
                    record -> {
                        visitor.accept(record);
                        return true;
                    });
        }

        @Override
        public CompletableFuture<Void> mark(Mark mark) {
            return marksWriter()
                    .write(Bytes.utf8(mark.id()), MarkCodec.encode(mark), Map.of())
                    .thenAccept(place -> {});
        }

        /** Marks come from the threads of several producers. */
        private synchronized TopicWriter marksWriter() {
            TopicWriter open = marks;
            if (open == null) {
                open = new TopicWriter(settings.handled());
                marks = open;
            }
            return open;
        }

        @Override
        public CompletableFuture<Position> send(Letter letter, Road road, Instant now) {
            return sender.send(letter, road, now);
        }

        @Override
        public SourceRecords sources() {
            return sources;
        }

        /** What was sent is marked before the marks are closed. */
        @Override
        public void close() {
            sender.close();
            sources.close();
            TopicWriter open = marks;
            if (open != null) {
                open.close();
            }
        }
    }
}
