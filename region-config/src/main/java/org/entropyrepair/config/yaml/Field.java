package org.entropyrepair.config.yaml;

import org.jspecify.annotations.Nullable;

/**
 * A field of a mapping.
 *
 * @param name its key
 * @param shape what stands under it
 * @param required whether it has to be there
 * @param whenAbsent what holds where it is not: the text of a word or duration, a {@link Boolean},
 *     {@link Long} or {@link Double}, a list of texts, or an empty map for a mapping of which every
 *     field has a default; null if there is none
 * @param meaning what it means, with its unit; shown by editors
 */
public record Field(
        String name, Shape shape, boolean required, @Nullable Object whenAbsent, String meaning) {
    /** A field that has to be there. */
    public static Field required(String name, Shape shape, String meaning) {
        return new Field(name, shape, true, null, meaning);
    }

    /** A field with a default. */
    public static Field withDefault(String name, Shape shape, Object whenAbsent, String meaning) {
        return new Field(name, shape, false, whenAbsent, meaning);
    }

    /** A field that may be absent. */
    public static Field optional(String name, Shape shape, String meaning) {
        return new Field(name, shape, false, null, meaning);
    }
}
