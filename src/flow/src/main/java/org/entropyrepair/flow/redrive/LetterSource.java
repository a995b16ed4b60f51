package org.entropyrepair.flow.redrive;

import java.util.Properties;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.connector.kafka.source.KafkaSource;
import org.apache.flink.connector.kafka.source.enumerator.initializer.OffsetsInitializer;
import org.apache.flink.connector.kafka.source.reader.deserializer.KafkaRecordDeserializationSchema;
import org.apache.flink.util.Collector;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.entropyrepair.flow.topic.TopicAt;

/** The dead-letter topic from its beginning to its end as of the job's start. */
final class LetterSource {
    private LetterSource() {}

    /** Ends by itself; commits no offsets. A broker that is away fails the job, which restarts. */
    static KafkaSource<QueueRecord> of(TopicAt topic) {
        Properties properties = topic.consumer();
        return KafkaSource.<QueueRecord>builder()
                .setTopics(topic.topic())
                .setProperties(properties)
                .setClientIdPrefix("entropy-repair-redrive")
                .setStartingOffsets(OffsetsInitializer.earliest())
                .setBounded(OffsetsInitializer.latest())
                .setDeserializer(new Records())
                .build();
    }

    private static final class Records implements KafkaRecordDeserializationSchema<QueueRecord> {
        private static final long serialVersionUID = 1L;

        @Override
        public void deserialize(ConsumerRecord<byte[], byte[]> record, Collector<QueueRecord> out) {
            out.collect(QueueRecord.of(record));
        }

        @Override
        public TypeInformation<QueueRecord> getProducedType() {
            return QueueRecord.TYPE;
        }
    }
}
