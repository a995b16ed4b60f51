package org.entropyrepair.sinks.memcached;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.entropyrepair.sinks.InvalidationResult;
import org.jspecify.annotations.Nullable;

/**
 * The invalidation of one cell: some keys, each at some servers, which all have to say that it is
 * gone. Its parts are counted by the loop's thread only.
 */
final class Deletion {
    private final CompletableFuture<InvalidationResult> answer = new CompletableFuture<>();
    private @Nullable String trouble;
    private int open = 1; // until all have been sent

    /** With trouble known before anything is sent; null for none. */
    Deletion(@Nullable String trouble) {
        this.trouble = trouble;
    }

    CompletionStage<InvalidationResult> answer() {
        return answer.minimalCompletionStage();
    }

    /** One more part has been sent. */
    void sent() {
        open++;
    }

    /** A part has ended, or all have been sent. */
    void done() {
        if (--open == 0) {
            answer.complete(
                    trouble == null
                            ? new InvalidationResult.Invalidated()
                            : new InvalidationResult.NotInvalidated(trouble));
        }
    }

    /** A part has failed. */
    void failed(String message) {
        trouble = message;
        done();
    }

    /** None of it will be sent. */
    void refuse(String message) {
        answer.complete(new InvalidationResult.NotInvalidated(message));
    }
}
