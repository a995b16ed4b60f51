package org.entropyrepair.flow.repair;

import org.apache.flink.streaming.api.operators.AbstractStreamOperatorFactory;
import org.apache.flink.streaming.api.operators.ChainingStrategy;
import org.apache.flink.streaming.api.operators.StreamOperator;
import org.apache.flink.streaming.api.operators.StreamOperatorParameters;
import org.apache.flink.streaming.api.operators.TwoInputStreamOperatorFactory;
import org.apache.flink.util.OutputTag;
import org.entropyrepair.core.model.DeadLetter;
import org.entropyrepair.core.model.Failure;
import org.entropyrepair.core.model.Outcome;
import org.entropyrepair.flow.revision.ConfigRevision;

/** Makes the repair operator where it runs. */
public final class RepairOperatorFactory extends AbstractStreamOperatorFactory<Outcome>
        implements TwoInputStreamOperatorFactory<Failure, ConfigRevision, Outcome> {
    private static final long serialVersionUID = 1L;

    private final RepairSettings settings;
    private final OutputTag<DeadLetter> deadLetters;

    /**
     * A factory.
     *
     * @param settings what the operator is built with
     * @param deadLetters the side output of dead letters
     */
    public RepairOperatorFactory(RepairSettings settings, OutputTag<DeadLetter> deadLetters) {
        this.settings = settings;
        this.deadLetters = deadLetters;
        setChainingStrategy(ChainingStrategy.NEVER);
    }

    @Override
    @SuppressWarnings("unchecked")
    public <T extends StreamOperator<Outcome>> T createStreamOperator(
            StreamOperatorParameters<Outcome> parameters) {
        return (T) new RepairOperator(parameters, settings, deadLetters);
    }

    @Override
    @SuppressWarnings("rawtypes")
    public Class<? extends StreamOperator> getStreamOperatorClass(ClassLoader classLoader) {
        return RepairOperator.class;
    }
}
