package org.entropyrepair.benchmarks;

import java.util.Arrays;
import java.util.List;

/** What a benchmark was called with: {@code --name value}, in any order. */
public final class Arguments {
    private final List<String> words;

    /** Over these words. */
    public Arguments(String... args) {
        this.words = List.copyOf(Arrays.asList(args));
    }

    /** The number after {@code name}; {@code otherwise} if it is not there. */
    public int number(String name, int otherwise) {
        int at = words.indexOf(name);
        return at < 0 ? otherwise : Integer.parseInt(words.get(at + 1));
    }

    /** The words after {@code name}, separated by commas; {@code otherwise} if it is not there. */
    public List<String> list(String name, List<String> otherwise) {
        int at = words.indexOf(name);
        return at < 0 ? otherwise : List.of(words.get(at + 1).split(","));
    }

    /** The numbers after {@code name}, separated by commas; {@code otherwise} if not there. */
    List<Integer> numbers(String name, List<Integer> otherwise) {
        int at = words.indexOf(name);
        return at < 0 ? otherwise : list(name, List.of()).stream().map(Integer::valueOf).toList();
    }

    /**
     * This, if it names nothing else.
     *
     * @throws IllegalArgumentException if it does
     */
    Arguments onlyOf(List<String> names) {
        for (int i = 0; i < words.size(); i += 2) {
            if (!names.contains(words.get(i)) || i + 1 == words.size()) {
                throw new IllegalArgumentException(
                        words.get(i) + " (expected: one of " + names + ", each with a value)");
            }
        }
        return this;
    }
}
