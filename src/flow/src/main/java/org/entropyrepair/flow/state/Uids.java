package org.entropyrepair.flow.state;

/**
 * The uids by which a savepoint finds its operators. None ever changes; {@code feed} is {@code
 * region/topic}.
 */
public final class Uids {
    /** Where config revisions enter. */
    public static final String CONFIG_REVISIONS = "config-revisions";

    /** The config topic. */
    public static final String CONFIG_TOPIC = "config-topic";

    /** Where config revisions are accepted or refused. */
    public static final String CONFIG_ACCEPTANCE = "config-acceptance";

    /** The repair operator. */
    public static final String REPAIR = "repair";

    /** The sink of dead letters. */
    public static final String DEAD_LETTERS = "dead-letters";

    /** The sink of outcomes. */
    public static final String OUTCOMES = "outcomes";

    /** The dead-letter topic, of a redrive job. */
    public static final String REDRIVE_SOURCE = "redrive-source";

    /** What lets through the letters that are meant, of a redrive job. */
    public static final String REDRIVE_SELECTION = "redrive-selection";

    /** What sends letters back, of a redrive job. */
    public static final String REDRIVE = "redrive";

    private Uids() {}

    /** The source of a failure topic. */
    public static String source(String feed) {
        return "source-" + feed;
    }

    /** What reads the failures of a failure topic. */
    public static String decode(String feed) {
        return "decode-" + feed;
    }

    /** The clock of a failure topic. */
    public static String clock(String feed) {
        return "clock-" + feed;
    }
}
