package org.entropyrepair.benchmarks;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.DefaultConsistencyLevel;
import com.datastax.oss.driver.api.core.cql.AsyncResultSet;
import com.datastax.oss.driver.api.core.cql.BatchStatement;
import com.datastax.oss.driver.api.core.cql.BatchType;
import com.datastax.oss.driver.api.core.cql.BoundStatement;
import com.datastax.oss.driver.api.core.cql.PreparedStatement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Sends writes of one partition as one unlogged batch; on request those which had to wait because
 * another write of their partition was under way, or those which came in one tick of a thread of
 * its own.
 */
final class PartitionWriter implements AutoCloseable {
    private static final int BATCH_MAX = 10;

    private final CqlSession session;
    private final PreparedStatement put;

    /** By partition, what waits; there while a write of that partition is under way. */
    private final Map<String, List<Waiting>> waiting = new ConcurrentHashMap<>();

    private final Queue<Waiting> ofTick = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean ticking = new AtomicBoolean();
    private final ExecutorService ticks = Executors.newSingleThreadExecutor();

    private record Waiting(
            String partition, BoundStatement statement, CompletableFuture<AsyncResultSet> answer) {}

    PartitionWriter(CqlSession session, PreparedStatement put) {
        this.session = session;
        this.put = put;
    }

    PreparedStatement put() {
        return put;
    }

    /** Each statement says its own time; those of a batch are of one partition. */
    CompletionStage<AsyncResultSet> send(List<BoundStatement> statements) {
        if (statements.size() == 1) {
            return session.executeAsync(statements.get(0));
        }
        return session.executeAsync(
                BatchStatement.builder(BatchType.UNLOGGED)
                        .addStatements(List.copyOf(statements))
                        .setConsistencyLevel(DefaultConsistencyLevel.LOCAL_QUORUM)
                        .setIdempotence(true)
                        .build());
    }

    /** At once if nothing of its partition is under way, else with what waits by then. */
    CompletionStage<AsyncResultSet> sendOrWait(String partition, BoundStatement statement) {
        Waiting one = new Waiting(partition, statement, new CompletableFuture<>());
        boolean[] idle = {false};
        waiting.compute(
                partition,
                (id, all) -> {
                    if (all == null) {
                        idle[0] = true;
                        return new ArrayList<>();
                    }
                    all.add(one);
                    return all;
                });
        if (idle[0]) {
            sendThese(List.of(one), true);
        }
        return one.answer();
    }

    /** With what else of its partition comes before the tick's thread gets to it. */
    CompletionStage<AsyncResultSet> sendInTick(String partition, BoundStatement statement) {
        Waiting one = new Waiting(partition, statement, new CompletableFuture<>());
        ofTick.add(one);
        if (ticking.compareAndSet(false, true)) {
            ticks.execute(this::tick);
        }
        return one.answer();
    }

    private void tick() {
        ticking.set(false); // what comes from now on has a tick of its own
        Map<String, List<Waiting>> byPartition = new LinkedHashMap<>();
        for (Waiting one = ofTick.poll(); one != null; one = ofTick.poll()) {
            List<Waiting> these =
                    byPartition.computeIfAbsent(one.partition(), id -> new ArrayList<>());
            these.add(one);
            if (these.size() == BATCH_MAX) {
                byPartition.remove(one.partition());
                sendThese(these, false);
            }
        }
        byPartition.values().forEach(these -> sendThese(these, false));
    }

    @Override
    public void close() {
        ticks.shutdown();
    }

    private void sendThese(List<Waiting> these, boolean thenWhatWaits) {
        send(these.stream().map(Waiting::statement).toList())
                .whenComplete(
                        (rows, error) -> {
                            if (thenWhatWaits) {
                                next(these.get(0).partition());
                            }
                            for (Waiting one : these) {
                                if (error == null) {
                                    one.answer().complete(rows);
                                } else {
                                    one.answer().completeExceptionally(error);
                                }
                            }
                        });
    }

    private void next(String partition) {
        List<Waiting> these = new ArrayList<>();
        waiting.compute(
                partition,
                (id, all) -> {
                    if (all == null || all.isEmpty()) {
                        return null;
                    }
                    List<Waiting> first = all.subList(0, Math.min(BATCH_MAX, all.size()));
                    these.addAll(first);
                    first.clear();
                    return all;
                });
        if (!these.isEmpty()) {
            sendThese(these, true);
        }
    }
}
