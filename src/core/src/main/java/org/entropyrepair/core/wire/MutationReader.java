package org.entropyrepair.core.wire;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import org.entropyrepair.core.model.Bytes;
import org.entropyrepair.core.model.Cell;
import org.entropyrepair.core.model.Mutation;
import org.entropyrepair.core.model.Version;
import org.jspecify.annotations.Nullable;

/**
 * Reads what is to be written out of a stored write-failure record, at the moment it is written.
 *
 * <p>Only for bytes which {@link FailureReader} found readable: nothing is checked twice. Stateless
 * and thread-safe.
 */
public final class MutationReader {
    private static final JsonFactory JSON = JsonBytes.factory(Integer.MAX_VALUE);

    private MutationReader() {}

    /**
     * The write of {@code cell} at {@code version}. The bytes of a delete are not looked at.
     *
     * @param failureValue value of the Kafka record whose version this is, as it was read
     * @param cell what is written
     * @param version its place in the order; the caller turns a put that has run out into a delete
     * @throws IllegalArgumentException if the version is a put and the bytes are not a put's: a bug
     *     of the caller
     */
    public static Mutation read(Bytes failureValue, Cell cell, Version version) {
        if (version.isDelete()) {
            return new Mutation(cell, version, Bytes.EMPTY, Bytes.EMPTY);
        }
        try (JsonParser json = JSON.createParser(failureValue.unsafeArray())) {
            json.nextToken();
            while (json.nextToken() == JsonToken.FIELD_NAME) {
                boolean isWrite = json.currentName().equals("write");
                JsonToken token = json.nextToken();
                if (isWrite && token == JsonToken.START_OBJECT) {
                    return readWrite(json, cell, version);
                }
                json.skipChildren();
            }
        } catch (IOException notJson) {
            throw new IllegalArgumentException("failureValue: not a readable failure", notJson);
        }
        throw new IllegalArgumentException("failureValue: no write (expected: a readable failure)");
    }

    private static Mutation readWrite(JsonParser json, Cell cell, Version version)
            throws IOException {
        @Nullable Bytes value = null;
        Bytes metadata = Bytes.EMPTY;
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            String name = json.currentName();
            json.nextToken();
            switch (name) {
                case "value" -> value = Bytes.wrap(json.getBinaryValue());
                case "metadata" -> metadata = Bytes.wrap(json.getBinaryValue());
                default -> json.skipChildren();
            }
        }
        if (value == null) {
            throw new IllegalArgumentException("failureValue: no value (expected: that of a put)");
        }
        return new Mutation(cell, version, value, metadata);
    }
}
