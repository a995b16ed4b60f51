package org.entropyrepair.testkit.fake;

import org.entropyrepair.sinks.WriteResult;

/** What a {@link ScriptedStore} does with a write, in place of answering it. */
public sealed interface Answer {
    /** Applies it by last write wins and says how that ended. */
    record Honest() implements Answer {}

    /** Says that it is away; the write does not land. */
    record Unavailable(String message) implements Answer {}

    /** Says that the deployment is wrong; the write does not land. */
    record Misdeployed(WriteResult.Reach reach, String message) implements Answer {}

    /** Asks to slow down; the write does not land. */
    record Throttled(String message) implements Answer {}

    /** Will never take it. */
    record Rejected(String message) implements Answer {}

    /**
     * Does not know.
     *
     * @param landed whether the write landed in truth
     */
    record Unknown(boolean landed) implements Answer {}

    /**
     * Never completes (until the store is closed), against the contract: for a caller's own
     * time-out.
     *
     * @param landed whether the write landed in truth
     */
    record Hang(boolean landed) implements Answer {}

    /** Waits until {@link ScriptedStore#release()}, then applies the write and answers. */
    record Late() implements Answer {}

    /**
     * Applies the write at once and waits with the answer until {@link ScriptedStore#release()}.
     */
    record LateAnswer() implements Answer {}

    /** Throws from the call itself, against the contract: a bug. */
    record Throw(String message) implements Answer {}
}
