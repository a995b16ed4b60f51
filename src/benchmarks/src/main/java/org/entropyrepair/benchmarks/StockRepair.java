package org.entropyrepair.benchmarks;

import static java.util.Objects.requireNonNull;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.MapState;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.Gauge;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.streaming.api.TimerService;
import org.apache.flink.streaming.api.functions.KeyedProcessFunction;
import org.apache.flink.util.Collector;
import org.entropyrepair.config.PolicyMapper;
import org.entropyrepair.core.model.Failure;
import org.entropyrepair.core.model.Outcome;
import org.entropyrepair.core.model.RawRecord;
import org.entropyrepair.core.model.Subject;
import org.entropyrepair.core.reconcile.Alarms;
import org.entropyrepair.core.reconcile.Answer;
import org.entropyrepair.core.reconcile.Decision;
import org.entropyrepair.core.reconcile.EdgeState;
import org.entropyrepair.core.reconcile.Effect;
import org.entropyrepair.core.reconcile.Gates;
import org.entropyrepair.core.reconcile.Input;
import org.entropyrepair.core.reconcile.Policy;
import org.entropyrepair.core.reconcile.Reconciler;
import org.entropyrepair.core.reconcile.Time;
import org.entropyrepair.core.wire.MutationReader;
import org.entropyrepair.sinks.Store;
import org.entropyrepair.sinks.StoreContext;
import org.entropyrepair.sinks.StoreFactory;
import org.entropyrepair.sinks.WriteResult;

/**
 * What somebody would write with Flink's ordinary means: keyed state, timers, and the same
 * decisions.
 *
 * <p>Serializers and layout of the state are those of the repair operator; all of it is in RocksDB.
 * It is easier on itself than the operator: it waits for the store where it stands, so that nothing
 * in flight needs to be stored (with a store that answers at once that costs nothing, and with any
 * other it would be unusable), and it knows no limits, breakers or parking.
 */
final class StockRepair extends KeyedProcessFunction<Subject, Failure, Outcome> {
    private static final long serialVersionUID = 1L;

    private final String region;
    private final String config;

    private transient Policy policy;
    private transient Store store;
    private transient ValueState<EdgeState> control;
    private transient MapState<Integer, RawRecord> payloads;
    private transient Counter applied;
    private transient long pending;
    private transient long revision;

    /**
     * For one region.
     *
     * @param config text of the region config
     */
    @SuppressWarnings("NullAway.Init") // transient fields are set in open()
    StockRepair(String region, String config) {
        this.region = region;
        this.config = config;
    }

    @Override
    public void open(OpenContext context) {
        policy = PolicyMapper.policyOf(config, PolicyMapper.LEASE);
        store =
                StoreFactory.ofKind("at-once", getRuntimeContext().getUserCodeClassLoader())
                        .open(new StoreContext(region, Map.of(), Map.of()));
        control =
                getRuntimeContext()
                        .getState(
                                new ValueStateDescriptor<>(
                                        "control", org.entropyrepair.flow.state.Types.EDGE_STATE));
        payloads =
                getRuntimeContext()
                        .getMapState(
                                new MapStateDescriptor<>(
                                        "payloads",
                                        Types.INT,
                                        org.entropyrepair.flow.state.Types.RAW_RECORD));
        MetricGroup group = getRuntimeContext().getMetricGroup().addGroup("target", region);
        applied = group.counter("Applied");
        group.<Long, Gauge<Long>>gauge("pending", () -> pending);
    }

    @Override
    public void processElement(Failure failure, Context context, Collector<Outcome> out)
            throws Exception {
        happened(failure.subject(), new Input.Arrived(failure), context.timerService(), out);
    }

    @Override
    public void onTimer(long timestamp, OnTimerContext context, Collector<Outcome> out)
            throws Exception {
        happened(
                context.getCurrentKey(),
                new Input.Due(Gates.ALL_OPEN),
                context.timerService(),
                out);
    }

    private void happened(Subject edge, Input input, TimerService timers, Collector<Outcome> out)
            throws Exception {
        EdgeState known = control.value();
        EdgeState before = known == null ? EdgeState.EMPTY : known;
        EdgeState state = before;
        Time time = moment(timers);
        Deque<Input> inputs = new ArrayDeque<>();
        inputs.add(input);
        while (!inputs.isEmpty()) {
            Decision decision = Reconciler.step(edge, state, inputs.remove(), policy, time);
            state = decision.state();
            for (Effect effect : decision.effects()) {
                carryOut(edge, effect, time, inputs, out);
            }
            if (decision.dueNow()) {
                inputs.add(new Input.Due(Gates.ALL_OPEN));
            }
        }
        save(before, state);
        move(timers, Alarms.of(before, policy, time), Alarms.of(state, policy, time));
    }

    private Time moment(TimerService timers) {
        long now = timers.currentProcessingTime();
        revision = Math.max(revision + Time.REVISIONS_PER_STEP, now * 1000);
        return new Time(now, timers.currentWatermark(), revision);
    }

    private void save(EdgeState before, EdgeState after) throws Exception {
        if (after.isEmpty()) {
            if (!before.isEmpty()) {
                control.clear();
            }
        } else if (after != before) {
            control.update(after);
        }
        pending += repairs(after) - repairs(before);
    }

    private static int repairs(EdgeState state) {
        return state.cells().stream().mapToInt(cell -> cell.repairs().size()).sum();
    }

    private static void move(TimerService timers, Alarms before, Alarms after) {
        if (before.eventMillis() != after.eventMillis()) {
            if (before.eventMillis() != Alarms.NONE) {
                timers.deleteEventTimeTimer(before.eventMillis());
            }
            if (after.eventMillis() != Alarms.NONE) {
                timers.registerEventTimeTimer(after.eventMillis());
            }
        }
        if (before.processingMillis() != after.processingMillis()) {
            if (before.processingMillis() != Alarms.NONE) {
                timers.deleteProcessingTimeTimer(before.processingMillis());
            }
            if (after.processingMillis() != Alarms.NONE) {
                timers.registerProcessingTimeTimer(after.processingMillis());
            }
        }
    }

    private void carryOut(
            Subject edge, Effect effect, Time time, Deque<Input> inputs, Collector<Outcome> out)
            throws Exception {
        if (effect instanceof Effect.Keep keep) {
            payloads.put(keep.payload(), keep.raw());
        } else if (effect instanceof Effect.Drop drop) {
            payloads.remove(drop.payload());
        } else if (effect instanceof Effect.Write write) {
            inputs.add(written(write));
        } else if (effect instanceof Effect.Report report) {
            out.collect(outcome(edge, report, time));
        } else if (!(effect instanceof Effect.Supersede)) {
            throw new IllegalStateException(
                    "effect: " + effect + " (expected: none such in this benchmark)");
        }
    }

    private Input written(Effect.Write write) throws Exception {
        RawRecord raw = payloads.get(write.payload());
        WriteResult end =
                store.apply(
                                MutationReader.read(
                                        requireNonNull(raw.value()), write.cell(), write.version()))
                        .toCompletableFuture()
                        .get();
        if (!(end instanceof WriteResult.Applied)) {
            throw new IllegalStateException("write: " + end + " (expected: applied)");
        }
        applied.inc();
        return new Input.Answered(
                write.cell(),
                write.target(),
                write.lease(),
                new Answer(Answer.Kind.APPLIED, ""),
                Gates.ALL_OPEN);
    }

    private static Outcome outcome(Subject edge, Effect.Report report, Time time) {
        return new Outcome(
                report.state(),
                edge,
                report.cell(),
                report.target(),
                report.version(),
                report.revision(),
                "stock",
                time.nowMillis(),
                report.attempts(),
                report.sinceMillis(),
                report.nextAttemptAtMillis(),
                report.reason(),
                report.scope());
    }
}
