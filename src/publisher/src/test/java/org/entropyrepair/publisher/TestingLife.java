package org.entropyrepair.publisher;

import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/** One life of a publishing process, turned by hand: what a crash takes away. */
final class TestingLife {
    static final Duration SPOOL_AFTER = Duration.ofSeconds(2);
    static final long SPOOL_BYTES_MAX = 1 << 20;
    static final int IN_FLIGHT_BYTES_MAX = 20 << 10;

    final Intake intake = new Intake(64 << 10);
    final Counters counters = new Counters();
    final Spool spool;
    final Courier courier;

    TestingLife(Path folder, Disk disk, TestingBroker broker, long nowNanos) {
        spool = Spool.open(folder, SPOOL_BYTES_MAX, disk);
        courier =
                new Courier(
                        intake,
                        spool,
                        broker,
                        counters,
                        IN_FLIGHT_BYTES_MAX,
                        SPOOL_AFTER,
                        nowNanos);
    }

    CompletableFuture<Published> publish(Outgoing record) {
        CompletableFuture<Published> future = new CompletableFuture<>();
        if (intake.offer(new Intake.Submission(record, future)) != Intake.Offer.TAKEN) {
            future.complete(new Published.Refused(Published.Reason.QUEUE_FULL, "full"));
        }
        return future;
    }

    /** Ends without a word: nobody who waits gets an answer. */
    void crash() {
        spool.close();
    }

    /** Ends in order. */
    void close() {
        intake.close();
        courier.finish();
        spool.close();
    }
}
