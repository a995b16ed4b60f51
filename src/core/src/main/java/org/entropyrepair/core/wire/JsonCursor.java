package org.entropyrepair.core.wire;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.HashSet;
import java.util.Set;
import org.entropyrepair.core.model.DeathReason;
import org.jspecify.annotations.Nullable;

/**
 * A strict walk over one JSON text: every name of every object once, no lone surrogate anywhere,
 * nothing after the end. What breaks that is thrown as {@link Unfit}; a value of another type than
 * asked for is null, for the caller to judge.
 *
 * <p>Whoever is given a value must take it, by one of the methods that say so or by {@link #skip}.
 * Not thread-safe.
 */
final class JsonCursor implements AutoCloseable {
    private final JsonParser parser;
    private final boolean surrogates;

    /** Opens {@code bytes}; {@link Unfit} if they are not UTF-8. */
    JsonCursor(JsonFactory factory, byte[] bytes) throws Unfit, IOException {
        if (!JsonBytes.isUtf8(bytes)) {
            throw Unfit.malformed("value", "other bytes", "JSON in UTF-8, no byte order mark");
        }
        surrogates = JsonBytes.mayEscapeSurrogates(bytes);
        parser = factory.createParser(bytes);
    }

    /** The names one object has shown so far. */
    static final class Names {
        private static final int FEW = 12;

        private final String[] few = new String[FEW];
        private int count;
        private @Nullable Set<String> many;

        /** Whether {@code name} is new. */
        boolean add(String name) {
            if (many != null) {
                return many.add(name);
            }
            for (int i = 0; i < count; i++) {
                if (few[i].equals(name)) {
                    return false;
                }
            }
            if (count < FEW) {
                few[count++] = name;
                return true;
            }
            many = new HashSet<>(Set.of(few));
            return many.add(name);
        }
    }

    /** Takes the start of the text, which must be an object. */
    void start() throws Unfit, IOException {
        JsonToken first = parser.nextToken();
        if (first != JsonToken.START_OBJECT) {
            throw Unfit.malformed(
                    "value", first == null ? "nothing" : "a JSON " + kind(first), "a JSON object");
        }
    }

    /** Takes the end of the text: nothing may follow. */
    void end() throws Unfit, IOException {
        if (parser.nextToken() != null) {
            throw Unfit.malformed("value", "more after the object", "one JSON object");
        }
    }

    /** The next name of the object, its value to be taken next; null at the end of the object. */
    @Nullable String nextName(Names names) throws Unfit, IOException {
        if (parser.nextToken() != JsonToken.FIELD_NAME) {
            return null;
        }
        String name = parser.currentName();
        if (surrogates && !Text.isWellFormed(name)) {
            throw loneSurrogate();
        }
        if (!names.add(name)) {
            throw new Unfit(
                    DeathReason.MALFORMED,
                    "value: the field " + Text.excerpt(name) + " twice (expected: once)");
        }
        parser.nextToken();
        return name;
    }

    /** Whether the value is an object; if so its start is taken. */
    boolean isObject() {
        return parser.currentToken() == JsonToken.START_OBJECT;
    }

    /** Whether the value is a string. */
    boolean isText() {
        return parser.currentToken() == JsonToken.VALUE_STRING;
    }

    /** Takes the value if it is a string. */
    @Nullable String text() throws Unfit, IOException {
        if (parser.currentToken() != JsonToken.VALUE_STRING) {
            return null;
        }
        String text = parser.getText();
        if (surrogates && !Text.isWellFormed(text)) {
            throw loneSurrogate();
        }
        return text;
    }

    /** Whether the value is an integer, of whatever size. */
    boolean isInteger() {
        return parser.currentToken() == JsonToken.VALUE_NUMBER_INT;
    }

    /** Whether the value is an integer within 64 bits. */
    boolean isLong() throws IOException {
        return isInteger()
                && switch (parser.getNumberType()) {
                    case INT, LONG -> true;
                    default -> false;
                };
    }

    /** Takes a value which {@link #isLong}. */
    long longValue() throws IOException {
        return parser.getLongValue();
    }

    /** Whether the value is a string of standard padded base64. */
    boolean isBase64() throws IOException {
        return parser.currentToken() == JsonToken.VALUE_STRING
                && JsonBytes.isBase64(
                        parser.getTextCharacters(), parser.getTextOffset(), parser.getTextLength());
    }

    /** Takes a value which {@link #isBase64}. */
    byte[] base64Value() throws IOException {
        return parser.getBinaryValue();
    }

    /** Takes whatever the value is. */
    void skip() throws Unfit, IOException {
        switch (parser.currentToken()) {
            case START_OBJECT -> {
                Names names = new Names();
                while (nextName(names) != null) {
                    skip();
                }
            }
            case START_ARRAY -> {
                while (parser.nextToken() != JsonToken.END_ARRAY) {
                    skip();
                }
            }
            case VALUE_STRING -> {
                if (surrogates) {
                    text();
                }
            }
            default -> {}
        }
    }

    /** What the value is, in words: its text or number where that is short. */
    String describe() throws IOException {
        JsonToken token = parser.currentToken();
        if (token == JsonToken.VALUE_STRING) {
            return Text.excerpt(parser.getText());
        }
        if (token == JsonToken.VALUE_NUMBER_INT && parser.getTextLength() <= 40) {
            return parser.getText();
        }
        return "a JSON " + kind(token);
    }

    private static String kind(JsonToken token) {
        return switch (token) {
            case START_OBJECT -> "object";
            case START_ARRAY -> "array";
            case VALUE_STRING -> "string";
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> "number";
            case VALUE_TRUE, VALUE_FALSE -> "boolean";
            case VALUE_NULL -> "null";
            default -> "fragment";
        };
    }

    private static Unfit loneSurrogate() {
        return Unfit.malformed("value", "a lone surrogate", "text that is valid Unicode");
    }

    @Override
    public void close() throws IOException {
        parser.close();
    }
}
