package org.entropyrepair.core.wire;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Base64;
import org.entropyrepair.core.model.Bytes;
import org.entropyrepair.core.model.Cell;
import org.entropyrepair.core.model.Outcome;
import org.entropyrepair.core.model.RepairState;
import org.entropyrepair.core.model.Subject;
import org.entropyrepair.core.model.Token;
import org.entropyrepair.core.model.Version;
import org.jspecify.annotations.Nullable;

/** Reads one outcome. Builds a tree: outcomes are read by people's tools, not by the pipeline. */
final class OutcomeReader {
    private static final ObjectReader TREES =
            JsonMapper.builder(JsonBytes.factory(Integer.MAX_VALUE))
                    .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                    .enable(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY)
                    .build()
                    .readerFor(JsonNode.class);

    private final JsonNode outcome;

    OutcomeReader(Bytes value) {
        try {
            outcome = TREES.readTree(value.unsafeArray());
        } catch (JsonProcessingException notJson) {
            throw new IllegalArgumentException(
                    Text.oneLine("outcome: " + notJson.getOriginalMessage() + " (expected: JSON)"));
        } catch (IOException impossible) {
            throw new IllegalArgumentException("outcome: unreadable (expected: JSON)", impossible);
        }
        if (!outcome.isObject()) {
            throw new IllegalArgumentException("outcome: not an object (expected: a JSON object)");
        }
    }

    Outcome read() {
        return new Outcome(
                state(),
                subject(),
                cell(),
                text(outcome, "target"),
                version(),
                number(outcome, "revision"),
                text(outcome, "job"),
                instant("at"),
                attempts(),
                instant("since"),
                outcome.has("nextAttemptAt") ? instant("nextAttemptAt") : 0,
                text(outcome, "reason"),
                text(outcome, "scope"));
    }

    private RepairState state() {
        String name = text(outcome, "state");
        for (RepairState state : RepairState.values()) {
            if (state.wireName().equals(name)) {
                return state;
            }
        }
        throw unreadable("state", "a state that this build knows");
    }

    private int attempts() {
        long attempts = number(outcome, "attempts");
        if (attempts < 0 || attempts > Integer.MAX_VALUE) {
            throw unreadable("attempts", "an integer from 0 to 2147483647");
        }
        return (int) attempts;
    }

    private @Nullable Subject subject() {
        JsonNode edge = outcome.get("edge");
        if (edge != null) {
            return new Subject.Edge(
                    text(edge, "graph"),
                    text(edge, "type"),
                    text(edge, "source"),
                    text(edge, "target"));
        }
        JsonNode node = outcome.get("node");
        return node == null
                ? null
                : new Subject.Node(text(node, "graph"), text(node, "type"), text(node, "id"));
    }

    private @Nullable Cell cell() {
        JsonNode cell = outcome.get("cell");
        if (cell == null) {
            return null;
        }
        JsonNode id = cell.path("id");
        return new Cell(
                text(cell, "namespace"),
                id.isObject() ? base64(id, "base64") : Bytes.utf8(text(cell, "id")),
                cell.has("key") ? base64(cell, "key") : null);
    }

    private @Nullable Version version() {
        JsonNode token = outcome.get("token");
        if (token == null) {
            return null;
        }
        Token of = Token.of(number(token, "generatedAtMicros"), text(token, "nonce"));
        return switch (text(outcome, "kind")) {
            case "put" ->
                    new Version(
                            of,
                            Version.Kind.PUT,
                            outcome.has("expiresAtMicros")
                                    ? number(outcome, "expiresAtMicros")
                                    : Version.NEVER);
            case "delete" -> Version.delete(of);
            default -> throw unreadable("kind", "put or delete");
        };
    }

    private long instant(String name) {
        try {
            return Instant.parse(text(outcome, name)).toEpochMilli();
        } catch (DateTimeException | ArithmeticException notAnInstant) {
            throw unreadable(name, "an ISO-8601 instant");
        }
    }

    private static String text(JsonNode object, String name) {
        JsonNode field = object.path(name);
        if (!field.isTextual()) {
            throw unreadable(name, "a string");
        }
        return field.textValue();
    }

    private static long number(JsonNode object, String name) {
        JsonNode field = object.path(name);
        if (!field.isIntegralNumber() || !field.canConvertToLong()) {
            throw unreadable(name, "an integer");
        }
        return field.longValue();
    }

    private static Bytes base64(JsonNode object, String name) {
        try {
            return Bytes.wrap(Base64.getDecoder().decode(text(object, name)));
        } catch (IllegalArgumentException notBase64) {
            throw unreadable(name, "standard padded base64");
        }
    }

    private static IllegalArgumentException unreadable(String name, String rule) {
        return new IllegalArgumentException(
                name + ": missing or out of order (expected: " + rule + ")");
    }
}
