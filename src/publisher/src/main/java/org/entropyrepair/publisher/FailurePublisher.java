package org.entropyrepair.publisher;

import java.util.concurrent.CompletableFuture;
import org.entropyrepair.core.model.Bytes;
import org.entropyrepair.core.wire.FailureMessage;
import org.entropyrepair.core.wire.FailureWriter;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Publishes the failures of one service to one failure topic, and keeps them on disk while the
 * broker is away.
 *
 * <ol>
 *   <li>{@link #open} takes the spool folder and finds what an earlier run left in it. It needs no
 *       broker. A process needs one publisher for each topic.
 *   <li>{@link #publish} may be called from any thread. It does no I/O and waits for nothing but
 *       the hand-over to another thread, which takes microseconds.
 *   <li>Its future completes with a value, never exceptionally: {@link Published.ToBroker} once all
 *       replicas in sync have the record ({@code acks=all}, idempotent); {@link Published.Spooled}
 *       once it is forced to this machine's disk, because the broker did not answer within {@code
 *       spoolAfter}, is known to be away, or older failures are still spooled; {@link
 *       Published.Refused} if neither is possible. That takes {@code spoolAfter} and what the disk
 *       takes, at most a second more when the connection is lost in that moment.
 *   <li>Spooled failures are sent when the broker is back, at least once, before any newer one:
 *       failures of one edge arrive in the order of {@link #publish}, over restarts, too. A record
 *       may arrive twice; its token makes that harmless.
 *   <li>{@link #close} answers everybody and leaves the rest to the next run. Without it nothing
 *       that was answered is lost either.
 * </ol>
 *
 * <p>What is attached to the future runs on the publisher's thread unless it is attached with one
 * of the {@code Async} methods, and must not block.
 */
public final class FailurePublisher implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(FailurePublisher.class);

    private final PublisherSettings settings;
    private final Intake intake;
    private final Counters counters = new Counters();
    private final Spool spool;
    private final Lane.Source lanes;
    private final Courier courier;
    private final Thread thread;

    private FailurePublisher(PublisherSettings settings, Intake intake, Lane.Source lanes) {
        this.settings = settings;
        this.intake = intake;
        this.lanes = lanes;
        this.spool = Spool.open(settings.spoolFolder(), settings.spoolBytesMax(), Disk.REAL);
        this.courier =
                new Courier(
                        intake,
                        spool,
                        lanes,
                        counters,
                        settings.inFlightBytesMax(),
                        settings.spoolAfter(),
                        System.nanoTime());
        this.thread = new Thread(this::run, "failure-publisher");
        this.thread.setDaemon(true);
    }

    /**
     * Opens a publisher. The broker need not be there.
     *
     * @throws IllegalArgumentException if Kafka does not accept the settings
     * @throws IllegalStateException if the spool folder cannot be written, or is in use
     */
    public static FailurePublisher open(PublisherSettings settings) {
        Intake intake = new Intake(settings.queueBytesMax());
        KafkaLanes lanes = new KafkaLanes(settings, intake::signal);
        FailurePublisher publisher;
        try {
            publisher = new FailurePublisher(settings, intake, lanes);
        } catch (RuntimeException unusable) {
            lanes.close();
            throw unusable;
        }
        publisher.thread.start();
        return publisher;
    }

    /** Publishes {@code failure}. Never throws; the future says what became of it. */
    public CompletableFuture<Published> publish(FailureMessage failure) {
        return publish(failure, null);
    }

    /**
     * Publishes {@code failure} as part of a trace.
     *
     * @param traceparent W3C trace context of the graph write; null if there is none
     */
    public CompletableFuture<Published> publish(
            FailureMessage failure, @Nullable String traceparent) {
        Outgoing record =
                new Outgoing(
                        keyOf(failure),
                        FailureWriter.write(failure),
                        traceparent == null ? null : Bytes.utf8(traceparent));
        if (record.sizeBytes() > settings.recordBytesMax()) {
            return refused(
                    Published.Reason.TOO_LARGE,
                    "record: "
                            + record.sizeBytes()
                            + " bytes (expected: at most "
                            + settings.recordBytesMax()
                            + "; publish a copy with the token in its place)");
        }
        CompletableFuture<Published> future = new CompletableFuture<>();
        return switch (intake.offer(new Intake.Submission(record, future))) {
            case TAKEN -> future;
            case FULL ->
                    refused(
                            Published.Reason.QUEUE_FULL,
                            "queue: full (expected: at most "
                                    + settings.queueBytesMax()
                                    + " bytes; the disk does not keep up)");
            case CLOSED -> refused(Published.Reason.CLOSED, "publisher: closed (expected: open)");
        };
    }

    /** All failures of one edge or node go to one partition, which keeps their order. */
    private static Bytes keyOf(FailureMessage failure) {
        return Bytes.utf8(String.format("%08x", failure.subject().hashCode()));
    }

    private CompletableFuture<Published> refused(Published.Reason reason, String message) {
        counters.refused.incrementAndGet();
        return CompletableFuture.completedFuture(new Published.Refused(reason, message));
    }

    /** What it has done so far and where it stands. */
    public PublisherStats stats() {
        return counters.snapshot();
    }

    private void run() {
        try {
            while (!(intake.isClosed() && courier.hasAnswered())) {
                long idleMillis = courier.turn(System.nanoTime());
                if (idleMillis > 0 && !(intake.isClosed() && courier.hasAnswered())) {
                    intake.await(idleMillis);
                }
            }
            courier.finish();
        } catch (InterruptedException stop) {
            intake.close();
            courier.finish();
        } catch (RuntimeException | Error bug) {
            LOG.error("publisher: ended by a failure of its own", bug);
            intake.close();
            courier.fail("publisher: ended by a failure of its own: " + bug);
        } finally {
            lanes.close();
            spool.close();
        }
    }

    /**
     * Takes no more, answers everybody who waits (from the disk where the broker is slow) and lets
     * go of the folder. Takes at most {@code spoolAfter} and a few seconds. May be called again.
     */
    @Override
    public void close() {
        intake.close();
        if (Thread.currentThread() == thread) {
            return; // called from a future's dependent: it ends once that has returned
        }
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException later) {
                interrupted = true; // an interrupt of the thread would close the spool's file
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
