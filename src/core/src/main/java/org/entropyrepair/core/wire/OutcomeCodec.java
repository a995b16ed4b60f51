package org.entropyrepair.core.wire;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.util.ByteArrayBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Locale;
import org.entropyrepair.core.model.Bytes;
import org.entropyrepair.core.model.Cell;
import org.entropyrepair.core.model.Outcome;
import org.entropyrepair.core.model.Subject;
import org.entropyrepair.core.model.Version;
import org.jspecify.annotations.Nullable;

/**
 * Outcomes as Kafka records (design, section 6). Instants are ISO-8601; ids, keys and tokens look
 * as they do in a write-failure record. Beside the token stand {@code kind} ({@code put} or {@code
 * delete}) and, where a put runs out, {@code expiresAtMicros}: with the token they are the version.
 *
 * <p>Of a target as a whole, {@code edge}, {@code node}, {@code cell}, {@code token} and {@code
 * kind} are absent: {@code parked} says that it is out, {@code holding} that it is behind. {@code
 * nextAttemptAt} is absent where nothing is scheduled. Readers ignore unknown fields.
 *
 * <p>The trace context is no part of the value: it is the header {@link WireHeaders#TRACEPARENT} of
 * the record, as tracers have it, and what is decoded has none. Stateless and thread-safe.
 */
public final class OutcomeCodec {
    private static final JsonFactory JSON = JsonBytes.factory(Integer.MAX_VALUE);
    private static final int BYTES_USUAL = 1_024;

    private OutcomeCodec() {}

    /** The key under which the topic keeps the last outcome of one repair: its name, as text. */
    public static Bytes key(Outcome outcome) {
        Cell cell = outcome.cell();
        Digest digest =
                cell == null
                        ? Digest.of("target").add(outcome.target())
                        : Digest.of("repair").add(cell).add(outcome.target());
        return Bytes.utf8(digest.name());
    }

    /** The value of the Kafka record that says {@code outcome}. */
    public static Bytes encode(Outcome outcome) {
        try (ByteArrayBuilder out = new ByteArrayBuilder(BYTES_USUAL)) {
            try (JsonGenerator json = JSON.createGenerator(out)) {
                writeOutcome(json, outcome);
            }
            return Bytes.wrap(out.toByteArray());
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible); // memory does not fail to be written to
        }
    }

    /**
     * Reads the value of a record of the outcome topic.
     *
     * @throws IllegalArgumentException naming the field, if it is not an outcome
     */
    public static Outcome decode(Bytes value) {
        return new OutcomeReader(value).read();
    }

    private static void writeOutcome(JsonGenerator json, Outcome outcome) throws IOException {
        json.writeStartObject();
        json.writeStringField("state", outcome.state().wireName());
        writeSubject(json, outcome.subject());
        writeCell(json, outcome.cell());
        json.writeStringField("target", Text.oneLine(outcome.target()));
        writeVersion(json, outcome.version());
        json.writeNumberField("revision", outcome.revision());
        json.writeStringField("job", Text.oneLine(outcome.job()));
        writeInstant(json, "at", outcome.atMillis());
        json.writeNumberField("attempts", outcome.attempts());
        writeInstant(json, "since", outcome.sinceMillis());
        if (outcome.nextAttemptAtMillis() != 0) {
            writeInstant(json, "nextAttemptAt", outcome.nextAttemptAtMillis());
        }
        json.writeStringField("reason", Text.cut(Text.oneLine(outcome.reason()), Text.BYTES_MAX));
        json.writeStringField("scope", Text.oneLine(outcome.scope()));
        json.writeEndObject();
    }

    private static void writeSubject(JsonGenerator json, @Nullable Subject subject)
            throws IOException {
        if (subject instanceof Subject.Edge edge) {
            json.writeObjectFieldStart("edge");
            json.writeStringField("graph", edge.graph());
            json.writeStringField("type", edge.type());
            json.writeStringField("source", edge.source());
            json.writeStringField("target", edge.target());
            json.writeEndObject();
        } else if (subject instanceof Subject.Node node) {
            json.writeObjectFieldStart("node");
            json.writeStringField("graph", node.graph());
            json.writeStringField("type", node.type());
            json.writeStringField("id", node.id());
            json.writeEndObject();
        }
    }

    private static void writeCell(JsonGenerator json, @Nullable Cell cell) throws IOException {
        if (cell == null) {
            return;
        }
        json.writeObjectFieldStart("cell");
        json.writeStringField("namespace", cell.namespace());
        FailureWriter.writeId(json, cell.id());
        Bytes key = cell.key();
        if (key != null) {
            FailureWriter.writeBase64(json, "key", key);
        }
        json.writeEndObject();
    }

    private static void writeVersion(JsonGenerator json, @Nullable Version version)
            throws IOException {
        if (version == null) {
            return;
        }
        FailureWriter.writeToken(json, version.token());
        json.writeStringField("kind", version.kind().name().toLowerCase(Locale.ROOT));
        if (version.expires()) {
            json.writeNumberField("expiresAtMicros", version.expiresAtMicros());
        }
    }

    private static void writeInstant(JsonGenerator json, String name, long millis)
            throws IOException {
        json.writeStringField(name, Moment.text(millis));
    }
}
