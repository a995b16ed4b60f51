package org.entropyrepair.jobs.e2e;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.entropyrepair.config.RegionConfig;
import org.entropyrepair.config.StoreSettings;
import org.entropyrepair.core.model.Bytes;
import org.entropyrepair.core.model.Cell;
import org.entropyrepair.core.model.Mutation;
import org.entropyrepair.core.model.Token;
import org.entropyrepair.core.model.Version;
import org.entropyrepair.sinks.ReadResult;
import org.entropyrepair.sinks.Store;
import org.entropyrepair.sinks.StoreContext;
import org.entropyrepair.sinks.StoreFactory;
import org.entropyrepair.sinks.WriteResult;
import org.jspecify.annotations.Nullable;

/** The way into a region's store beside the job: what the graph service itself writes and reads. */
final class SideDoor implements AutoCloseable {
    private static final int CALL_SECONDS_MAX = 60;
    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

    private final Store store;

    private SideDoor(Store store) {
        this.store = store;
    }

    /** Opens the store that the config names. */
    static SideDoor open(RegionConfig config, String region) {
        Map<String, StoreContext.Namespace> namespaces = new HashMap<>();
        config.namespaces()
                .forEach(
                        (name, namespace) ->
                                namespaces.put(
                                        name,
                                        new StoreContext.Namespace(
                                                name,
                                                namespace.table(),
                                                namespace.tombstonesKept().toMillis(),
                                                namespace.recordDeletes())));
        StoreSettings settings = requireNonNull(config.regions().get(region), region).store();
        return new SideDoor(
                StoreFactory.ofKind(settings.kind(), SideDoor.class.getClassLoader())
                        .open(new StoreContext(region, settings.settings(), namespaces)));
    }

    /** A put that stays, with the value of {@link Reports#value}. */
    void put(Cell cell, Token token) {
        write(new Mutation(cell, Version.put(token), Reports.value(token), Bytes.EMPTY));
    }

    /** A delete. */
    void delete(Cell cell, Token token) {
        write(new Mutation(cell, Version.delete(token), Bytes.EMPTY, Bytes.EMPTY));
    }

    /** Any write, made until the store has taken it. */
    void write(Mutation mutation) {
        retried(() -> store.apply(mutation), WriteResult.Applied.class::isInstance);
    }

    /** The value that a reader sees; null if none. */
    @Nullable Bytes value(Cell cell) {
        ReadResult read =
                retried(() -> store.read(cell), found -> !(found instanceof ReadResult.Unreadable));
        return read instanceof ReadResult.Held held
                        && held.version().isLive(System.currentTimeMillis() * 1000)
                ? held.value()
                : null;
    }

    /** A cold server may not answer in time. */
    private static <T> T retried(Supplier<CompletionStage<T>> call, Predicate<T> done) {
        long deadlineNanos = System.nanoTime() + TimeUnit.SECONDS.toNanos(CALL_SECONDS_MAX);
        while (true) {
            T answer =
                    call.get()
                            .toCompletableFuture()
                            .orTimeout(CALL_SECONDS_MAX, TimeUnit.SECONDS)
                            .join();
            if (done.test(answer)) {
                return answer;
            }
            assertThat(System.nanoTime()).as("still %s", answer).isLessThan(deadlineNanos);
            LockSupport.parkNanos(PAUSE_NANOS);
        }
    }

    @Override
    public void close() {
        store.close();
    }
}
