package org.entropyrepair.flow.redrive;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.entropyrepair.core.model.Bytes;
import org.entropyrepair.core.model.DeadLetter;
import org.entropyrepair.core.model.Failure;
import org.entropyrepair.core.model.Position;
import org.entropyrepair.core.model.RawRecord;
import org.entropyrepair.core.model.Version;
import org.entropyrepair.core.wire.DeadLetterId;
import org.entropyrepair.core.wire.FailureReader;
import org.entropyrepair.core.wire.Reading;
import org.entropyrepair.core.wire.WireHeaders;
import org.entropyrepair.flow.topic.PlaceReader;
import org.jspecify.annotations.Nullable;

/**
 * Finds the records of letters whose value was left out, where they came from. What is found there
 * is the letter's own only if the letter's name says so: a topic may have been made anew, and two
 * regions' topics may have one name.
 */
public final class SourceRecords implements AutoCloseable {
    private final Routes routes;
    private final FailureReader failures;
    private final BiFunction<Road, Position, Optional<ConsumerRecord<byte[], byte[]>>> read;
    private final Map<String, PlaceReader> readers;

    /** What was found. */
    public sealed interface Found {
        /** The letter, whole. */
        record Whole(Letter letter) implements Found {}

        /** Nothing; one line says why. */
        record Gone(String why) implements Found {}
    }

    /** Reads where these routes lead. */
    public static SourceRecords of(Routes routes, FailureReader failures) {
        Map<String, PlaceReader> readers = new HashMap<>();
        return new SourceRecords(
                routes,
                failures,
                (road, place) ->
                        readers.computeIfAbsent(road.name(), name -> new PlaceReader(road.topic()))
                                .at(place),
                readers);
    }

    /** Reads wherever {@code read} does. */
    SourceRecords(
            Routes routes,
            FailureReader failures,
            BiFunction<Road, Position, Optional<ConsumerRecord<byte[], byte[]>>> read,
            Map<String, PlaceReader> readers) {
        this.routes = routes;
        this.failures = failures;
        this.read = read;
        this.readers = readers;
    }

    /**
     * The letter with its record; itself, if nothing was left out.
     *
     * @throws org.entropyrepair.flow.topic.TopicTrouble if the source does not answer
     */
    public Found complete(Letter letter) {
        if (!letter.truncated()) {
            return new Found.Whole(letter);
        }
        Position place = letter.dead().raw().position();
        for (Road road : routes.called(place.topic())) {
            Optional<Letter> whole =
                    read.apply(road, place).flatMap(record -> match(letter, road, record));
            if (whole.isPresent()) {
                return new Found.Whole(whole.get());
            }
        }
        return new Found.Gone(
                "er-truncated: no record of this letter at %s, partition %d, offset %d (expected: its source is still there)"
                        .formatted(place.topic(), place.partition(), place.offset()));
    }

    private Optional<Letter> match(
            Letter letter, Road road, ConsumerRecord<byte[], byte[]> record) {
        DeadLetter dead = letter.dead();
        RawRecord raw =
                new RawRecord(
                        road.name(),
                        dead.raw().position(),
                        dead.deadAtMillis(),
                        StoredLetter.bytes(record.key()),
                        StoredLetter.bytes(record.value()),
                        headers(record));
        Failure failure =
                failures.read(raw) instanceof Reading.Readable readable ? readable.failure() : null;
        boolean own = Routes.isFrom(dead, road) || (failure != null && isOf(dead, failure));
        return own ? Optional.of(letter.with(with(dead, raw), failure)) : Optional.empty();
    }

    /** A letter may be of another target than its record, into which it was merged. */
    private static boolean isOf(DeadLetter dead, Failure failure) {
        String target = dead.target();
        Version version = failure.version();
        return DeadLetterId.of(
                        failure.cell(),
                        target == null ? failure.target() : target,
                        failure.op(),
                        version == null ? null : version.token(),
                        dead.redrives())
                .equals(dead.id());
    }

    private static DeadLetter with(DeadLetter dead, RawRecord raw) {
        return new DeadLetter(
                dead.id(),
                dead.reason(),
                dead.message(),
                dead.attempts(),
                dead.firstFailedAtMillis(),
                dead.deadAtMillis(),
                dead.target(),
                dead.redrives(),
                raw);
    }

    private static RawRecord.Headers headers(ConsumerRecord<byte[], byte[]> record) {
        return new RawRecord.Headers(
                null, null, null, text(record.headers().lastHeader(WireHeaders.TRACEPARENT)));
    }

    private static @Nullable String text(@Nullable Header header) {
        return header == null || header.value() == null
                ? null
                : Bytes.wrap(header.value()).asUtf8().orElse(null);
    }

    @Override
    public void close() {
        readers.values().forEach(PlaceReader::close);
    }
}
