package org.entropyrepair.config;

import java.util.List;
import java.util.stream.Stream;

/** A constant that a config calls by a word; the words are part of the format. */
public interface Word {
    /** The word. */
    String word();

    /**
     * The constant of a word.
     *
     * @throws IllegalArgumentException if there is none
     */
    static <E extends Enum<E> & Word> E of(Class<E> type, String word) {
        return Stream.of(type.getEnumConstants())
                .filter(constant -> constant.word().equals(word))
                .findFirst()
                .orElseThrow(
                        () ->
                                new IllegalArgumentException(
                                        type.getSimpleName()
                                                + ": "
                                                + word
                                                + " (expected: one of "
                                                + String.join(", ", all(type))
                                                + ")"));
    }

    /** All words of a type, in order. */
    static <E extends Enum<E> & Word> List<String> all(Class<E> type) {
        return Stream.of(type.getEnumConstants()).map(Word::word).toList();
    }
}
