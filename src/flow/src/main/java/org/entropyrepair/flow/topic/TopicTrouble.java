package org.entropyrepair.flow.topic;

import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;

/** What a topic or its brokers do not do; the message is one line for people. */
public class TopicTrouble extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** Said in these words. */
    public TopicTrouble(String line) {
        super(line);
    }

    /** Said in these words, because of another failure. */
    public TopicTrouble(String line, Throwable cause) {
        super(line, cause);
    }

    /** Brokers that do not answer, or do not let this user in. */
    public static TopicTrouble with(TopicAt topic, Throwable failure) {
        Throwable cause = cause(failure);
        if (cause instanceof InterruptedException) {
            Thread.currentThread().interrupt();
        }
        return new TopicTrouble(
                "%s: %s: %s (expected: brokers that answer and let this user in)"
                        .formatted(topic, cause.getClass().getSimpleName(), cause.getMessage()),
                cause);
    }

    /** A topic that is not there. */
    public static TopicTrouble missing(TopicAt topic) {
        return new TopicTrouble(topic + ": not there (expected: a topic of that name)");
    }

    /** What really happened, out of whatever a future wraps it in. */
    public static Throwable cause(Throwable failure) {
        boolean wrapped =
                failure instanceof ExecutionException || failure instanceof CompletionException;
        Throwable cause = failure.getCause();
        return wrapped && cause != null ? cause(cause) : failure;
    }
}
