package org.entropyrepair.cli.scopes;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.entropyrepair.cli.frame.Failed;
import org.entropyrepair.cli.frame.Output;
import org.entropyrepair.core.model.ConfigAnswer;
import org.entropyrepair.core.model.ConfigAnswer.Result;
import org.jspecify.annotations.Nullable;

/** Proposes a revision, waits for what the job says of it, and says that. */
final class Proposing {
    private final ConfigTopics topics;
    private final String job;
    private final Output output;

    Proposing(ConfigTopics topics, String job, Output output) {
        this.topics = topics;
        this.job = job;
        this.output = output;
    }

    /**
     * The text of the config in force.
     *
     * @throws Failed if none is
     */
    static String inForce(ConfigTopics topics, String job) {
        Optional<ConfigAnswer> standing = topics.standing();
        String config = standing.map(ConfigAnswer::config).orElse(null);
        if (config == null) {
            throw new Failed(
                    standing.map(
                                    parked ->
                                            "job "
                                                    + job
                                                    + ": nothing is in force (expected: a config;"
                                                    + " apply one) "
                                                    + parked.reason())
                            .orElse(
                                    "job "
                                            + job
                                            + ": has not said what is in force (expected: that it"
                                            + " runs, with this configTopic and under this"
                                            + " name)"));
        }
        return config;
    }

    /**
     * Proposes it.
     *
     * @param done what to say if it is accepted, but for the number
     * @throws Failed if it is refused, or nothing is said in time
     */
    void propose(String config, @Nullable Long discards, String done) {
        ConfigTopics.Proposal proposal = topics.propose(config, discards);
        output.progress("proposed at offset " + proposal.offset() + ", waiting for job " + job);
        Optional<ConfigAnswer> answer = topics.await(proposal);
        if (answer.isEmpty()) {
            throw new Failed(
                    "job "
                            + job
                            + ": has not answered (expected: that it runs, with this configTopic and"
                            + " under this name); the proposal stays, and is judged when the job"
                            + " reads it");
        }
        output.object(fields(answer.get()));
        if (answer.get().result() == Result.REFUSED) {
            topics.withdraw(proposal);
            throw new Failed("refused, what was in force stays:\n" + answer.get().reason());
        }
        output.text(done + ": revision " + answer.get().revision() + " is in force");
    }

    /** An answer for programs. */
    static Map<String, Object> fields(ConfigAnswer answer) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("result", answer.result().wireName());
        fields.put("job", answer.job());
        fields.put("revision", answer.revision());
        if (answer.offset() >= 0) {
            fields.put("offset", answer.offset());
        }
        fields.put("reason", answer.reason());
        fields.put("at", java.time.Instant.ofEpochMilli(answer.atMillis()).toString());
        return fields;
    }
}
