package org.entropyrepair.flow.state;

import org.entropyrepair.core.model.DeadLetter;
import org.entropyrepair.core.model.Failure;
import org.entropyrepair.core.model.Outcome;
import org.entropyrepair.core.model.RawRecord;
import org.entropyrepair.core.model.Subject;
import org.entropyrepair.core.reconcile.EdgeState;

/** The types which flow between operators, as Flink wants them declared. */
public final class Types {
    /** The key. */
    public static final VersionedType<Subject> SUBJECT =
            new VersionedType<>(Subject.class, SubjectSerializer.INSTANCE);

    /** From a source. */
    public static final VersionedType<RawRecord> RAW_RECORD =
            new VersionedType<>(RawRecord.class, RawRecordSerializer.INSTANCE);

    /** From decode. */
    public static final VersionedType<Failure> FAILURE =
            new VersionedType<>(Failure.class, FailureSerializer.INSTANCE);

    /** To the dead-letter sink. */
    public static final VersionedType<DeadLetter> DEAD_LETTER =
            new VersionedType<>(DeadLetter.class, DeadLetterSerializer.INSTANCE);

    /** To the outcome sink. */
    public static final VersionedType<Outcome> OUTCOME =
            new VersionedType<>(Outcome.class, OutcomeSerializer.INSTANCE);

    /** The state of an edge or node. */
    public static final VersionedType<EdgeState> EDGE_STATE =
            new VersionedType<>(EdgeState.class, EdgeStateSerializer.INSTANCE);

    private Types() {}
}
