package org.entropyrepair.core.model;

import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a job says of its config: what has become of a revision, or what is in force.
 *
 * @param result which of these
 * @param job name of the job
 * @param offset of the revision on the config topic; -1 if this is about none of its records
 * @param revision the number in force; -1 if none is
 * @param reason why it was refused or cannot be used, one line a reason; empty if it was not
 * @param config text of the config in force; null where it is not said
 * @param atMillis when this was said
 */
public record ConfigAnswer(
        Result result,
        String job,
        long offset,
        long revision,
        String reason,
        @Nullable String config,
        long atMillis) {

    /** What is said. */
    public enum Result {
        /** The revision is in force, or was until a later one. */
        ACCEPTED("accepted"),
        /** The revision cannot be used; what was in force stays. */
        REFUSED("refused"),
        /** This is in force now. */
        IN_FORCE("in-force"),
        /** What was in force cannot be used any more: everything pauses until another is. */
        PARKED("parked");

        private final String wireName;

        Result(String wireName) {
            this.wireName = wireName;
        }

        /** The word for it. */
        public String wireName() {
            return wireName;
        }

        /** The result of that word; empty if there is none. */
        public static Optional<Result> ofWireName(String word) {
            return Arrays.stream(values()).filter(one -> one.wireName.equals(word)).findFirst();
        }
    }

    /** Whether it says how the job stands, rather than what has become of a revision. */
    public boolean isStanding() {
        return result == Result.IN_FORCE || result == Result.PARKED;
    }

    /** Without the text, which may hold secrets that somebody wrote into it. */
    @Override
    public String toString() {
        return "ConfigAnswer[" + result + " by " + job + ", offset " + offset + "]";
    }
}
