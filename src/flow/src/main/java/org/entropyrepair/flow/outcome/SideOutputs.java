package org.entropyrepair.flow.outcome;

import org.apache.flink.util.OutputTag;
import org.entropyrepair.core.model.DeadLetter;
import org.entropyrepair.core.model.Outcome;
import org.entropyrepair.flow.state.Types;

/** The side outputs of decode and of the repair operator. Their names never change. */
public final class SideOutputs {
    /** Failures that a person has to look at. */
    public static final OutputTag<DeadLetter> DEAD_LETTERS =
            new OutputTag<>("dead-letters", Types.DEAD_LETTER);

    /** How repairs ended, or why they wait. */
    public static final OutputTag<Outcome> OUTCOMES = new OutputTag<>("outcomes", Types.OUTCOME);

    private SideOutputs() {}
}
