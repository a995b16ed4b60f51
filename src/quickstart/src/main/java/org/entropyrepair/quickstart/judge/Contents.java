package org.entropyrepair.quickstart.judge;

import java.util.function.BiConsumer;
import org.entropyrepair.core.model.Cell;
import org.entropyrepair.sinks.Store;
import org.entropyrepair.sinks.StoreUnreadableException;

/** What the store of one region shows. Thread-safe. */
public interface Contents {
    /**
     * Hands over every cell of a namespace that is shown, and markers of record deletes as cells of
     * whole records; in no particular order.
     *
     * @throws StoreUnreadableException if it cannot be read to the end
     */
    void read(String namespace, BiConsumer<Cell, LastWrite> into) throws StoreUnreadableException;

    /** As a store scans itself. */
    static Contents of(Store store) {
        return (namespace, into) ->
                store.scan(
                        namespace,
                        0,
                        1,
                        entry -> {
                            var version = entry.held().version();
                            into.accept(
                                    entry.cell(),
                                    new LastWrite(
                                            version.token().generatedAtMicros(),
                                            version.token().nonceHigh(),
                                            version.token().nonceLow(),
                                            version.isDelete(),
                                            version.expiresAtMicros(),
                                            version.isDelete()
                                                    ? 0
                                                    : LastWrite.content(
                                                            entry.held().value(),
                                                            entry.held().metadata())));
                        });
    }
}
