package org.entropyrepair.flow.revision;

import java.io.Serializable;
import java.util.Map;

/**
 * What config revisions are judged by, and where that is said.
 *
 * @param job name of the job, in answers
 * @param topic name of the config topic
 * @param answersTopic name of the topic of answers
 * @param clientProperties what a Kafka client is given, {@code bootstrap.servers} among them; may
 *     hold secrets
 * @param file text of the config the job is started with
 * @param override a name of this start of the job if the file is to be in force whatever the topic
 *     says so far; empty if not
 * @param rules what makes a revision acceptable
 */
public record AcceptanceSettings(
        String job,
        String topic,
        String answersTopic,
        Map<String, String> clientProperties,
        String file,
        String override,
        RevisionRules rules)
        implements Serializable {
    private static final long serialVersionUID = 1L;

    /** Keeps its own copy. */
    public AcceptanceSettings {
        clientProperties = Map.copyOf(clientProperties);
    }

    /** Without what may hold secrets. */
    @Override
    public String toString() {
        return "AcceptanceSettings[job=" + job + ", topic=" + topic + "]";
    }
}
