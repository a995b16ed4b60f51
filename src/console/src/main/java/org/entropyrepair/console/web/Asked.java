package org.entropyrepair.console.web;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A request that the guard let through.
 *
 * @param path of the address
 * @param parameters of the query, each once
 * @param body of a change; a missing node otherwise
 * @param who where it came from, for the journal
 */
record Asked(String path, Map<String, String> parameters, JsonNode body, String who) {

    /** Something that cannot be asked for. */
    static final class WrongException extends RuntimeException {
        private static final long serialVersionUID = 1L;
        private final int status;

        WrongException(int status, String line) {
            super(line);
            this.status = status;
        }

        int status() {
            return status;
        }
    }

    /** Keeps a copy. */
    Asked {
        parameters = Map.copyOf(parameters);
    }

    /** The parameters of a query. */
    static Map<String, String> parameters(@Nullable String query) {
        Map<String, String> parameters = new HashMap<>();
        if (query != null) {
            for (String one : query.split("&")) {
                int equals = one.indexOf('=');
                if (equals > 0) {
                    parameters.put(
                            decode(one.substring(0, equals)), decode(one.substring(equals + 1)));
                }
            }
        }
        return parameters;
    }

    private static String decode(String text) {
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException notEncoded) {
            throw new WrongException(400, "query: cannot be read (expected: %-encoded UTF-8)");
        }
    }

    /** A parameter of the query. */
    String parameter(String name) {
        String value = parameters.get(name);
        if (value == null || value.isBlank()) {
            throw new WrongException(400, name + ": missing");
        }
        return value;
    }

    /** A text of the body. */
    String text(String name) {
        JsonNode value = body.path(name);
        if (!value.isTextual() || value.asText().isBlank()) {
            throw new WrongException(400, name + ": missing (expected: a text)");
        }
        return value.asText();
    }

    /** A number of the query. */
    long number(String name) {
        try {
            return Long.parseLong(parameter(name));
        } catch (NumberFormatException notOne) {
            throw new WrongException(400, name + ": " + parameter(name) + " (expected: a number)");
        }
    }
}
