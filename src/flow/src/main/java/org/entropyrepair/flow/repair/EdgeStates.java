package org.entropyrepair.flow.repair;

import java.util.stream.Stream;
import org.apache.flink.api.common.state.MapState;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeutils.base.IntSerializer;
import org.apache.flink.runtime.state.KeyedStateBackend;
import org.apache.flink.runtime.state.VoidNamespace;
import org.apache.flink.runtime.state.VoidNamespaceSerializer;
import org.entropyrepair.core.model.RawRecord;
import org.entropyrepair.core.model.Subject;
import org.entropyrepair.core.reconcile.EdgeState;
import org.entropyrepair.flow.state.EdgeStateSerializer;
import org.entropyrepair.flow.state.RawRecordSerializer;

/**
 * The keyed state of the current edge: control in one value, which is rewritten often and small;
 * payloads apart, each written once. The names of the states are for ever.
 */
final class EdgeStates {
    private static final String CONTROL = "edge-control";
    private static final String PAYLOADS = "edge-payloads";

    private final KeyedStateBackend<Subject> backend;
    private final ValueState<EdgeState> control;
    private final MapState<Integer, RawRecord> payloads;

    EdgeStates(KeyedStateBackend<Subject> backend) throws Exception {
        this.backend = backend;
        this.control =
                backend.getPartitionedState(
                        VoidNamespace.INSTANCE,
                        VoidNamespaceSerializer.INSTANCE,
                        new ValueStateDescriptor<>(CONTROL, EdgeStateSerializer.INSTANCE));
        this.payloads =
                backend.getPartitionedState(
                        VoidNamespace.INSTANCE,
                        VoidNamespaceSerializer.INSTANCE,
                        new MapStateDescriptor<>(
                                PAYLOADS, IntSerializer.INSTANCE, RawRecordSerializer.INSTANCE));
    }

    EdgeState load() throws Exception {
        EdgeState state = control.value();
        return state == null ? EdgeState.EMPTY : state;
    }

    void save(EdgeState state) throws Exception {
        if (state.isEmpty()) {
            control.clear();
        } else {
            control.update(state);
        }
    }

    RawRecord payload(int number) throws Exception {
        RawRecord raw = payloads.get(number);
        if (raw == null) {
            throw new IllegalStateException("payload " + number + " is named but not kept");
        }
        return raw;
    }

    void keep(int number, RawRecord raw) throws Exception {
        payloads.put(number, raw);
    }

    void drop(int number) throws Exception {
        payloads.remove(number);
    }

    /** Every edge with something pending, as of now; to be closed. */
    Stream<Subject> edges() {
        return backend.getKeys(CONTROL, VoidNamespace.INSTANCE);
    }
}
