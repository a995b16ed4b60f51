package org.entropyrepair.flow.repair;

import java.io.Serializable;
import org.entropyrepair.core.reconcile.Policy;

/** Reads the text of a config revision. Serializable, since it travels with the job graph. */
@FunctionalInterface
public interface PolicyReader extends Serializable {
    /**
     * The policy that a revision's text says.
     *
     * @throws IllegalArgumentException if it cannot be used, with every problem in its message
     */
    Policy read(String text);
}
