package org.entropyrepair.jobs;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.entropyrepair.config.yaml.Moments;
import org.jspecify.annotations.Nullable;

/** A command line of options that have a value each, read strictly. */
final class Arguments {
    private final Map<String, String> rules;
    private final Map<String, String> given;

    private Arguments(Map<String, String> rules, Map<String, String> given) {
        this.rules = rules;
        this.given = given;
    }

    /**
     * Reads a command line.
     *
     * @param rules what the value of each option has to be, in words, by option
     * @throws WrongArgument if an option is unknown, given twice or without a value
     */
    static Arguments of(String[] args, Map<String, String> rules) {
        Map<String, String> given = new LinkedHashMap<>();
        for (int i = 0; i < args.length; i += 2) {
            String name = args[i];
            String rule = rules.get(name);
            if (rule == null) {
                throw wrong(name, "unknown", "one of " + String.join(", ", rules.keySet()));
            }
            if (i + 1 == args.length) {
                throw wrong(name, "no value", rule);
            }
            if (given.put(name, args[i + 1]) != null) {
                throw wrong(name, "given twice", "once");
            }
        }
        return new Arguments(Collections.unmodifiableMap(rules), given);
    }

    /** Reads a value; null if it is none. */
    interface Reader<T> {
        /** The value that a text stands for. */
        @Nullable T read(String text);
    }

    /**
     * The value of an option, if it is given.
     *
     * @throws WrongArgument if it is not what the rule says
     */
    <T> Optional<T> value(String name, Reader<T> reader) {
        String text = given.get(name);
        if (text == null) {
            return Optional.empty();
        }
        T value = reader.read(text);
        if (value == null) {
            throw wrong(name, text, String.valueOf(rules.get(name)));
        }
        return Optional.of(value);
    }

    /** What must be given and is not. */
    WrongArgument missing(String name) {
        return wrong(name, "missing", String.valueOf(rules.get(name)));
    }

    private static WrongArgument wrong(String name, String found, String rule) {
        return new WrongArgument(name + ": " + found + " (expected: " + rule + ")");
    }

    static @Nullable String name(String text) {
        return text.isBlank() ? null : text;
    }

    static @Nullable Path file(String text) {
        try {
            return text.isBlank() ? null : Path.of(text);
        } catch (InvalidPathException notAPath) {
            return null;
        }
    }

    static @Nullable Set<String> names(String text) {
        Set<String> names = new LinkedHashSet<>();
        for (String name : text.split(",", -1)) {
            if (name.isBlank()) {
                return null;
            }
            names.add(name.strip());
        }
        return names;
    }

    static @Nullable Integer count(String text) {
        try {
            int count = Integer.parseInt(text);
            return count >= 1 ? count : null;
        } catch (NumberFormatException notANumber) {
            return null;
        }
    }

    static @Nullable Boolean flag(String text) {
        return text.equals("true") ? Boolean.TRUE : text.equals("false") ? Boolean.FALSE : null;
    }

    static @Nullable Instant moment(String text) {
        return Moments.parse(text, Instant.now()).orElse(null);
    }

    /** Carries the line to where the command line is read. */
    static final class WrongArgument extends RuntimeException {
        private static final long serialVersionUID = 1L;

        private WrongArgument(String line) {
            super(line);
        }

        /** What is wrong, in one line. */
        String line() {
            return String.valueOf(getMessage());
        }
    }
}
