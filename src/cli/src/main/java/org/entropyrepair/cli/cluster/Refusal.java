package org.entropyrepair.cli.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;

/** Finds, in the stack traces that Flink answers with, what was meant for people. */
final class Refusal {
    private static final String CAUSE = "Caused by: ";

    private Refusal() {}

    /** The words of the innermost cause in an array of traces. */
    static String words(JsonNode errors) {
        String longest = "";
        for (JsonNode error : errors) {
            longest = error.asText().length() > longest.length() ? error.asText() : longest;
        }
        return longest.isEmpty() ? "cluster: refused without a word" : words(longest);
    }

    /** The message of the innermost cause in a trace, without the name of its class. */
    static String words(String trace) {
        int last = trace.lastIndexOf(CAUSE);
        String cause = last < 0 ? trace : trace.substring(last + CAUSE.length());
        List<String> lines = new ArrayList<>();
        for (String line : cause.lines().toList()) {
            if (line.startsWith("\tat ") || line.startsWith("\t...")) {
                break;
            }
            if (!line.isBlank()) {
                lines.add(line);
            }
        }
        return String.join("\n", lines).replaceFirst("^[\\w.$]+(Exception|Error): ", "").strip();
    }
}
