package org.entropyrepair.quickstart.judge;

import java.util.function.BiConsumer;
import org.entropyrepair.core.model.Cell;
import org.entropyrepair.sinks.StoreUnreadableException;

/** The rows that a Cassandra cluster shows, read in plain CQL. Thread-safe. */
public interface Rows {
    /**
     * Hands over every row of a namespace's table, in no particular order.
     *
     * @throws StoreUnreadableException if they cannot be read to the end
     */
    void read(String namespace, BiConsumer<Cell, Row> into) throws StoreUnreadableException;
}
