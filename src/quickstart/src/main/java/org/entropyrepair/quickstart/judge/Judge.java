package org.entropyrepair.quickstart.judge;

import org.entropyrepair.sinks.StoreUnreadableException;

/**
 * Says whether the regions agree and are right. Meant to be asked when nothing is being written;
 * while writes go on, what is on its way shows as a difference. Thread-safe.
 */
public interface Judge {
    /**
     * Compares the regions with one another and with what last-write-wins must give.
     *
     * @param nowMicros the moment at which TTLs are looked at, microseconds since 1970
     * @throws StoreUnreadableException if what is to be compared cannot be read to the end
     */
    Verdict judge(long nowMicros) throws StoreUnreadableException;

    /**
     * Compares the regions with one another only: quicker, for watching.
     *
     * @param nowMicros the moment at which TTLs are looked at, microseconds since 1970
     * @throws StoreUnreadableException if what is to be compared cannot be read to the end
     */
    Verdict compareRegions(long nowMicros) throws StoreUnreadableException;
}
