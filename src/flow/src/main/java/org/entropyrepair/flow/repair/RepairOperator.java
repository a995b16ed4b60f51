package org.entropyrepair.flow.repair;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.apache.flink.api.common.TaskInfo;
import org.apache.flink.api.common.operators.MailboxExecutor;
import org.apache.flink.runtime.checkpoint.CheckpointOptions;
import org.apache.flink.runtime.state.CheckpointStreamFactory;
import org.apache.flink.runtime.state.KeyedStateBackend;
import org.apache.flink.runtime.state.StateInitializationContext;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.OperatorSnapshotFutures;
import org.apache.flink.streaming.api.operators.StreamOperatorParameters;
import org.apache.flink.streaming.api.operators.TwoInputStreamOperator;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.util.IOUtils;
import org.apache.flink.util.OutputTag;
import org.entropyrepair.core.model.DeadLetter;
import org.entropyrepair.core.model.Failure;
import org.entropyrepair.core.model.Outcome;
import org.entropyrepair.core.model.Subject;
import org.entropyrepair.core.reconcile.Alarms;
import org.entropyrepair.core.reconcile.Decision;
import org.entropyrepair.core.reconcile.EdgeState;
import org.entropyrepair.core.reconcile.Gates;
import org.entropyrepair.core.reconcile.Input;
import org.entropyrepair.core.reconcile.Policy;
import org.entropyrepair.core.reconcile.Reconciler;
import org.entropyrepair.core.reconcile.Time;
import org.entropyrepair.flow.revision.ConfigRevision;
import org.entropyrepair.flow.state.EdgeChange;
import org.entropyrepair.sinks.Store;
import org.entropyrepair.sinks.WriteResult;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The repair operator: asks the {@link Reconciler} what to do and has it done. Wiring only; see the
 * package for its rooms.
 *
 * <p>First input: failures, keyed by edge. Second: config revisions, broadcast; its watermark is
 * ignored, since a silent config must not hold event time back. Writes are made at least once: what
 * is in flight at a checkpoint is in flight in the restored state, under a lease that the sweep
 * finds void.
 */
final class RepairOperator extends AbstractStreamOperator<Outcome>
        implements TwoInputStreamOperator<Failure, ConfigRevision, Outcome>, Agenda.Work {
    private static final Logger LOG = LoggerFactory.getLogger(RepairOperator.class);
    private static final long serialVersionUID = 1L;
    private static final long SWEEP_WAITS_MILLIS = 10_000;
    private static final long FINISH_POLL_NANOS = 1_000_000;

    private final transient RepairSettings settings;
    private final transient OutputTag<DeadLetter> deadLetters;
    private final transient MailboxExecutor mailbox;
    private final transient Map<String, Target> targets = new LinkedHashMap<>();
    private transient TargetGates gates;

    private transient Revisions revisions;
    private transient long outcomeRevision;
    private transient boolean restored;
    private transient boolean toBeSwept;
    private transient EdgeStates states;
    private transient AlarmClock alarms;
    private transient ParkedIndex parked;
    private transient Agenda agenda;
    private transient Intake intake;
    private transient Flights flights;
    private transient Fronts fronts;
    private transient Interpreter interpreter;
    private transient TargetNews news;
    private transient Tally tally;
    private transient RepairMetrics metrics;

    @SuppressWarnings("NullAway.Init") // Flink calls open() before anything else
    RepairOperator(
            StreamOperatorParameters<Outcome> parameters,
            RepairSettings settings,
            OutputTag<DeadLetter> deadLetters) {
        super(parameters);
        this.settings = settings;
        this.deadLetters = deadLetters;
        this.mailbox = parameters.getMailboxExecutor();
    }

    @Override
    public void initializeState(StateInitializationContext context) throws Exception {
        super.initializeState(context);
        restored = context.isRestored();
        KeyedStateBackend<Subject> backend = getKeyedStateBackend();
        alarms = new AlarmClock(backend);
        parked = new ParkedIndex(backend, settings.regions());
        states =
                new EdgeStates(
                        backend,
                        alarms,
                        parked,
                        new StoredKeys(!restored),
                        HeapShare.bytesMax(
                                settings.limits().youngBytes(),
                                getContainingTask().getEnvironment()));
        YoungSnapshot.restore(context.getRawKeyedStateInputs(), states);
        if (restored && settings.limits().alarmsLost()) {
            alarms.forgetStored();
        }
    }

    @Override
    public void open() throws Exception {
        super.open();
        TaskInfo task = getRuntimeContext().getTaskInfo();
        double share = Pace.share(task);
        revisions = new Revisions(settings, share);
        tally =
                new Tally(
                        task.getMaxNumberOfParallelSubtasks(),
                        settings.regions(),
                        revisions.forPending(),
                        settings.limits().measured());
        metrics =
                new RepairMetrics(
                        getMetricGroup(),
                        Set.copyOf(settings.regions()),
                        settings.limits().measured());
        metrics.watch(revisions);
        metrics.watch(tally);
        metrics.watch(tally.kinds().under(revisions.forPending()));
        for (String region : settings.regions()) {
            Target target =
                    new Target(
                            region,
                            store(region),
                            settings.stores().writesPerSecond(region) * share,
                            settings.limits());
            target.ramp(now());
            targets.put(region, target);
            metrics.watch(target, tally);
        }
        gates = new TargetGates(targets, revisions, this::now);
        fronts =
                new Fronts(
                        settings.stores(),
                        Set.copyOf(settings.targets()),
                        revisions.forPending(),
                        getUserCodeClassloader(),
                        getMetricGroup());
        agenda =
                new Agenda(
                        mailbox,
                        getProcessingTimeService(),
                        alarms,
                        parked,
                        targets.values(),
                        settings.limits(),
                        this);
        intake = new Intake(mailbox, getProcessingTimeService(), states, agenda, this);
        metrics.watch(intake, states);
        flights = new Flights(agenda::answered);
        interpreter =
                new Interpreter(
                        settings.job(), states, targets, flights, output, deadLetters, metrics);
        news =
                new TargetNews(
                        settings.job(),
                        interpreter,
                        new TargetNews.Moments(
                                this::now,
                                this::moment,
                                () -> revisions.forPending().visibleAfterMillis()),
                        tally,
                        restored ? targets.keySet() : Set.of());
        agenda.arm();
        if (restored && settings.limits().rearm()) {
            tally.sweepBegins();
            toBeSwept = true;
            if (revisions.isAwaited()) {
                getProcessingTimeService()
                        .registerTimer(
                                now() + SWEEP_WAITS_MILLIS, unused -> sweepWhatWasRestored());
            } else {
                sweepWhatWasRestored();
            }
        }
    }

    /**
     * Once a revision is in force, so that nothing is paused only to be resumed; or after a while,
     * since it tells how much is pending.
     */
    private void sweepWhatWasRestored() {
        if (toBeSwept) {
            toBeSwept = false;
            agenda.beginSweep(states::stored);
        }
    }

    /** Keyed state that Flink does not take for timers. */
    @Override
    protected boolean isUsingCustomRawKeyedState() {
        return true;
    }

    /** What RocksDB has not been told becomes part of the snapshot: of a savepoint, in RocksDB. */
    @Override
    public OperatorSnapshotFutures snapshotState(
            long checkpoint,
            long millis,
            CheckpointOptions options,
            CheckpointStreamFactory streams)
            throws Exception {
        if (options.getCheckpointType().isSavepoint()) {
            states.flush();
        }
        List<EdgeChange> untold = states.untold();
        OperatorSnapshotFutures futures = super.snapshotState(checkpoint, millis, options, streams);
        if (!untold.isEmpty()) {
            futures.setKeyedStateRawFuture(
                    new YoungSnapshot(untold, getRuntimeContext().getTaskInfo(), streams)
                            .toAsyncSnapshotFutureTask(getContainingTask().getCancelables()));
        }
        return futures;
    }

    @Override
    @SuppressWarnings("rawtypes")
    public void setKeyContextElement1(StreamRecord element) {
        // most steps need no key, since they do not touch RocksDB; the others set it themselves
    }

    @Override
    public void processElement1(StreamRecord<Failure> element) throws Exception {
        intake.await();
        Failure failure = element.getValue();
        step(failure.subject(), new Input.Arrived(failure), true);
        agenda.arm();
    }

    @Override
    public void processElement2(StreamRecord<ConfigRevision> element) throws Exception {
        Revisions.Taken taken = revisions.take(element.getValue(), tally);
        if (taken == Revisions.Taken.REFUSED) {
            metrics.revisionRefused();
        }
        if (taken == Revisions.Taken.REFUSED || taken == Revisions.Taken.NOT_NEW) {
            return;
        }
        targets.values().forEach(target -> target.paceAt(revisions.writesPerSecond()));
        metrics.watch(tally.kinds().under(revisions.forPending()));
        if (toBeSwept) {
            sweepWhatWasRestored();
            List<Subject> more = states.young();
            agenda.beginSweep(more::stream);
        } else if (taken == Revisions.Taken.FELT) {
            agenda.beginSweep(states::edges);
        }
        agenda.arm();
    }

    @Override
    public void processWatermark1(Watermark mark) {
        agenda.watermark(mark.getTimestamp());
    }

    @Override
    public void processWatermark2(Watermark mark) {
        // a silent config topic must not hold the failures' event time
    }

    @Override
    public void take(Flight.Landed landed) throws Exception {
        Flight flight = landed.flight();
        fronts.after(landed, revisions.forPending());
        if (!flights.land(flight)) {
            return; // its lease had run out, and that was its answer
        }
        Target target = targets.get(flight.lease().target());
        if (target == null) {
            throw new IllegalStateException("an answer of no target: " + flight.lease().target());
        }
        boolean wasWell = target.isWell();
        Gates.Fault fault = target.comeBack(landed, now());
        metrics.landed(landed);
        news.after(landed, target, wasWell);
        EdgeState before = states.load(flight.edge());
        interpreter.because(flight);
        EdgeState after =
                step(
                        flight.edge(),
                        new Input.Answered(
                                flight.lease().cell(),
                                target.region,
                                flight.lease().number(),
                                landed.answer(),
                                gates.after(fault)),
                        true);
        interpreter.because(null);
        metrics.cameBack(landed, before, after, now());
    }

    @Override
    public void lookAt(Subject edge) throws Exception {
        giveUpOverdue(edge);
        step(edge, new Input.Due(gates), false);
    }

    /** What is still in flight after its lease is no longer: the target is told, too. */
    private void giveUpOverdue(Subject edge) throws Exception {
        for (Flight lost : flights.overdue(edge, now())) {
            take(new Flight.Landed(lost, new WriteResult.Unknown("no answer within the lease")));
        }
    }

    @Override
    public void sweep(Subject edge) throws Exception {
        giveUpOverdue(edge);
        tally.reached(edge, states.load(edge));
        states.reached();
        step(edge, new Input.Rearmed(flights.of(edge), gates), false);
        states.load(edge);
        states.ensureParked();
    }

    @Override
    public long agesAtMillis(Time now, boolean busy) {
        return states.agesAtMillis(now, busy);
    }

    @Override
    public void age() throws Exception {
        Subject oldest = states.oldestEdge();
        if (states.load(oldest).restsUntil(agenda.now())) {
            step(oldest, new Input.SetAside(), true);
        }
        states.writeOldest();
    }

    @Override
    public int youngCount() {
        return states.youngCount();
    }

    @Override
    public boolean isSweepPressing() {
        return tally.isFull();
    }

    @Override
    public void swept() {
        tally.sweepEnds();
        states.reachedAll();
        LOG.info("all that was pending has been looked at");
        if (revisions.counted(tally)) {
            agenda.beginSweep(states::edges);
        }
    }

    /**
     * One decision about an edge.
     *
     * @return the state of the edge that comes of it
     */
    private EdgeState step(Subject edge, Input input, boolean alarmsAreCertain) throws Exception {
        EdgeState before = states.load(edge);
        Policy policy =
                input instanceof Input.Arrived ? revisions.forArrivals() : revisions.forPending();
        Time time = moment();
        Decision decision = Reconciler.step(edge, before, input, policy, time);
        EdgeState after = decision.state();
        interpreter.carryOut(edge, decision.effects(), time.nowMillis(), policy.leaseMillis());
        if (after != before) {
            states.save(after);
            states.moveParked(before.parkedTargets(), after.parkedTargets());
            tally.move(edge, before, after);
            if (input instanceof Input.Due || input instanceof Input.Rearmed) {
                metrics.lookedAt(before, after, time);
            }
        }
        states.moveAlarms(
                Alarms.of(before, policy, time), Alarms.of(after, policy, time), alarmsAreCertain);
        states.settle(time.nowMillis());
        targets.values().forEach(target -> target.settle(edge));
        if (decision.dueNow()) {
            agenda.dueNow(edge);
        }
        return after;
    }

    /** That of a region which is not among this job's targets is opened when a copy needs it. */
    private Store store(String region) {
        Supplier<Store> open = () -> settings.stores().open(region, getUserCodeClassloader());
        return settings.targets().contains(region) ? open.get() : new LazyStore(open);
    }

    /** This moment; its revision grows with every decision of this task. */
    private Time moment() {
        long now = now();
        outcomeRevision = Math.max(outcomeRevision + Time.REVISIONS_PER_STEP, now * 1000);
        return new Time(now, agenda.watermarkMillis(), outcomeRevision);
    }

    private long now() {
        return getProcessingTimeService().getCurrentProcessingTime();
    }

    /**
     * At the end of a bounded input, waits for what is in flight, for a lease at most; what is held
     * or backing off stays in the state.
     */
    @Override
    public void finish() throws Exception {
        long patienceEndsMillis = now() + revisions.forPending().leaseMillis();
        while ((flights.count() > 0 || agenda.isBusy()) && now() < patienceEndsMillis) {
            if (!mailbox.tryYield()) {
                LockSupport.parkNanos(FINISH_POLL_NANOS);
            }
        }
        super.finish();
    }

    @Override
    public void close() throws Exception {
        List<AutoCloseable> all = new ArrayList<>();
        if (agenda != null) {
            all.add(agenda::close); // before the state, from which it reads
        }
        targets.values().forEach(target -> all.add(target.store::close));
        if (fronts != null) {
            all.add(fronts);
        }
        all.add(super::close);
        IOUtils.closeAll(all);
    }
}
