package org.entropyrepair.sinks.rocksdb;

import java.util.Arrays;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Locks by record: a record always has the same one, and few records share one. By record rather
 * than by cell, so that a cell and its record's marker are compared at one moment.
 */
final class RecordLocks {
    private static final int COUNT = 1_024;

    private final Lock[] locks = new Lock[COUNT];

    RecordLocks() {
        Arrays.setAll(locks, i -> new ReentrantLock());
    }

    Lock of(byte[] record) {
        int hash = Arrays.hashCode(record);
        return locks[(hash ^ (hash >>> 16)) & (COUNT - 1)];
    }
}
