package org.entropyrepair.config.yaml;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Puts a default where nothing was written. */
final class Defaults {
    private Defaults() {}

    /**
     * The default of a field.
     *
     * @throws IllegalArgumentException if it has none, or one that does not fit its shape: our bug
     */
    static Located of(Field field, String path, int line) {
        Object whenAbsent = field.whenAbsent();
        if (whenAbsent == null) {
            throw new IllegalArgumentException(path + ": no default");
        }
        Shape shape = field.shape();
        if (shape instanceof Shape.Fields fields) {
            Map<String, Located> entries = new LinkedHashMap<>();
            for (Field inner : fields.fields()) {
                if (inner.whenAbsent() != null) {
                    String innerPath = Located.entry(path, inner.name());
                    entries.put(inner.name(), of(inner, innerPath, line));
                }
            }
            return new Located(path, line, false, entries, "a mapping");
        }
        if (whenAbsent instanceof List<?> list) {
            List<Located> items = new ArrayList<>();
            for (Object item : list) {
                String text = (String) item;
                items.add(new Located(Located.item(path, items.size()), line, false, text, text));
            }
            return new Located(path, line, false, items, "a list");
        }
        Object value =
                shape instanceof Shape.Span
                        ? Durations.parse((String) whenAbsent).orElseThrow()
                        : whenAbsent;
        return new Located(path, line, false, value, whenAbsent.toString());
    }
}
