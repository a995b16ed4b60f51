package org.entropyrepair.flow.revision;

import org.entropyrepair.flow.state.VersionedType;
import org.jspecify.annotations.Nullable;

/**
 * Which revision is in force, and how far the config topic has been judged. This is what a
 * savepoint keeps.
 *
 * @param topic the topic whose offsets these are
 * @param nextOffset the first record that has not been judged
 * @param inForce null as long as nothing is
 * @param refused how many revisions have been refused so far
 * @param override the start of the job whose file was put in force whatever the topic said; empty
 *     if none was
 * @param skipping whether what the topic held at that start is still passed over
 */
public record Acceptance(
        String topic,
        long nextOffset,
        @Nullable InForce inForce,
        long refused,
        String override,
        boolean skipping) {
    /** How it is declared to Flink. */
    public static final VersionedType<Acceptance> TYPE =
            new VersionedType<>(Acceptance.class, AcceptanceSerializer.INSTANCE);

    /**
     * The revision in force.
     *
     * @param number grows with each that is accepted
     * @param text the whole YAML text, as it was proposed
     * @param discardsMax no task discards more than this of what is pending
     */
    public record InForce(long number, String text, long discardsMax) {
        /** Without the text, which may hold secrets that somebody wrote into it. */
        @Override
        public String toString() {
            return "revision " + number;
        }
    }

    /** Of a job without state. */
    static Acceptance fresh(String topic) {
        return new Acceptance(topic, 0, null, 0, "", false);
    }

    /** The number in force; -1 if none is. */
    long number() {
        return inForce == null ? -1 : inForce.number();
    }

    /** The offsets of another topic mean nothing. */
    Acceptance on(String nextTopic) {
        return topic.equals(nextTopic) ? this : at(nextTopic, 0);
    }

    /** A topic that ends before what has been judged was made anew. */
    Acceptance opened(long end) {
        return end < nextOffset ? at(topic, 0) : this;
    }

    private Acceptance at(String ofTopic, long next) {
        return new Acceptance(ofTopic, next, inForce, refused, override, skipping);
    }

    /** A record that says nothing. */
    Acceptance passed(long offset) {
        return at(topic, offset + 1);
    }

    /** A record is in force from now on. */
    Acceptance accepted(long offset, String text, long discardsMax) {
        InForce next = new InForce(number() + 1, text, discardsMax);
        return new Acceptance(topic, offset + 1, next, refused, override, skipping);
    }

    /** A record cannot be used. */
    Acceptance refused(long offset) {
        return new Acceptance(topic, offset + 1, inForce, refused + 1, override, skipping);
    }

    /** The file is in force, whatever the topic holds up to now. */
    Acceptance overridden(String start, String file) {
        InForce next = new InForce(number() + 1, file, 0);
        return new Acceptance(topic, nextOffset, next, refused, start, true);
    }

    /** The topic has been judged up to where it ended: if it held nothing, the file is in force. */
    Acceptance reached(String file) {
        InForce next = inForce == null ? new InForce(0, file, 0) : inForce;
        return new Acceptance(topic, nextOffset, next, refused, override, false);
    }
}
