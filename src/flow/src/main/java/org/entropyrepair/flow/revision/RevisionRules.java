package org.entropyrepair.flow.revision;

import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/** What makes a config revision acceptable. Serializable, since it travels with the job graph. */
public interface RevisionRules extends Serializable {
    /**
     * Checks that a revision is a config in order, and differs from the file the job runs with only
     * in what may change while it runs.
     *
     * @throws IllegalArgumentException if not, with every reason, one a line
     */
    void check(String file, String revision);

    /**
     * Whether a revision discards something that another does not.
     *
     * @param before the other, in order; null for one that discards nothing
     * @param after a revision in order
     */
    boolean discardsMore(@Nullable String before, String after);

    /**
     * The file the job runs with, with what a revision of an earlier run says of what may change
     * while it runs.
     *
     * @throws IllegalArgumentException if they do not fit, with every reason
     */
    String onto(String file, String stored);
}
