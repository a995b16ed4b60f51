package org.entropyrepair.config.yaml;

import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a part of a document has to look like. Declared once: the reader checks by it, and the JSON
 * Schema is generated from it.
 */
public sealed interface Shape {
    /** One reference to a secret, as a regular expression. */
    String REFERENCE = "\\$\\{(?:env:[A-Za-z_][A-Za-z0-9_]*|file:[^{}\\u0000-\\u001f]+)\\}";

    /** A text in which every {@code ${} is a reference or written {@code $${}, likewise. */
    String REFERENCES = "^(?:\\$\\$\\{|" + REFERENCE + "|\\$(?!\\$?\\{)|[^$])*$";

    /** What is expected, in words. */
    String rule();

    /**
     * A text.
     *
     * @param pattern the regular expression it has to match, in the dialect common to Java and JSON
     *     Schema; null for any text that is not empty
     * @param rule what is expected, in words
     * @param references whether secrets may be referred to
     */
    record Text(@Nullable String pattern, String rule, boolean references) implements Shape {}

    /** One of some words. */
    record Choice(List<String> words) implements Shape {
        @Override
        public String rule() {
            return words.size() == 1 ? words.get(0) : "one of " + String.join(", ", words);
        }
    }

    /** A whole number, both bounds included. */
    record Whole(long min, long max) implements Shape {
        @Override
        public String rule() {
            return "whole number, " + min + " to " + max;
        }
    }

    /** A number, both bounds included. */
    record Fraction(double min, double max) implements Shape {
        @Override
        public String rule() {
            return "number, " + bound(min) + " to " + bound(max);
        }

        private static String bound(double bound) {
            return bound == Math.rint(bound) ? String.valueOf((long) bound) : String.valueOf(bound);
        }
    }

    /** True or false. */
    record Flag() implements Shape {
        @Override
        public String rule() {
            return "true or false";
        }
    }

    /**
     * A duration with its unit.
     *
     * @param zeroAllowed whether it may have no length
     */
    record Span(boolean zeroAllowed) implements Shape {
        /** What it has to look like. */
        public String pattern() {
            return zeroAllowed ? Durations.PATTERN : Durations.PATTERN_POSITIVE;
        }

        @Override
        public String rule() {
            return (zeroAllowed ? "duration" : "duration longer than 0")
                    + " such as 500ms, 2s, 5m, 1h or 10d";
        }
    }

    /** A list with at least that many items. */
    record ListOf(Shape item, int min) implements Shape {
        @Override
        public String rule() {
            return min == 0 ? "list" : "list of at least " + min;
        }
    }

    /**
     * A list of different names, or {@code ["*"]} for all.
     *
     * @param name what a name has to look like
     */
    record Names(Text name) implements Shape {
        /** Stands for all. */
        public static final String ALL = "*";

        @Override
        public String rule() {
            return "list of at least 1 name, or [\"*\"]";
        }
    }

    /**
     * A mapping from names of the user's choice.
     *
     * @param key what a name has to look like
     * @param value what stands under each
     * @param min how many there are at least
     * @param reserved names which must not be used
     */
    record MapOf(Text key, Shape value, int min, Set<String> reserved) implements Shape {
        @Override
        public String rule() {
            return min == 0 ? "mapping" : "mapping with at least " + min + " entry";
        }
    }

    /**
     * A mapping with known fields.
     *
     * @param fields the fields
     * @param open whether others are allowed, of any {@link Setting}
     * @param variants of which exactly one is given; none if there are no such fields
     */
    record Fields(List<Field> fields, boolean open, List<Variant> variants) implements Shape {
        /** A mapping without variants. */
        public static Fields of(Field... fields) {
            return new Fields(List.of(fields), false, List.of());
        }

        @Override
        public String rule() {
            return "mapping with " + String.join(", ", fields.stream().map(Field::name).toList());
        }
    }

    /**
     * What goes with one of several fields of which exactly one is given.
     *
     * @param by that field
     * @param field another one which depends on it
     * @param words what the other one may be
     * @param required whether the other one has to be there
     */
    record Variant(String by, String field, List<String> words, boolean required) {}

    /** A text, number or flag, kept as the text that was written; secrets may be referred to. */
    record Verbatim() implements Shape {
        @Override
        public String rule() {
            return "text, number or flag";
        }
    }

    /** A text, number, flag, or a list or mapping of these; secrets may be referred to. */
    record Setting() implements Shape {
        @Override
        public String rule() {
            return "text, number, flag, list or mapping";
        }
    }
}
