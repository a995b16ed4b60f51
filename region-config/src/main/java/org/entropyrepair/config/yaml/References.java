package org.entropyrepair.config.yaml;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Resolves {@code ${env:NAME}} and {@code ${file:path}} in a text; {@code $${} is a plain {@code
 * ${}.
 */
final class References {
    private static final Pattern AT_REFERENCE = Pattern.compile(Shape.REFERENCE);
    private static final String FORM = "${env:NAME} or ${file:path}; $${ for a plain ${";

    private References() {}

    /**
     * A text with its references resolved.
     *
     * @param text the value; what could be resolved of it, if there is a problem
     * @param found whether there was any reference
     * @param problem the rule that is broken; null if none
     */
    record Resolved(String text, boolean found, @Nullable String problem) {}

    static Resolved resolve(String raw, Secrets secrets) {
        StringBuilder text = new StringBuilder(raw.length());
        Matcher reference = AT_REFERENCE.matcher(raw);
        boolean found = false;
        String problem = null;
        int at = 0;
        while (at < raw.length()) {
            if (raw.startsWith("$${", at)) {
                text.append("${");
                at += 3;
            } else if (!raw.startsWith("${", at)) {
                text.append(raw.charAt(at++));
            } else if (!reference.region(at, raw.length()).lookingAt()) {
                return new Resolved(raw, found, FORM);
            } else {
                found = true;
                String name = raw.substring(at + 2, reference.end() - 1);
                Optional<String> value = valueOf(name, secrets);
                if (value.isEmpty() && problem == null) {
                    problem = missing(name);
                }
                text.append(value.orElse(""));
                at = reference.end();
            }
        }
        if (found && secrets.leavesReferences()) {
            return new Resolved(raw, true, null);
        }
        return new Resolved(text.toString(), found, problem);
    }

    private static Optional<String> valueOf(String name, Secrets secrets) {
        return name.startsWith("env:")
                ? secrets.ofEnvironment(name.substring(4))
                : secrets.ofFile(name.substring(5));
    }

    private static String missing(String name) {
        return name.startsWith("env:")
                ? "environment variable " + name.substring(4) + " to be set"
                : "readable file " + name.substring(5) + " of at most 64 KiB";
    }
}
