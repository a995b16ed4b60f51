package org.entropyrepair.core.wire;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.DateTimeException;
import java.time.Instant;
import org.entropyrepair.core.model.Bytes;
import org.entropyrepair.core.model.ConfigAnswer;

/**
 * Answers to config revisions as Kafka records: JSON with {@code result}, {@code job}, {@code
 * offset}, {@code revision}, {@code reason}, {@code at} (ISO-8601) and, where a config is in force,
 * {@code config}. Readers ignore unknown fields. Stateless and thread-safe.
 */
public final class ConfigAnswerCodec {
    /** Header of a revision: the most pending repairs that a task may discard. */
    public static final String DISCARDS = "er-discards";

    private static final JsonMapper JSON =
            JsonMapper.builder(JsonBytes.factory(Integer.MAX_VALUE)).build();

    private ConfigAnswerCodec() {}

    /** The key: how a job stands is kept under its name, what it answered under name and offset. */
    public static Bytes key(ConfigAnswer answer) {
        return Bytes.utf8(
                answer.isStanding() ? answer.job() : answer.job() + "/" + answer.offset());
    }

    /** The value of the Kafka record. */
    public static Bytes encode(ConfigAnswer answer) {
        ObjectNode json = JSON.createObjectNode();
        json.put("result", answer.result().wireName());
        json.put("job", answer.job());
        json.put("offset", answer.offset());
        json.put("revision", answer.revision());
        json.put("reason", answer.reason());
        json.put("at", Instant.ofEpochMilli(answer.atMillis()).toString());
        if (answer.config() != null) {
            json.put("config", answer.config());
        }
        try {
            return Bytes.wrap(JSON.writeValueAsBytes(json));
        } catch (JsonProcessingException impossible) {
            throw new UncheckedIOException(impossible); // a tree of texts and numbers
        }
    }

    /**
     * Reads the value of a record.
     *
     * @throws IllegalArgumentException if it is not such an answer
     */
    public static ConfigAnswer decode(Bytes value) {
        JsonNode json;
        try {
            json = JSON.readTree(value.toArray());
        } catch (IOException notJson) {
            throw new IllegalArgumentException("config answer: not JSON (expected: JSON)", notJson);
        }
        return new ConfigAnswer(
                ConfigAnswer.Result.ofWireName(text(json, "result"))
                        .orElseThrow(() -> unreadable("result", "one that this build knows")),
                text(json, "job"),
                number(json, "offset"),
                number(json, "revision"),
                text(json, "reason"),
                json.has("config") ? text(json, "config") : null,
                at(json));
    }

    private static long at(JsonNode json) {
        try {
            return Instant.parse(text(json, "at")).toEpochMilli();
        } catch (DateTimeException | ArithmeticException notAnInstant) {
            throw unreadable("at", "an ISO-8601 instant");
        }
    }

    private static String text(JsonNode json, String name) {
        if (!json.path(name).isTextual()) {
            throw unreadable(name, "a string");
        }
        return json.path(name).textValue();
    }

    private static long number(JsonNode json, String name) {
        if (!json.path(name).canConvertToLong() || !json.path(name).isIntegralNumber()) {
            throw unreadable(name, "an integer");
        }
        return json.path(name).longValue();
    }

    private static IllegalArgumentException unreadable(String name, String rule) {
        return new IllegalArgumentException(
                "config answer " + name + ": missing or out of order (expected: " + rule + ")");
    }
}
