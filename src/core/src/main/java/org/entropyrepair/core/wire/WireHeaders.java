package org.entropyrepair.core.wire;

/**
 * Names of the Kafka headers that the pipeline reads and writes (design, sections 4 and 5). They
 * never change.
 */
public final class WireHeaders {
    /** On a failure: overrides its target. On a dead letter: the target that missed it. */
    public static final String TARGET = "er-target";

    /** How often the failure was redriven, a decimal number. */
    public static final String REDRIVES = "er-redrives";

    /** When the failure was redriven last, ISO-8601. */
    public static final String REDRIVEN_AT = "er-redriven-at";

    /** W3C trace context, passed on. */
    public static final String TRACEPARENT = "traceparent";

    /** On a dead letter: what it is called; stable over repeats, new after a redrive. */
    public static final String ID = "er-id";

    /** On a dead letter: a {@link org.entropyrepair.core.model.DeathReason}. */
    public static final String REASON = "er-reason";

    /** On a dead letter: the reason in words. */
    public static final String MESSAGE = "er-message";

    /** On a dead letter: tries at the store, a decimal number. */
    public static final String ATTEMPTS = "er-attempts";

    /** On a dead letter: when it first failed, ISO-8601; absent where that could not be read. */
    public static final String FIRST_FAILED_AT = "er-first-failed-at";

    /** On a dead letter: when it died, ISO-8601. */
    public static final String DEAD_AT = "er-dead-at";

    /** On a dead letter: the failure topic it came from. */
    public static final String TOPIC = "er-topic";

    /** On a dead letter: the partition it came from, a decimal number. */
    public static final String PARTITION = "er-partition";

    /** On a dead letter: the offset it came from, a decimal number. */
    public static final String OFFSET = "er-offset";

    /** On a dead letter: {@code true} if the value was too large for the topic and left out. */
    public static final String TRUNCATED = "er-truncated";

    private WireHeaders() {}
}
