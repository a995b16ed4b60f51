package org.entropyrepair.sinks.cassandra;

import com.datastax.oss.driver.api.core.CqlIdentifier;
import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.metadata.schema.KeyspaceMetadata;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.entropyrepair.sinks.StoreContext;
import org.entropyrepair.sinks.WriteResult;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The table of one namespace: whether the store can use it, and its statements. It is looked at
 * when it is first used, every minute, when the schema changes, and, while something is wrong with
 * it, when a call asks for it. Any thread; never blocks.
 */
final class Table {
    private static final Logger LOG = LoggerFactory.getLogger(Table.class);

    /** What a look at it found. */
    sealed interface State {
        /** It can be used. */
        record Ready(Statements statements) implements State {}

        /** It cannot; writes to it end so. */
        record Trouble(WriteResult result) implements State {}
    }

    private final Cluster cluster;
    private final StoreContext.Namespace namespace;
    private @Nullable CqlSession of;
    private CompletableFuture<State> current = CompletableFuture.completedFuture(none());
    private long endedNanos;
    private boolean again;
    private boolean looking;

    Table(Cluster cluster, StoreContext.Namespace namespace) {
        this.cluster = cluster;
        this.namespace = namespace;
    }

    private static State none() {
        return new State.Trouble(new WriteResult.Unavailable("not connected yet"));
    }

    /** Its state; completes when a look that is under way for this session has ended. */
    synchronized CompletableFuture<State> state(CqlSession session) {
        boolean other = of != session;
        if (other || (isOldTrouble() && !looking)) {
            looking &= !other; // a look by the session before may never end
            of = session;
            current = look(session, !other).thenApply(this::ended);
        }
        return current;
    }

    private boolean isOldTrouble() {
        long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - endedNanos);
        return current.getNow(null) instanceof State.Trouble && millis >= cluster.timing().retry();
    }

    private synchronized State ended(State found) {
        endedNanos = System.nanoTime();
        return found;
    }

    /**
     * Looks at it again in the background; calls go on with what was found before until then.
     *
     * @param refresh whether the schema is read again, or what the session knows is new enough
     */
    void recheck(CqlSession session, boolean refresh) {
        synchronized (this) {
            if (of != session) {
                state(session);
                return;
            }
            if (looking || !current.isDone()) {
                again = true;
                return;
            }
            looking = true;
            again = false;
        }
        look(session, refresh).thenAccept(found -> rechecked(session, found));
    }

    /** To be told that a write was answered as if something were wrong with it. */
    void suspect(CqlSession session) {
        long millis;
        synchronized (this) {
            millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - endedNanos);
        }
        if (millis >= cluster.timing().retry()) {
            recheck(session, true);
        }
    }

    private void rechecked(CqlSession session, State found) {
        boolean once;
        synchronized (this) {
            if (of != session) {
                return;
            }
            looking = false;
            once = again;
            if (!cannotTell(found)) {
                endedNanos = System.nanoTime();
                say(current.getNow(none()), found);
                current = CompletableFuture.completedFuture(found);
            }
        }
        if (once) {
            recheck(session, true);
        }
    }

    /** A schema that could not be read says nothing of a table that could be used. */
    private boolean cannotTell(State found) {
        return found instanceof State.Trouble trouble
                && !(trouble.result() instanceof WriteResult.Misdeployed)
                && current.getNow(none()) instanceof State.Ready;
    }

    private CompletableFuture<State> look(CqlSession session, boolean refresh) {
        try {
            CompletableFuture<?> fresh =
                    refresh
                            ? cluster.refreshSchema(session)
                            : CompletableFuture.completedFuture(null);
            return fresh.thenCompose(now -> judge(session))
                    .exceptionally(error -> new State.Trouble(Failures.ofPreparing(error)));
        } catch (RuntimeException closed) {
            return CompletableFuture.completedFuture(
                    new State.Trouble(Failures.ofPreparing(closed)));
        }
    }

    private CompletableFuture<State> judge(CqlSession session) {
        Settings settings = cluster.settings();
        String name = settings.keyspace() + "." + namespace.table();
        Optional<KeyspaceMetadata> keyspace =
                session.getMetadata().getKeyspace(CqlIdentifier.fromInternal(settings.keyspace()));
        if (keyspace.isEmpty()) {
            return misdeployed(
                    WriteResult.Reach.STORE,
                    "keyspace: " + settings.keyspace() + " is missing (expected: its tables)");
        }
        Optional<TableFacts> facts = TableFacts.of(keyspace.get(), namespace.table());
        if (facts.isEmpty()) {
            return misdeployed(
                    WriteResult.Reach.NAMESPACE,
                    "table: " + name + " is missing (expected: one for " + namespace.name() + ")");
        }
        List<String> problems = facts.get().problems(settings, namespace);
        if (!problems.isEmpty()) {
            return misdeployed(
                    WriteResult.Reach.NAMESPACE, name + ": " + String.join("; ", problems));
        }
        return Statements.prepare(session, settings, namespace.table(), facts.get())
                .thenApply(State.Ready::new);
    }

    private static CompletableFuture<State> misdeployed(WriteResult.Reach reach, String message) {
        return CompletableFuture.completedFuture(
                new State.Trouble(new WriteResult.Misdeployed(reach, message)));
    }

    private void say(State before, State now) {
        if (now instanceof State.Trouble trouble && !now.equals(before)) {
            LOG.warn("cassandra, namespace {}: {}", namespace.name(), trouble.result());
        } else if (before instanceof State.Trouble && now instanceof State.Ready) {
            LOG.info("cassandra, namespace {}: mended", namespace.name());
        }
    }
}
