package org.entropyrepair.jobs;

import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.kafka.clients.CommonClientConfigs;

/**
 * Names of Kafka's own classes in client properties, such as the login module of {@code
 * sasl.jaas.config}. In the job's jar these classes live under another name; a config is written
 * with the names of Kafka's documentation and works with both.
 *
 * @param prefix what Kafka's packages begin with here
 */
record KafkaClassNames(String prefix) {
    /** Spelled in two parts, because a whole one would be renamed with the classes. */
    private static final String DOCUMENTED = String.join(".", "org", "apache", "kafka") + ".";

    /** Of the Kafka client that this code runs with. */
    static final KafkaClassNames HERE =
            new KafkaClassNames(
                    CommonClientConfigs.class.getPackageName().replaceFirst("clients$", ""));

    /** The properties with the names that hold here. */
    Map<String, String> in(Map<String, String> properties) {
        if (prefix.equals(DOCUMENTED)) {
            return properties;
        }
        Map<String, String> renamed = new LinkedHashMap<>();
        properties.forEach((name, value) -> renamed.put(name, rename(value)));
        return renamed;
    }

    private String rename(String value) {
        return value.contains(prefix) ? value : value.replace(DOCUMENTED, prefix);
    }
}
