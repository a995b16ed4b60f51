package org.entropyrepair.flow.repair;

import org.apache.flink.api.java.functions.KeySelector;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.streaming.api.transformations.TwoInputTransformation;
import org.apache.flink.util.OutputTag;
import org.entropyrepair.core.model.DeadLetter;
import org.entropyrepair.core.model.Failure;
import org.entropyrepair.core.model.Outcome;
import org.entropyrepair.core.model.Subject;
import org.entropyrepair.flow.revision.ConfigRevision;
import org.entropyrepair.flow.state.Types;

/** Puts the repair operator between its inputs. */
public final class RepairStream {
    private RepairStream() {}

    /**
     * Failures, keyed by edge, and broadcast config revisions become outcomes; dead letters leave
     * by the side output.
     *
     * @param failures of all regions
     * @param revisions config revisions
     */
    public static SingleOutputStreamOperator<Outcome> repair(
            DataStream<Failure> failures,
            DataStream<ConfigRevision> revisions,
            RepairSettings settings,
            OutputTag<DeadLetter> deadLetters) {
        KeySelector<Failure, Subject> byEdge = Failure::subject;
        SingleOutputStreamOperator<Outcome> outcomes =
                failures.keyBy(byEdge, Types.SUBJECT)
                        .connect(revisions.broadcast())
                        .transform(
                                "repair",
                                Types.OUTCOME,
                                new RepairOperatorFactory(settings, deadLetters));
        // connect() passes keys on only if both inputs are keyed; here one is and the other is
        // broadcast
        TwoInputTransformation<?, ?, ?> repair =
                (TwoInputTransformation<?, ?, ?>) outcomes.getTransformation();
        setKey(repair, byEdge);
        repair.setStateKeyType(Types.SUBJECT);
        return outcomes;
    }

    @SuppressWarnings("unchecked")
    private static void setKey(
            TwoInputTransformation<?, ?, ?> repair, KeySelector<Failure, Subject> byEdge) {
        ((TwoInputTransformation<Failure, ConfigRevision, Outcome>) repair)
                .setStateKeySelectors(byEdge, null);
    }
}
