package org.entropyrepair.cli.topics;

import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import org.entropyrepair.cli.frame.Failed;

/** What a broker does not do, in words. */
final class Trouble {
    private Trouble() {}

    static Failed with(TopicAt topic, Throwable failure) {
        Throwable cause = cause(failure);
        if (cause instanceof InterruptedException) {
            Thread.currentThread().interrupt();
        }
        return new Failed(
                "%s: %s: %s (expected: brokers that answer and let this user in)"
                        .formatted(topic, cause.getClass().getSimpleName(), cause.getMessage()),
                cause);
    }

    static Failed missing(TopicAt topic) {
        return new Failed(topic + ": not there (expected: a topic of that name)");
    }

    static Throwable cause(Throwable failure) {
        boolean wrapped =
                failure instanceof ExecutionException || failure instanceof CompletionException;
        Throwable cause = failure.getCause();
        return wrapped && cause != null ? cause(cause) : failure;
    }
}
