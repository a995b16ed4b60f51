package org.entropyrepair.flow.repair;

import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.apache.flink.streaming.api.operators.Output;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.util.OutputTag;
import org.entropyrepair.core.model.DeadLetter;
import org.entropyrepair.core.model.Mutation;
import org.entropyrepair.core.model.Outcome;
import org.entropyrepair.core.model.RawRecord;
import org.entropyrepair.core.model.Subject;
import org.entropyrepair.core.model.Version;
import org.entropyrepair.core.reconcile.Effect;
import org.entropyrepair.core.reconcile.Input;
import org.entropyrepair.core.wire.DeadLetterId;
import org.entropyrepair.core.wire.MutationReader;
import org.entropyrepair.sinks.ReadResult;
import org.entropyrepair.sinks.Store;
import org.entropyrepair.sinks.WriteResult;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Does what the reconciler decided, for the current edge. Task thread only; the stores' answers go
 * to the agenda.
 */
final class Interpreter {
    private static final Logger LOG = LoggerFactory.getLogger(Interpreter.class);
    private static final long COMPLAIN_EVERY_NANOS = TimeUnit.SECONDS.toNanos(10);

    private final String job;
    private final EdgeStates states;
    private final Map<String, Target> targets;
    private final Flights flights;
    private final Output<StreamRecord<Outcome>> output;
    private final OutputTag<DeadLetter> deadLetters;
    private final RepairMetrics metrics;
    private long complainNotBeforeNanos = System.nanoTime();
    private long bugs;
    private @Nullable Flight landed;

    Interpreter(
            String job,
            EdgeStates states,
            Map<String, Target> targets,
            Flights flights,
            Output<StreamRecord<Outcome>> output,
            OutputTag<DeadLetter> deadLetters,
            RepairMetrics metrics) {
        this.job = job;
        this.states = states;
        this.targets = targets;
        this.flights = flights;
        this.output = output;
        this.deadLetters = deadLetters;
        this.metrics = metrics;
    }

    /** What is decided next is decided because this has landed; null: for another reason. */
    void because(@Nullable Flight flight) {
        landed = flight;
    }

    /**
     * Does it all, in order.
     *
     * @param nowMillis the moment of the decision
     * @param leaseMillis how long a write that goes out may be in flight
     */
    void carryOut(Subject edge, List<Effect> effects, long nowMillis, long leaseMillis)
            throws Exception {
        for (Effect effect : effects) {
            if (effect instanceof Effect.Keep keep) {
                states.keep(keep.payload(), keep.raw());
            } else if (effect instanceof Effect.Drop drop) {
                states.drop(drop.payload());
            } else if (effect instanceof Effect.Write write) {
                write(edge, write, nowMillis + leaseMillis);
            } else if (effect instanceof Effect.Copy copy) {
                copy(edge, copy, nowMillis + leaseMillis);
            } else if (effect instanceof Effect.Report report) {
                report(edge, report, nowMillis);
            } else if (effect instanceof Effect.Bury bury) {
                bury(bury, nowMillis);
            } else if (effect instanceof Effect.Supersede supersede) {
                metrics.of(supersede.target()).merged();
            }
        }
    }

    private void write(Subject edge, Effect.Write write, long untilMillis) throws Exception {
        Target target = target(write.target());
        metrics.of(write.target()).writes();
        RawRecord raw = states.payload(write.payload());
        Mutation mutation = mutation(write, raw);
        Flight flight =
                new Flight(
                        edge,
                        new Input.Lease(write.cell(), write.target(), write.lease()),
                        untilMillis,
                        target.departure(),
                        Flight.Cargo.of(write.payload(), raw));
        CompletionStage<WriteResult> answer = answerOf(target, mutation, write.readFirst());
        target.called(flight.departure());
        flights.leave(flight, answer);
    }

    private void copy(Subject edge, Effect.Copy copy, long untilMillis) {
        Target target = target(copy.target());
        metrics.of(copy.target()).copies();
        Map<String, Store> stores = new HashMap<>();
        for (String region : copy.regions()) {
            Target source = targets.get(region); // null: newer than this job, and not to be read
            if (source != null) {
                stores.put(region, source.store);
            }
        }
        Flight flight =
                new Flight(
                        edge,
                        new Input.Lease(copy.cell(), copy.target(), copy.lease()),
                        untilMillis,
                        target.departure().untimed());
        flights.leave(flight, new CopyAttempt(copy, stores, InstantSource.system(), untilMillis));
    }

    private Target target(String region) {
        Target target = targets.get(region);
        if (target == null) {
            throw new IllegalStateException("region " + region + " is not of this job's config");
        }
        return target;
    }

    /** A store may not throw, but a bug of one store must not end the repair of all others. */
    private CompletionStage<WriteResult> answerOf(
            Target target, Mutation mutation, boolean readFirst) {
        try {
            return Objects.requireNonNull(
                    send(target.store, mutation, readFirst), "no stage (expected: one)");
        } catch (RuntimeException bug) {
            complain(target, bug);
            return CompletableFuture.completedFuture(new WriteResult.Unknown("store threw " + bug));
        }
    }

    /** What every write may meet is said now and then. */
    private void complain(Target target, RuntimeException bug) {
        bugs++;
        long now = System.nanoTime();
        if (now - complainNotBeforeNanos >= 0) {
            complainNotBeforeNanos = now + COMPLAIN_EVERY_NANOS;
            LOG.error(
                    "the store of {} threw (expected: an answer), {} calls of stores did since the"
                            + " last word",
                    target.region,
                    bugs,
                    bug);
            bugs = 0;
        }
    }

    private static Mutation mutation(Effect.Write write, RawRecord raw) {
        if (raw.value() == null) {
            throw new IllegalStateException("a failure without a value cannot have been decoded");
        }
        return MutationReader.read(raw.value(), write.cell(), write.version());
    }

    private static CompletionStage<WriteResult> send(
            Store store, Mutation mutation, boolean readFirst) {
        if (!readFirst || mutation.cell().isWholeRecord()) {
            return store.apply(mutation);
        }
        return store.read(mutation.cell())
                .thenCompose(
                        found -> {
                            WriteResult end =
                                    found instanceof ReadResult.Held held
                                            ? endOfRead(held, mutation.version())
                                            : null;
                            return end == null
                                    ? store.apply(mutation)
                                    : CompletableFuture.completedStage(end);
                        });
    }

    /**
     * How a write would end, if what was read tells; null if the store has to. In a tie with a
     * token whose nonce is not told that is the store's to settle: it may be this write or another.
     */
    private static @Nullable WriteResult endOfRead(ReadResult.Held held, Version version) {
        boolean tie =
                held.version().token().generatedAtMicros() == version.token().generatedAtMicros();
        if (tie && !held.tellsNonce()) {
            return null;
        }
        int order = held.version().compareTo(version);
        if (order == 0) {
            return new WriteResult.Healed();
        }
        return order > 0 ? new WriteResult.Superseded() : null;
    }

    private void report(Subject edge, Effect.Report report, long nowMillis) throws Exception {
        metrics.reported(report.state());
        output.collect(
                new StreamRecord<>(
                        new Outcome(
                                report.state(),
                                edge,
                                report.cell(),
                                report.target(),
                                report.version(),
                                report.revision(),
                                job,
                                nowMillis,
                                report.attempts(),
                                report.sinceMillis(),
                                report.nextAttemptAtMillis(),
                                report.reason(),
                                report.scope(),
                                traceparent(report.record()))));
    }

    /** That of what has just landed is at hand; others have to be looked up. */
    private @Nullable String traceparent(Effect.Source record) throws Exception {
        Flight flight = landed;
        return flight != null
                        && record instanceof Effect.Source.Kept kept
                        && kept.payload() == flight.cargo().payload()
                ? flight.cargo().traceparent()
                : raw(record).headers().traceparent();
    }

    private RawRecord raw(Effect.Source record) throws Exception {
        return record instanceof Effect.Source.Fresh fresh
                ? fresh.raw()
                : states.payload(((Effect.Source.Kept) record).payload());
    }

    private void bury(Effect.Bury bury, long nowMillis) throws Exception {
        metrics.of(bury.target()).died(bury.reason());
        RawRecord raw = raw(bury.record());
        output.collect(
                deadLetters,
                new StreamRecord<>(
                        new DeadLetter(
                                DeadLetterId.of(
                                        bury.cell(),
                                        bury.target(),
                                        bury.op(),
                                        bury.version() == null ? null : bury.version().token(),
                                        bury.redrives()),
                                bury.reason(),
                                bury.message(),
                                bury.attempts(),
                                bury.firstFailedAtMillis(),
                                nowMillis,
                                bury.target(),
                                bury.redrives(),
                                raw)));
    }

    /** A target as a whole is out, or answers again: said once for all its repairs. */
    void reportTarget(Outcome outcome) {
        metrics.reported(outcome.state());
        output.collect(new StreamRecord<>(outcome));
    }
}
