package org.entropyrepair.config.yaml;

import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** Writes values as YAML for people: defaults filled in, secrets masked. Not for reading again. */
public final class MaskedYaml {
    private static final Pattern NEEDS_NO_QUOTES = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9_./-]*");

    private final StringBuilder text = new StringBuilder();

    private MaskedYaml() {}

    /** The text of a document. */
    public static String of(Located root) {
        MaskedYaml yaml = new MaskedYaml();
        yaml.entries(root, "");
        return yaml.text.toString();
    }

    private void entries(Located map, String indent) {
        map.entries()
                .forEach(
                        (key, value) -> {
                            text.append(indent).append(quoted(key)).append(':');
                            below(value, indent);
                        });
    }

    private void below(Located value, String indent) {
        if (value.value() instanceof Map && !value.entries().isEmpty()) {
            text.append('\n');
            entries(value, indent + "  ");
        } else if (value.items().isEmpty() || isFlat(value)) {
            text.append(' ').append(flat(value)).append('\n');
        } else {
            text.append('\n');
            for (Located item : value.items()) {
                text.append(indent).append("  -");
                below(item, indent + "    ");
            }
        }
    }

    private static boolean isFlat(Located list) {
        return list.items().stream()
                .allMatch(item -> item.entries().isEmpty() && item.items().isEmpty());
    }

    private static String flat(Located value) {
        if (value.value() instanceof Map) {
            return "{}";
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
