package org.entropyrepair.flow.metrics;

/** What tells the series of one metric apart. */
public enum Label {
    /** Region whose store is written. */
    TARGET("target", "region that is repaired; `unknown` for regions that are not this job's"),
    /** Region in which the write was attempted. */
    ORIGIN("origin", "region that reported; `unknown` for regions that the config does not name"),
    /** Namespace. */
    NAMESPACE("namespace", "namespace; `unknown` for those that the config does not name"),
    /** Scope. */
    SCOPE("scope", "scope of the config revision in force"),
    /** How a repair waits. */
    STATE("state", "as in outcomes: `holding`, `backing-off`, `parked`, `in-flight`, `observed`"),
    /** How a repair waits or ended. */
    OUTCOME("state", "as in outcomes, ends included"),
    /** What a store answered. */
    RESULT("result", "what the store said; of a copy that said nothing of the target, `copy-…`"),
    /** Why something died. */
    REASON("reason", "reason of the dead letter"),
    /** Failure topic. */
    FEED("feed", "failure topic as `region/topic`"),
    /** Write or copy. */
    KIND("kind", "`write` or `copy`"),
    /** What ended a hold. */
    BY("by", "`watermark` or `deadline`"),
    /** Upper bound of a bucket. */
    LE("le", "upper bound in seconds; as in a Prometheus histogram, each counts the ones below");

    private final String key;
    private final String help;

    Label(String key, String help) {
        this.key = key;
        this.help = help;
    }

    /** Its name at the series. */
    public String key() {
        return key;
    }

    /** What its values say. */
    public String help() {
        return help;
    }
}
