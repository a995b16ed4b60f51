package org.entropyrepair.sinks.cassandra;

import java.util.Optional;
import org.entropyrepair.core.model.Bytes;
import org.entropyrepair.core.model.Cell;
import org.entropyrepair.core.model.Mutation;

/** What Cassandra will never take, known without asking it. Pure. */
final class RecordRules {
    private static final int KEY_BYTES_MAX = 65_535;

    /** What a server takes unless configured otherwise: half a segment of its commit log. */
    private static final int VALUE_BYTES_MAX = 16 << 20;

    /** {@code Attributes.MAX_TTL}: twenty years. */
    private static final long TTL_SECONDS_MAX = 20L * 365 * 24 * 60 * 60;

    private RecordRules() {}

    /** What is wrong with a mutation, in words; empty if nothing is known to be. */
    static Optional<String> problem(
            Mutation mutation, Settings settings, TableFacts facts, long nowMicros) {
        Cell cell = mutation.cell();
        if (mutation.version().token().generatedAtMicros() == Long.MIN_VALUE) {
            return Optional.of(
                    "generatedAtMicros: " + Long.MIN_VALUE + " (expected: more than that)");
        }
        if (cell.id().isEmpty()) {
            return Optional.of("id: empty (expected: at least one byte)");
        }
        Optional<String> ofId = problem("id", cell.id(), facts.isText(settings.column("id")));
        if (ofId.isPresent()) {
            return ofId;
        }
        if (cell.key() != null) {
            Optional<String> ofKey =
                    problem("key", cell.key(), facts.isText(settings.column("key")));
            if (ofKey.isPresent()) {
                return ofKey;
            }
        }
        long bytes = (long) mutation.value().size() + mutation.metadata().size();
        if (bytes > VALUE_BYTES_MAX) {
            return Optional.of(
                    "value: " + bytes + " bytes (expected: at most " + VALUE_BYTES_MAX + ")");
        }
        long ttl = mutation.version().remainingTtlSeconds(nowMicros);
        if (settings.layout() == Layout.PLAIN && ttl > TTL_SECONDS_MAX) {
            return Optional.of(
                    "ttlSeconds: " + ttl + " left (expected: at most " + TTL_SECONDS_MAX + ")");
        }
        return Optional.empty();
    }

    private static Optional<String> problem(String what, Bytes bytes, boolean text) {
        if (bytes.size() > KEY_BYTES_MAX) {
            return Optional.of(
                    what
                            + ": "
                            + bytes.size()
                            + " bytes (expected: at most "
                            + KEY_BYTES_MAX
                            + ")");
        }
        if (text && bytes.asUtf8().isEmpty()) {
            return Optional.of(what + ": not UTF-8 (expected: text, as its column is)");
        }
        return Optional.empty();
    }
}
