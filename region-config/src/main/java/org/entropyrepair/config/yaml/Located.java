package org.entropyrepair.config.yaml;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A value with its place. What could not be read is absent from the maps and lists that hold it, so
 * that everything else can still be checked.
 *
 * @param path where in the document
 * @param line line, counted from 1: of the key, or of the item where it stands in a list
 * @param given whether it was written; false for a default
 * @param value a {@link String}, {@link Long}, {@link Double}, {@link Boolean}, {@link Duration},
 *     or a list or map of {@code Located}
 * @param shown the value as it may be printed
 */
public record Located(String path, int line, boolean given, Object value, String shown) {
    private static final Pattern PLAIN_KEY = Pattern.compile("[A-Za-z0-9_-]+");

    /** The path of an entry; keys which hold dots or signs are put in brackets. */
    public static String entry(String path, String key) {
        if (!PLAIN_KEY.matcher(key).matches()) {
            return path + "[" + Masking.oneLine(key) + "]";
        }
        return path.isEmpty() ? key : path + "." + key;
    }

    /** The path of an item of a list, counted from 0. */
    public static String item(String path, int index) {
        return path + "[" + index + "]";
    }

    /** An entry of a map; empty if it is absent or could not be read. */
    public Optional<Located> at(String key) {
        return Optional.ofNullable(entries().get(key));
    }

    /**
     * An entry that is certain to be there: the document had no problem, and the entry is required
     * or has a default.
     *
     * @throws IllegalStateException if it is not
     */
    public Located get(String key) {
        return at(key).orElseThrow(() -> new IllegalStateException(entry(path, key) + ": absent"));
    }

    /** The entries of a map in the order of the document; none if this is not a map. */
    public Map<String, Located> entries() {
        Map<String, Located> entries = new LinkedHashMap<>();
        if (value instanceof Map<?, ?> map) {
            map.forEach((key, entry) -> entries.put((String) key, (Located) entry));
        }
        return entries;
    }

    /** The items of a list; none if this is not a list. */
    public List<Located> items() {
        List<Located> items = new ArrayList<>();
        if (value instanceof List<?> list) {
            list.forEach(item -> items.add((Located) item));
        }
        return items;
    }

    /** The items of a list of texts. */
    public List<String> texts() {
        return items().stream().map(Located::text).toList();
    }

    /** The text. */
    public String text() {
        return (String) value;
    }

    /** The text, which may hold a secret. */
    public MaskedText masked() {
        return new MaskedText(text(), shown);
    }

    /** The whole number. */
    public long whole() {
        return (Long) value;
    }

    /** The number. */
    public double fraction() {
        return ((Number) value).doubleValue();
    }

    /** The flag. */
    public boolean flag() {
        return (Boolean) value;
    }

    /** The duration. */
    public Duration duration() {
        return (Duration) value;
    }

    /** The value without its places: maps and lists of plain values. May hold secrets. */
    public Object plain() {
        if (value instanceof Map) {
            Map<String, Object> plain = new LinkedHashMap<>();
            entries().forEach((key, entry) -> plain.put(key, entry.plain()));
            return plain;
        }
        if (value instanceof List) {
            return items().stream().map(Located::plain).toList();
        }
        return value;
    }

    /** The value as it may be printed. */
    @Override
    public String toString() {
        return shown;
    }
}
