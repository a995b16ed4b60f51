package org.entropyrepair.core.wire;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import org.entropyrepair.core.model.Bytes;
import org.entropyrepair.core.model.Mark;
import org.entropyrepair.core.model.Position;
import org.jspecify.annotations.Nullable;

/**
 * Marks as records of the compacted topic beside the dead letters: the key is the letter's {@code
 * er-id}, the value JSON, version 1. Readers ignore unknown fields. Stateless and thread-safe.
 */
public final class MarkCodec {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final int VERSION = 1;

    private MarkCodec() {}

    /** The value of the Kafka record. */
    public static Bytes encode(Mark mark) {
        ObjectNode json = JSON.createObjectNode();
        json.put("version", VERSION);
        json.put("how", mark.how().wireName());
        json.put("at", mark.at().toString());
        if (!mark.because().isEmpty()) {
            json.put("because", mark.because());
        }
        Position to = mark.to();
        if (to != null) {
            json.putObject("to")
                    .put("topic", to.topic())
                    .put("partition", to.partition())
                    .put("offset", to.offset());
        }
        if (mark.run() != null) {
            json.put("run", mark.run());
        }
        try {
            return Bytes.wrap(JSON.writeValueAsBytes(json));
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /**
     * Reads a value.
     *
     * @throws IllegalArgumentException if it is not a mark that this build reads
     */
    public static Mark decode(String id, Bytes value) {
        JsonNode json;
        try {
            json = JSON.readTree(value.unsafeArray());
        } catch (IOException notJson) {
            throw new IllegalArgumentException("mark: not JSON (expected: a JSON object)", notJson);
        }
        if (json.path("version").asInt() != VERSION) {
            throw new IllegalArgumentException(
                    "version: " + json.path("version") + " (expected: " + VERSION + ")");
        }
        try {
            return new Mark(
                    id,
                    how(json.path("how").asText()),
                    Instant.parse(json.path("at").asText()),
                    json.path("because").asText(""),
                    position(json.get("to")),
                    json.path("run").textValue());
        } catch (DateTimeException notAnInstant) {
            throw new IllegalArgumentException(
                    "at: " + json.path("at") + " (expected: an ISO-8601 instant)", notAnInstant);
        }
    }

    private static Mark.How how(String name) {
        for (Mark.How how : Mark.How.values()) {
            if (how.wireName().equals(name)) {
                return how;
            }
        }
        throw new IllegalArgumentException(
                "how: " + name + " (expected: something that this build knows)");
    }

    private static @Nullable Position position(@Nullable JsonNode to) {
        return to == null
                ? null
                : new Position(
                        to.path("topic").asText(),
                        to.path("partition").asInt(),
                        to.path("offset").asLong());
    }
}
