package org.entropyrepair.config.yaml;

import java.util.regex.Pattern;

/** Decides what of a value may be printed. */
final class Masking {
    private static final int SHOWN_CHARS_MAX = 120;
    private static final Pattern SENSITIVE_KEY =
            Pattern.compile(
                    "passw|passphrase|\\bpwd\\b|secret|token|jaas|credential|private|"
                            + "api[-_.]?key|access[-_.]?key|keystore[-_.]?key|auth[-_.]?key",
                    Pattern.CASE_INSENSITIVE);
    private static final Pattern USER_INFO = Pattern.compile("//[^/@\\s]+@");

    private Masking() {}

    /** Whether what stands under a key is a secret by the look of the key. */
    static boolean isSensitive(String key) {
        return SENSITIVE_KEY.matcher(key).find();
    }

    /**
     * A text as it may be printed, on one line.
     *
     * @param raw as written, references unresolved
     * @param sensitive whether it stands under a key that looks like a secret's
     */
    static String shown(String raw, boolean sensitive) {
        if (sensitive && !onlyReference(raw)) {
            return MaskedText.MASK;
        }
        return oneLine(USER_INFO.matcher(raw).replaceAll("//" + MaskedText.MASK + "@"));
    }

    /** A text on one line, cut where it is long. */
    static String oneLine(String text) {
        StringBuilder line = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (line.length() >= SHOWN_CHARS_MAX) {
                return line.append('…').toString();
            }
            if (Character.isISOControl(c)) {
                line.append(c == '\n' ? "\\n" : "?");
            } else {
                line.append(c);
            }
        }
        return line.toString();
    }

    private static boolean onlyReference(String raw) {
        return raw.matches(Shape.REFERENCE);
    }
}
