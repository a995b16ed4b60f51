package org.entropyrepair.cli.letters;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.entropyrepair.cli.topics.TopicScan;
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
import org.jspecify.annotations.Nullable;

/**
 * Finds the records of letters whose value was left out, where they came from. What is found there
 * is the letter's own only if the letter's name says so: a topic may have been made anew, and two
 * regions' topics may have one name.
 */
final class SourceRecords implements AutoCloseable {
    private final Routes routes;
    private final FailureReader failures;
    private final BiFunction<Routes.Road, Position, Optional<ConsumerRecord<byte[], byte[]>>> read;
    private final Map<String, TopicScan> scans;

    /** What was found. */
    sealed interface Found {
        /** The letter, whole. */
        record Whole(Letter letter) implements Found {}

        /** Nothing; one line says why. */
        record Gone(String why) implements Found {}
    }

    /** Reads the topics of a config. */
    static SourceRecords of(Routes routes, FailureReader failures) {
        Map<String, TopicScan> scans = new HashMap<>();
        return new SourceRecords(
                routes,
                failures,
                (road, place) ->
                        scans.computeIfAbsent(road.name(), name -> TopicScan.of(road.topic()))
                                .at(place),
                scans);
    }

    /** Reads wherever {@code read} does. */
    SourceRecords(
            Routes routes,
            FailureReader failures,
            BiFunction<Routes.Road, Position, Optional<ConsumerRecord<byte[], byte[]>>> read,
            Map<String, TopicScan> scans) {
        this.routes = routes;
        this.failures = failures;
        this.read = read;
        this.scans = scans;
    }

    /** The letter with its record; itself, if nothing was left out. */
    Found complete(Letter letter) {
        if (!letter.truncated()) {
            return new Found.Whole(letter);
        }
        Position place = letter.dead().raw().position();
        for (Routes.Road road : routes.called(place.topic())) {
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
            Letter letter, Routes.Road road, ConsumerRecord<byte[], byte[]> record) {
        DeadLetter dead = letter.dead();
        RawRecord raw =
                new RawRecord(
                        road.name(),
                        dead.raw().position(),
                        dead.deadAtMillis(),
                        Letter.bytes(record.key()),
                        Letter.bytes(record.value()),
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
        scans.values().forEach(TopicScan::close);
    }
}
