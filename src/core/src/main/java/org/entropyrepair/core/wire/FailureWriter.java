package org.entropyrepair.core.wire;

import com.fasterxml.jackson.core.Base64Variants;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.util.ByteArrayBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.entropyrepair.core.model.Bytes;
import org.entropyrepair.core.model.Cell;
import org.entropyrepair.core.model.Op;
import org.entropyrepair.core.model.Subject;
import org.entropyrepair.core.model.Token;

/**
 * Writes write-failure records, version 1, in the canonical form: UTF-8, no white space, the fields
 * in the order of the contract's example, an id as a string wherever its bytes are UTF-8, {@code
 * metadata} with every put, no field that does not apply. Equal messages give equal bytes; the
 * golden files hold this form.
 *
 * <p>Stateless and thread-safe.
 */
public final class FailureWriter {
    private static final JsonFactory JSON = JsonBytes.factory(Integer.MAX_VALUE);

    private FailureWriter() {}

    /** The value of the Kafka record that says {@code message}. */
    public static Bytes write(FailureMessage message) {
        try (ByteArrayBuilder out = new ByteArrayBuilder(512)) {
            try (JsonGenerator json = JSON.createGenerator(out)) {
                writeMessage(json, message);
            }
            return Bytes.wrap(out.toByteArray());
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible); // memory does not fail to be written to
        }
    }

    private static void writeMessage(JsonGenerator json, FailureMessage message)
            throws IOException {
        json.writeStartObject();
        json.writeNumberField("version", 1);
        json.writeStringField("graph", message.subject().graph());
        writeSubject(json, message.subject());
        writeWrite(json, message.write());
        Token token = message.token();
        if (token != null) {
            writeToken(json, token);
        }
        json.writeStringField("origin", message.origin());
        json.writeStringField("target", message.target());
        json.writeNumberField("failedAtMillis", message.failedAtMillis());
        json.writeObjectFieldStart("cause");
        json.writeStringField("kind", message.cause().kind().wireName());
        json.writeStringField("message", Text.cut(message.cause().message(), Text.BYTES_MAX));
        json.writeEndObject();
        json.writeEndObject();
    }

    private static void writeSubject(JsonGenerator json, Subject subject) throws IOException {
        if (subject instanceof Subject.Edge edge) {
            json.writeObjectFieldStart("edge");
            json.writeStringField("type", edge.type());
            json.writeStringField("source", edge.source());
            json.writeStringField("target", edge.target());
        } else if (subject instanceof Subject.Node node) {
            json.writeObjectFieldStart("node");
            json.writeStringField("type", node.type());
            json.writeStringField("id", node.id());
        }
        json.writeEndObject();
    }

    private static void writeWrite(JsonGenerator json, FailureMessage.Write write)
            throws IOException {
        Cell cell = write.cell();
        json.writeObjectFieldStart("write");
        json.writeStringField("namespace", cell.namespace());
        json.writeStringField("op", write.op().wireName());
        writeId(json, cell.id());
        Bytes key = cell.key();
        if (key != null && write.op() != Op.DELETE_RECORD) {
            writeBase64(json, "key", key);
        }
        if (write instanceof FailureMessage.Write.Put put) {
            writeBase64(json, "value", put.value());
            writeBase64(json, "metadata", put.metadata());
            if (put.ttlSeconds() > 0) {
                json.writeNumberField("ttlSeconds", put.ttlSeconds());
            }
        }
        json.writeEndObject();
    }

    /** Writes {@code "token": {…}}. */
    static void writeToken(JsonGenerator json, Token token) throws IOException {
        json.writeObjectFieldStart("token");
        json.writeNumberField("generatedAtMicros", token.generatedAtMicros());
        json.writeStringField("nonce", token.nonce());
        json.writeEndObject();
    }

    /** Writes {@code "id": …}: a string where it is one, else {@code {"base64": …}}. */
    static void writeId(JsonGenerator json, Bytes id) throws IOException {
        String text = id.asUtf8().orElse(null);
        if (text != null) {
            json.writeStringField("id", text);
        } else {
            json.writeObjectFieldStart("id");
            writeBase64(json, "base64", id);
            json.writeEndObject();
        }
    }

    /** Writes a field of standard padded base64. */
    static void writeBase64(JsonGenerator json, String name, Bytes bytes) throws IOException {
        json.writeFieldName(name);
        json.writeBinary(Base64Variants.MIME_NO_LINEFEEDS, bytes.unsafeArray(), 0, bytes.size());
    }
}
