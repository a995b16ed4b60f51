package org.entropyrepair.flow.redrive;

/** What becomes of a record of the dead-letter topic in a redrive job: exactly one of these. */
public enum Fate {
    /** It went back, and is marked. In a rehearsal: it would. */
    REDRIVEN("redriven"),
    /** This job had redriven and marked it before it was restarted. */
    REDRIVEN_BEFORE("redriven before a restart"),
    /** It had been dealt with before. */
    HANDLED("dealt with before"),
    /** It says again what another one has said. */
    REPEAT("repeated deliveries"),
    /** It is none of those that are meant. */
    NOT_MEANT("not meant"),
    /** It has been round often enough. */
    LOOPING("left alone, redriven often enough"),
    /** It cannot go back; the log says why. */
    REFUSED("cannot go back"),
    /** It is no dead letter that this build can read. */
    UNREADABLE("no dead letters");

    private final String words;

    Fate(String words) {
        this.words = words;
    }

    /** For people and for Flink's web page. */
    public String words() {
        return words;
    }
}
