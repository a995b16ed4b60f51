package org.entropyrepair.jobs;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;
import org.entropyrepair.config.ConfigTopic;
import org.entropyrepair.config.Namespace;
import org.entropyrepair.config.RegionConfig;
import org.entropyrepair.config.TopicSink;
import org.entropyrepair.core.wire.DeadLetterCodec;
import org.entropyrepair.flow.source.FailureTopicCheck;
import org.entropyrepair.flow.source.FailureTopicCheck.Findings;
import org.entropyrepair.flow.source.TopicAddress;

/** Asks the brokers, all at once, whether their topics are fit for what they are used for. */
final class TopicChecks {
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private TopicChecks() {}

    /**
     * What was found of all topics together.
     *
     * @param refusals why the job must not start
     * @param warnings what somebody should look at; a broker that does not answer is one of these
     */
    record Result(List<String> refusals, List<String> warnings) {}

    /** Looks at every topic of a config; takes a few seconds if a broker does not answer. */
    static Result check(RegionConfig config) {
        FailureTopicCheck check = new FailureTopicCheck(PATIENCE);
        Duration kept = longestTombstonesKept(config);
        List<Supplier<Findings>> questions = new ArrayList<>();
        for (TopicAddress feed : Feeds.addresses(config)) {
            questions.add(() -> check.failureTopic(feed, kept));
        }
        questions.add(
                () -> deadLetters(check.outputTopic(address("deadLetters", config.deadLetters()))));
        questions.add(() -> check.outputTopic(address("outcomes", config.outcomes().sink())));
        ConfigTopic topic = config.configTopic();
        if (topic != null) {
            TopicAddress at = Revisions.address(topic);
            questions.add(() -> check.compactedTopic(at));
            questions.add(
                    () ->
                            check.compactedTopic(
                                    new TopicAddress(
                                            at.feed() + " answers",
                                            at.bootstrapServers(),
                                            topic.answersTopic(),
                                            at.properties())));
        }
        return askAll(questions);
    }

    private static Result askAll(List<Supplier<Findings>> questions) {
        ExecutorService threads = Executors.newFixedThreadPool(questions.size());
        try {
            List<CompletableFuture<Findings>> asked =
                    questions.stream()
                            .map(question -> CompletableFuture.supplyAsync(question, threads))
                            .toList();
            List<String> refusals = new ArrayList<>();
            List<String> warnings = new ArrayList<>();
            for (CompletableFuture<Findings> answer : asked) {
                refusals.addAll(answer.join().refusals());
                warnings.addAll(answer.join().warnings());
            }
            return new Result(refusals, warnings);
        } finally {
            threads.shutdown();
        }
    }

    /** A dead letter's headers have to fit, or the sink would fail on it for ever. */
    private static Findings deadLetters(Findings findings) {
        if (findings.maxMessageBytes().isEmpty()
                || findings.maxMessageBytes().getAsInt() >= DeadLetterCodec.TOPIC_BYTES_MIN) {
            return findings;
        }
        List<String> refusals = new ArrayList<>(findings.refusals());
        refusals.add(
                "deadLetters max.message.bytes: "
                        + findings.maxMessageBytes().getAsInt()
                        + " (expected: at least "
                        + DeadLetterCodec.TOPIC_BYTES_MIN
                        + ")");
        return new Findings(refusals, findings.warnings(), findings.maxMessageBytes());
    }

    private static TopicAddress address(String name, TopicSink sink) {
        return new TopicAddress(
                name,
                sink.bootstrapServers().value(),
                sink.topic(),
                KafkaClassNames.HERE.in(sink.properties().value()));
    }

    private static Duration longestTombstonesKept(RegionConfig config) {
        return config.namespaces().values().stream()
                .map(Namespace::tombstonesKept)
                .max(Duration::compareTo)
                .orElse(Duration.ZERO);
    }
}
