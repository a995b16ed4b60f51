package org.entropyrepair.sinks.cassandra;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.CqlSessionBuilder;
import com.datastax.oss.driver.api.core.metadata.Metadata;
import com.datastax.oss.driver.api.core.metadata.Node;
import java.net.InetSocketAddress;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.entropyrepair.sinks.WriteResult;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A cluster as all stores with the same settings see it: one session among them, built in the
 * background and again until it succeeds. Any thread; never blocks.
 *
 * <p>A session that was built finds nodes again by itself. But when it reaches none it does not say
 * why, and it would look for ever at addresses that have changed; then another one is built beside
 * it: that one takes its place, or tells the reason.
 */
final class Cluster {
    private static final Logger LOG = LoggerFactory.getLogger(Cluster.class);
    private static final long BYTES_IN_FLIGHT_MAX = 64L << 20;

    private final Settings settings;
    private final Timing timing;
    private final ScheduledExecutorService timer;
    private final CopyOnWriteArrayList<CassandraStore> stores = new CopyOnWriteArrayList<>();
    private final AtomicInteger inFlight = new AtomicInteger();
    private final AtomicLong bytesInFlight = new AtomicLong();

    private CompletableFuture<Link> link;
    private long linkEndedNanos;
    private @Nullable CompletableFuture<Metadata> refreshing;
    private boolean diagnosing;
    private long diagnosedNanos;
    private volatile @Nullable WriteResult diagnosis;
    private boolean closed;

    /** How many stores use it; belongs to {@link Clusters}. */
    int users;

    Cluster(Settings settings, Timing timing) {
        this.settings = settings;
        this.timing = timing;
        this.timer = Executors.newSingleThreadScheduledExecutor(Cluster::daemon);
        this.link = connect();
        timer.scheduleWithFixedDelay(
                this::look, timing.checkEvery(), timing.checkEvery(), TimeUnit.MILLISECONDS);
        timer.scheduleWithFixedDelay(
                this::sweep, timing.sweepEvery(), timing.sweepEvery(), TimeUnit.MILLISECONDS);
    }

    private static Thread daemon(Runnable body) {
        Thread thread = new Thread(body, "cassandra-store");
        thread.setDaemon(true);
        return thread;
    }

    Settings settings() {
        return settings;
    }

    Timing timing() {
        return timing;
    }

    void add(CassandraStore store) {
        stores.add(store);
    }

    void remove(CassandraStore store) {
        stores.remove(store);
    }

    /** Lets a call in, if there is room for it; {@link #leave} gives the room back. */
    boolean admit(long bytes) {
        if (inFlight.incrementAndGet() > settings.maxInFlight()) {
            inFlight.decrementAndGet();
            return false;
        }
        // One that is larger than all the room goes alone.
        if (bytesInFlight.addAndGet(bytes) > BYTES_IN_FLIGHT_MAX && bytesInFlight.get() > bytes) {
            leave(bytes);
            return false;
        }
        return true;
    }

    void leave(long bytes) {
        inFlight.decrementAndGet();
        bytesInFlight.addAndGet(-bytes);
    }

    /** Why a call was not let in. */
    String fullMessage() {
        return "in flight: full (expected: at most "
                + settings.maxInFlight()
                + " calls and "
                + BYTES_IN_FLIGHT_MAX
                + " bytes)";
    }

    /** The session, or why there is none; completes when the try that is under way has ended. */
    synchronized CompletableFuture<Link> link() {
        if (!closed
                && link.isDone()
                && link.join() instanceof Link.Down
                && millisSince(linkEndedNanos) >= timing.retry()) {
            link = connect();
        }
        return link;
    }

    /** To be told when a call found that no node can be reached. */
    synchronized void nobodyThere() {
        if (closed || diagnosing || millisSince(diagnosedNanos) < timing.diagnoseEvery()) {
            return;
        }
        diagnosing = true;
        connect().thenAccept(this::diagnosed);
    }

    /** To be told when a call was answered. */
    void answered() {
        if (diagnosis != null) {
            diagnosis = null;
        }
    }

    /**
     * Why no node can be reached, if it is the deployment's fault and {@code usual} does not name
     * one already; {@code usual} otherwise.
     */
    WriteResult diagnosisOr(WriteResult usual) {
        WriteResult known = diagnosis;
        return known instanceof WriteResult.Misdeployed
                        && !(usual instanceof WriteResult.Misdeployed)
                ? known
                : usual;
    }

    private void diagnosed(Link found) {
        CqlSession old = null;
        synchronized (this) {
            diagnosing = false;
            diagnosedNanos = System.nanoTime();
            if (found instanceof Link.Down down) {
                diagnosis = down.trouble();
            } else if (closed) {
                ((Link.Up) found).session().closeAsync();
            } else {
                diagnosis = null;
                old = link.getNow(null) instanceof Link.Up up ? up.session() : null;
                link = CompletableFuture.completedFuture(found);
            }
        }
        if (old != null) {
            closeLater(old);
        }
    }

    private void closeLater(CqlSession session) {
        try {
            timer.schedule(
                    session::closeAsync,
                    settings.requestTimeout().toMillis(),
                    TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException closedMeanwhile) {
            session.closeAsync();
        }
    }

    private CompletableFuture<Link> connect() {
        return CompletableFuture.supplyAsync(this::build, timer)
                .thenCompose(built -> built)
                .thenApply(this::accept)
                .exceptionally(
                        error -> {
                            Throwable why =
                                    error instanceof CompletionException
                                            ? Objects.requireNonNullElse(error.getCause(), error)
                                            : error;
                            return new Link.Down(Failures.ofConnecting(why));
                        })
                .thenApply(this::ended);
    }

    private CompletableFuture<CqlSession> build() {
        CqlSessionBuilder builder =
                CqlSession.builder()
                        .withClassLoader(Cluster.class.getClassLoader())
                        .withConfigLoader(DriverConfig.of(settings))
                        .withSchemaChangeListener(new SchemaEvents(this::schemaChanged));
        settings.contactPoints().forEach(point -> builder.addContactPoint(address(point)));
        return builder.buildAsync().toCompletableFuture();
    }

    /** Unresolved: a name is looked up whenever it is connected to. */
    private static InetSocketAddress address(String contactPoint) {
        int colon = contactPoint.lastIndexOf(':');
        String host = contactPoint.substring(0, colon).replaceAll("[\\[\\]]", "");
        return InetSocketAddress.createUnresolved(
                host, Integer.parseInt(contactPoint.substring(colon + 1)));
    }

    private Link accept(CqlSession session) {
        String local = settings.localDatacenter().orElse("");
        Set<String> known = new TreeSet<>();
        for (Node node : session.getMetadata().getNodes().values()) {
            known.add(String.valueOf(node.getDatacenter()));
        }
        if (local.isEmpty() || known.contains(local)) {
            return new Link.Up(session);
        }
        session.closeAsync();
        return new Link.Down(
                new WriteResult.Misdeployed(
                        WriteResult.Reach.STORE,
                        "localDatacenter: " + local + " (expected: one of " + known + ")"));
    }

    private Link ended(Link found) {
        boolean unwanted;
        synchronized (this) {
            linkEndedNanos = System.nanoTime();
            unwanted = closed;
        }
        if (found instanceof Link.Down down) {
            LOG.warn("cassandra {}: {}", settings.contactPoints(), down.trouble());
        } else if (unwanted) {
            ((Link.Up) found).session().closeAsync();
        }
        return found;
    }

    /** Brings what the session knows of the schema up to date; one at a time. */
    synchronized CompletableFuture<Metadata> refreshSchema(CqlSession session) {
        CompletableFuture<Metadata> known = refreshing;
        if (known == null || known.isDone()) {
            known = session.refreshSchemaAsync().toCompletableFuture();
            refreshing = known;
        }
        return known;
    }

    private void schemaChanged() {
        if (linkNow() instanceof Link.Up up) {
            stores.forEach(store -> store.recheck(up.session(), false));
        }
    }

    private void look() {
        try {
            if (linkNow() instanceof Link.Up up) {
                stores.forEach(store -> store.recheck(up.session(), true));
            }
        } catch (RuntimeException bug) {
            LOG.error("cassandra {}: a look at the schema failed", settings.contactPoints(), bug);
        }
    }

    private void sweep() {
        try {
            long now = System.nanoTime();
            stores.forEach(store -> store.abandonOverdue(now));
        } catch (RuntimeException bug) {
            LOG.error("cassandra {}: a sweep failed", settings.contactPoints(), bug);
        }
    }

    private synchronized @Nullable Link linkNow() {
        return link.getNow(null);
    }

    /** Closes the session; belongs to {@link Clusters}. Does not wait. */
    void shutDown() {
        CompletableFuture<Link> last;
        synchronized (this) {
            closed = true;
            last = link;
        }
        if (last.getNow(null) instanceof Link.Up up) {
            up.session().closeAsync();
        }
        timer.shutdown();
    }

    private static long millisSince(long nanos) {
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - nanos);
    }
}
