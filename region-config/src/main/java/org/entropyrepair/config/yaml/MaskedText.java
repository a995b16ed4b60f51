package org.entropyrepair.config.yaml;

/**
 * Text that may hold a secret: {@link #value()} is for use, {@link #toString()} for print.
 *
 * @param value the text, references resolved
 * @param shown the text as it may be printed: references stand as they were written, what looks
 *     like a secret is {@code ***}
 */
public record MaskedText(String value, String shown) {
    /** What stands for a secret in print. */
    public static final String MASK = "***";

    /** Text that holds no secret. */
    public static MaskedText of(String value) {
        return new MaskedText(value, value);
    }

    /** The text as it may be printed. */
    @Override
    public String toString() {
        return shown;
    }
}
