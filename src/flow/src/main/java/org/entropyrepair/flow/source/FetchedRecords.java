package org.entropyrepair.flow.source;

import java.util.Collections;
import java.util.Iterator;
import java.util.Set;
import org.apache.flink.connector.base.source.reader.RecordsWithSplitIds;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/** What one poll brought, partition by partition. Handed from the fetcher to the task's thread. */
final class FetchedRecords implements RecordsWithSplitIds<FetchedRecord> {
    private static final TopicIdentity NO_TOPIC = new TopicIdentity("", "");

    private final ConsumerRecords<byte[], byte[]> records;
    private final TopicIdentity topic;
    private final Iterator<TopicPartition> partitions;
    private Iterator<ConsumerRecord<byte[], byte[]>> current = Collections.emptyIterator();

    FetchedRecords(ConsumerRecords<byte[], byte[]> records, TopicIdentity topic) {
        this.records = records;
        this.topic = topic;
        this.partitions = records.partitions().iterator();
    }

    static FetchedRecords none() {
        return new FetchedRecords(ConsumerRecords.empty(), NO_TOPIC);
    }

    @Override
    public @Nullable String nextSplit() {
        if (!partitions.hasNext()) {
            current = Collections.emptyIterator();
            return null;
        }
        TopicPartition partition = partitions.next();
        current = records.records(partition).iterator();
        return TopicSplit.idOf(partition);
    }

    @Override
    public @Nullable FetchedRecord nextRecordFromSplit() {
        return current.hasNext() ? new FetchedRecord(current.next(), topic) : null;
    }

    /** None: partitions have no end. */
    @Override
    public Set<String> finishedSplits() {
        return Set.of();
    }
}
