package org.entropyrepair.flow.repair;

import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.entropyrepair.core.model.Cell;
import org.entropyrepair.core.model.Mutation;
import org.entropyrepair.core.reconcile.Answer;
import org.entropyrepair.core.reconcile.CopyChoice;
import org.entropyrepair.core.reconcile.CopyChoice.Choice;
import org.entropyrepair.core.reconcile.CopyChoice.Seen;
import org.entropyrepair.core.reconcile.Effect;
import org.entropyrepair.sinks.ReadResult;
import org.entropyrepair.sinks.Store;
import org.entropyrepair.sinks.WriteResult;
import org.jspecify.annotations.Nullable;

/**
 * One attempt at a copy: reads the cell in all its regions at once, does what {@link CopyChoice}
 * says, and may read the target once more. Composed of the stores' own stages; the stages of later
 * steps run on whatever threads the stores answer on. Never blocks, never throws.
 *
 * <p>Once its lease has run out it goes no further: what it would do then is done by the next one.
 */
final class CopyAttempt {
    private final Effect.Copy copy;
    private final Map<String, Store> stores;
    private final InstantSource clock;
    private final long untilMillis;

    /**
     * How it ended.
     *
     * @param atTarget what that says about the target's store; null if nothing
     * @param answer the answer
     */
    record End(@Nullable WriteResult atTarget, Answer answer) {}

    /**
     * An attempt that has not begun.
     *
     * @param stores of each of the copy's regions
     * @param untilMillis when its lease runs out
     */
    CopyAttempt(
            Effect.Copy copy, Map<String, Store> stores, InstantSource clock, long untilMillis) {
        this.copy = copy;
        this.stores = Map.copyOf(stores);
        this.clock = clock;
        this.untilMillis = untilMillis;
    }

    /** Begins it. */
    CompletionStage<End> run() {
        Map<String, CompletableFuture<Seen>> reads = new HashMap<>();
        stores.forEach((region, store) -> reads.put(region, read(store)));
        return CompletableFuture.allOf(reads.values().toArray(CompletableFuture[]::new))
                .thenCompose(
                        unused -> {
                            Map<String, Seen> seen = new HashMap<>();
                            reads.forEach((region, read) -> seen.put(region, read.join()));
                            return choose(seen);
                        });
    }

    private CompletionStage<End> choose(Map<String, Seen> seen) {
        long now = clock.millis();
        Choice choice = CopyChoice.of(copy, seen, now);
        if (choice instanceof Choice.End end) {
            return done(ofReads(end.answer()));
        }
        if (now >= untilMillis) {
            return done(ofReads(new Answer(Answer.Kind.SOURCE_AWAY, "reads outlasted the lease")));
        }
        Choice.Write write = (Choice.Write) choice;
        return apply(write.winner())
                .thenCompose(
                        result ->
                                write.readBack() && result instanceof WriteResult.Applied
                                        ? readBack(write.found())
                                        : done(ofWrite(result, write.found())));
    }

    private CompletionStage<End> readBack(Answer.Found found) {
        return read(target())
                .thenApply(
                        seen -> {
                            Answer answer = CopyChoice.readBack(found, seen);
                            WriteResult told =
                                    answer.kind() == Answer.Kind.UNKNOWN
                                            ? new WriteResult.Unknown(answer.message())
                                            : new WriteResult.Applied();
                            return new End(told, answer);
                        });
    }

    /** An end without a write. What the target was read for says little about writing to it. */
    private static End ofReads(Answer answer) {
        return new End(
                answer.kind() == Answer.Kind.UNAVAILABLE
                        ? new WriteResult.Unavailable(answer.message())
                        : null,
                answer);
    }

    private static End ofWrite(WriteResult result, Answer.Found found) {
        Answer answer = Flight.Landed.answer(result);
        return new End(result, new Answer(answer.kind(), answer.message(), found));
    }

    private Store target() {
        Store target = stores.get(copy.target());
        if (target == null) {
            throw new IllegalStateException("no store of " + copy.target());
        }
        return target;
    }

    private CompletableFuture<Seen> read(Store store) {
        Cell cell = copy.cell();
        CompletionStage<ReadResult> read;
        try {
            read = store.read(cell);
        } catch (RuntimeException bug) {
            return CompletableFuture.completedFuture(new Seen.Unreadable("store threw " + bug));
        }
        if (read == null) {
            return CompletableFuture.completedFuture(new Seen.Unreadable("store gave no stage"));
        }
        return read.handle(CopyAttempt::seen).toCompletableFuture();
    }

    private static Seen seen(@Nullable ReadResult read, @Nullable Throwable bug) {
        if (read instanceof ReadResult.Held held) {
            return new Seen.Held(held.version(), held.value(), held.metadata());
        } else if (read instanceof ReadResult.Nothing nothing) {
            return new Seen.Nothing(nothing.showsDeletes());
        } else if (read instanceof ReadResult.Unreadable unreadable) {
            return new Seen.Unreadable(unreadable.message());
        }
        return new Seen.Unreadable(bug == null ? "store answered null" : "store threw " + bug);
    }

    private CompletionStage<WriteResult> apply(Mutation winner) {
        return Flights.heard(() -> target().apply(winner));
    }

    private static CompletionStage<End> done(End end) {
        return CompletableFuture.completedFuture(end);
    }
}
