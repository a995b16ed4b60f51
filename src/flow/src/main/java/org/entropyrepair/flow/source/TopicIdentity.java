package org.entropyrepair.flow.source;

import java.io.Serializable;
import org.apache.kafka.common.Uuid;

/**
 * Which topic it is, whatever it is called: an offset means nothing in any other.
 *
 * <p>Brokers give every topic an id when it is made, so that one that was deleted and made anew is
 * another, and so is one of that name in another cluster. Addresses are no part of it: brokers
 * move.
 *
 * @param cluster Kafka's id of the cluster; empty if it does not say
 * @param topic Kafka's id of the topic; empty if the broker is too old to give any
 */
public record TopicIdentity(String cluster, String topic) implements Serializable {

    /** What a broker says. */
    static TopicIdentity of(String cluster, Uuid topic) {
        return new TopicIdentity(cluster, topic.equals(Uuid.ZERO_UUID) ? "" : topic.toString());
    }

    /** Cluster and topic, for people. */
    @Override
    public String toString() {
        return "topic "
                + (topic.isEmpty() ? "without id" : topic)
                + " of cluster "
                + (cluster.isEmpty() ? "without id" : cluster);
    }
}
