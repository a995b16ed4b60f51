package org.entropyrepair.sinks.cassandra;

import com.datastax.oss.driver.api.core.config.DriverConfigLoader;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueFactory;
import java.util.List;
import java.util.Map;

/**
 * Whole names of the driver's own classes in its configuration, such as that of a reconnection
 * policy. In the job's jar these classes live under another name; a file is written with the names
 * of the driver's documentation and works with both. Short names need nothing of this.
 *
 * @param prefix what the driver's packages begin with here
 */
record DriverClassNames(String prefix) {
    /** Spelled in two parts, because a whole one would be renamed with the classes. */
    private static final String DOCUMENTED = String.join(".", "com", "datastax") + ".";

    /** Of the driver that this code runs with. */
    static final DriverClassNames HERE =
            new DriverClassNames(
                    DriverConfigLoader.class
                            .getPackageName()
                            .replaceFirst("oss\\.driver\\.api\\.core\\.config$", ""));

    /** A resolved configuration with the names that hold here. */
    Config in(Config config) {
        if (prefix.equals(DOCUMENTED)) {
            return config;
        }
        Config renamed = config;
        for (Map.Entry<String, ConfigValue> entry : config.entrySet()) {
            Object written = entry.getValue().unwrapped();
            Object here = rename(written);
            if (!here.equals(written)) {
                renamed = renamed.withValue(entry.getKey(), ConfigValueFactory.fromAnyRef(here));
            }
        }
        return renamed;
    }

    private Object rename(Object value) {
        if (value instanceof List<?> all) {
            return all.stream().map(this::rename).toList();
        }
        return value instanceof String name && name.startsWith(DOCUMENTED)
                ? prefix + name.substring(DOCUMENTED.length())
                : value;
    }
}
