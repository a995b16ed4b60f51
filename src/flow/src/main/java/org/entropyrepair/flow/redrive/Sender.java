package org.entropyrepair.flow.redrive;

import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.entropyrepair.core.model.Position;
import org.entropyrepair.core.wire.RedriveHeaders;
import org.entropyrepair.flow.topic.TopicWriter;

/** Sends records back to failure topics, on a connection of its own for each. One thread only. */
public final class Sender implements Redriver.Way, AutoCloseable {
    private final Map<String, TopicWriter> writers = new HashMap<>();

    /** Opens nothing yet. */
    public Sender() {}

    @Override
    public CompletableFuture<Position> send(Letter letter, Road road, Instant now) {
        return writers.computeIfAbsent(road.name(), name -> new TopicWriter(road.topic()))
                .write(
                        letter.dead().raw().key(),
                        letter.dead().raw().value(),
                        RedriveHeaders.of(letter.dead(), now));
    }

    @Override
    public void close() {
        writers.values().forEach(TopicWriter::close);
    }
}
