package org.entropyrepair.config;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeSet;
import org.entropyrepair.config.yaml.MaskedText;

/**
 * Properties of a Kafka client: {@link #value()} is for use, {@link #toString()} for print.
 *
 * @param entries the texts by name
 */
public record ClientProperties(Map<String, MaskedText> entries) {
    /** Keeps its own copy, in the order given. */
    public ClientProperties {
        entries = Collections.unmodifiableMap(new LinkedHashMap<>(entries));
    }

    /** The properties, secrets resolved: for use, not for print. */
    public Map<String, String> value() {
        Map<String, String> values = new LinkedHashMap<>();
        entries.forEach((key, text) -> values.put(key, text.value()));
        return values;
    }

    /** {@link #value()} and one more. */
    Map<String, String> with(String key, String value) {
        Map<String, String> values = value();
        values.put(key, value);
        return values;
    }

    /** Names and masked values, sorted. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder("{");
        for (String key : new TreeSet<>(entries.keySet())) {
            text.append(text.length() == 1 ? "" : ", ").append(key).append('=');
            text.append(entries.get(key));
        }
        return text.append('}').toString();
    }
}
