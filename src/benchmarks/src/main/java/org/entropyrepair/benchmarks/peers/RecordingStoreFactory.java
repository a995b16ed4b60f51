package org.entropyrepair.benchmarks.peers;

import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.entropyrepair.sinks.Store;
import org.entropyrepair.sinks.StoreContext;
import org.entropyrepair.sinks.StoreFactory;
import org.jspecify.annotations.Nullable;

/** Opens the one {@link RecordingStore} of this process: kind {@code recording}, no settings. */
public final class RecordingStoreFactory implements StoreFactory {
    static final String KIND = "recording";

    private static final AtomicReference<@Nullable RecordingStore> STORE = new AtomicReference<>();

    /** For {@link java.util.ServiceLoader}. */
    public RecordingStoreFactory() {}

    /** From now on it opens this one. */
    static void hand(RecordingStore store) {
        STORE.set(store);
    }

    @Override
    public String kind() {
        return KIND;
    }

    @Override
    public List<Problem> check(Map<String, Object> settings) {
        return List.of();
    }

    @Override
    public Store open(StoreContext context) {
        RecordingStore store = STORE.get();
        if (store == null) {
            throw new IllegalArgumentException("store: none (expected: one was handed over)");
        }
        return store;
    }

    /** False: the data is in this JVM's memory. */
    @Override
    public boolean sharedAcrossProcesses() {
        return false;
    }
}
