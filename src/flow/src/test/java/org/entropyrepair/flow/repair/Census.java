package org.entropyrepair.flow.repair;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.apache.flink.runtime.state.KeyedStateBackend;
import org.apache.flink.runtime.state.StateInitializationContext;
import org.apache.flink.runtime.state.VoidNamespace;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.AbstractStreamOperatorFactory;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.api.operators.OneInputStreamOperatorFactory;
import org.apache.flink.streaming.api.operators.StreamOperator;
import org.apache.flink.streaming.api.operators.StreamOperatorParameters;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.entropyrepair.core.model.Failure;
import org.entropyrepair.core.model.Outcome;
import org.entropyrepair.core.model.Subject;
import org.jspecify.annotations.Nullable;

/**
 * What a snapshot holds, entry by entry.
 *
 * @param control edges with something pending
 * @param payloads edges with a payload kept
 * @param parked edges in each target's parked index
 * @param alarms alarms set, of both kinds
 */
record Census(long control, long payloads, Map<String, Long> parked, long alarms) {
    private static final AtomicReference<@Nullable Census> TAKEN = new AtomicReference<>();

    static void clear() {
        TAKEN.set(null);
    }

    static @Nullable Census taken() {
        return TAKEN.get();
    }

    boolean isEmpty() {
        return control + payloads + alarms == 0
                && parked.values().stream().allMatch(edges -> edges == 0);
    }

    /** Takes the repair operator's place, counts its state and does nothing else. */
    private static final class Taker extends AbstractStreamOperator<Outcome>
            implements OneInputStreamOperator<Failure, Outcome> {
        private static final long serialVersionUID = 1L;

        private final transient List<String> targets;

        Taker(StreamOperatorParameters<Outcome> parameters, List<String> targets) {
            super(parameters);
            this.targets = targets;
        }

        @Override
        protected boolean isUsingCustomRawKeyedState() {
            return true;
        }

        @Override
        public void initializeState(StateInitializationContext context) throws Exception {
            super.initializeState(context);
            KeyedStateBackend<Subject> backend = getKeyedStateBackend();
            AlarmClock alarms = new AlarmClock(backend);
            ParkedIndex index = new ParkedIndex(backend, targets);
            EdgeStates states = new EdgeStates(backend, alarms, index, new StoredKeys(false), 0);
            YoungSnapshot.restore(context.getRawKeyedStateInputs(), states);
            Map<String, Long> parked = new HashMap<>();
            for (String target : targets) {
                parked.put(target, count(index.waitingFor(target)));
            }
            parked.put("strangers", keys(backend, "parked~strangers"));
            TAKEN.set(
                    new Census(
                            count(states.edges()),
                            keys(backend, "edge-payloads"),
                            parked,
                            alarms.size()));
        }

        private static long keys(KeyedStateBackend<Subject> backend, String state) {
            return count(backend.getKeys(state, VoidNamespace.INSTANCE));
        }

        private static long count(Stream<Subject> edges) {
            try (edges) {
                return edges.count();
            }
        }

        @Override
        public void processElement(StreamRecord<Failure> element) {}
    }

    /** Makes the counting operator. */
    static final class Factory extends AbstractStreamOperatorFactory<Outcome>
            implements OneInputStreamOperatorFactory<Failure, Outcome> {
        private static final long serialVersionUID = 1L;

        private final List<String> targets;

        Factory(List<String> targets) {
            this.targets = targets;
        }

        @Override
        @SuppressWarnings("unchecked")
        public <T extends StreamOperator<Outcome>> T createStreamOperator(
                StreamOperatorParameters<Outcome> parameters) {
            return (T) new Taker(parameters, targets);
        }

        @Override
        @SuppressWarnings("rawtypes")
        public Class<? extends StreamOperator> getStreamOperatorClass(ClassLoader classLoader) {
            return Taker.class;
        }
    }
}
