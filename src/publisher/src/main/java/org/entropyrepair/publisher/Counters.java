package org.entropyrepair.publisher;

import java.util.concurrent.atomic.AtomicLong;

/** What is counted, by whoever does it; read by anybody. */
final class Counters {
    final AtomicLong published = new AtomicLong();
    final AtomicLong spooled = new AtomicLong();
    final AtomicLong replayed = new AtomicLong();
    final AtomicLong refused = new AtomicLong();
    final AtomicLong setAside = new AtomicLong();
    volatile long spoolRecords;
    volatile long spoolBytes;
    volatile boolean connected;

    PublisherStats snapshot() {
        return new PublisherStats(
                published.get(),
                spooled.get(),
                replayed.get(),
                refused.get(),
                setAside.get(),
                spoolRecords,
                spoolBytes,
                connected);
    }
}
