package org.entropyrepair.config.yaml;

import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Writes values as YAML for people: defaults filled in, secrets masked. Not for reading again. */
public final class MaskedYaml {
    private static final Pattern NEEDS_NO_QUOTES =
            Pattern.compile("[A-Za-z0-9_/](?:[A-Za-z0-9_./:-]*[A-Za-z0-9_./-])?");

    private final StringBuilder text = new StringBuilder();

    private MaskedYaml() {}

    /** The text of a document. */
    public static String of(Located root) {
        MaskedYaml yaml = new MaskedYaml();
        yaml.entries(root, "", "");
        return yaml.text.toString();
    }

    /**
     * Writes the entries of a map; the first one after {@code lead}, which is as wide as indent.
     */
    private void entries(Located map, String lead, String indent) {
        String before = lead;
        for (Map.Entry<String, Located> entry : map.entries().entrySet()) {
            text.append(before).append(quoted(entry.getKey())).append(':');
            below(entry.getValue(), indent);
            before = indent;
        }
    }

    private void below(Located value, String indent) {
        String deeper = indent + "  ";
        if (isFlat(value)) {
            text.append(' ').append(flat(value)).append('\n');
        } else if (value.value() instanceof Map) {
            text.append('\n');
            entries(value, deeper, deeper);
        } else {
            text.append('\n');
            for (Located item : value.items()) {
                if (item.value() instanceof Map && !isFlat(item)) {
                    entries(item, deeper + "- ", deeper + "  ");
                } else {
                    text.append(deeper).append("- ").append(flat(item)).append('\n');
                }
            }
        }
    }

    /** Whether a value is written on one line: it is one, empty, or a list of such. */
    private static boolean isFlat(Located value) {
        return value.entries().isEmpty()
                && value.items().stream().allMatch(item -> item.entries().isEmpty());
    }

    private static String flat(Located value) {
        if (value.value() instanceof Map) {
            return value.entries().entrySet().stream()
                    .map(entry -> quoted(entry.getKey()) + ": " + flat(entry.getValue()))
                    .collect(Collectors.joining(", ", "{", "}"));
        }
        if (value.value() instanceof List) {
            return value.items().stream().map(MaskedYaml::flat).toList().toString();
        }
        return value.value() instanceof String ? quoted(value.shown()) : value.shown();
    }

    private static String quoted(String shown) {
        return NEEDS_NO_QUOTES.matcher(shown).matches()
                ? shown
                : '"' + shown.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }
}
