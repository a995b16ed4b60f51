package org.entropyrepair.sinks.cassandra;

import com.datastax.oss.driver.api.core.config.DriverConfigLoader;
import com.datastax.oss.driver.internal.core.config.typesafe.DefaultDriverConfigLoader;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigParseOptions;
import java.io.File;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The driver's configuration, from the strongest: the store's settings; the driver's own file, if
 * the settings name one; what suits a store; the driver's defaults.
 */
final class DriverConfig {
    private static final String ROOT = "datastax-java-driver.";

    private DriverConfig() {}

    /**
     * The loader of a session's configuration; reads the file now, if there is one.
     *
     * @throws IllegalArgumentException if the file cannot be used, with the reason
     * @throws ConfigException if what it says makes no sense together
     */
    static DriverConfigLoader of(Settings settings) {
        Config config = ConfigFactory.parseMap(strong(settings));
        if (settings.driverConfig().isPresent()) {
            config = config.withFallback(file(settings.driverConfig().get()));
        }
        Config merged =
                config.withFallback(ConfigFactory.parseMap(weak(settings)))
                        .withFallback(
                                ConfigFactory.defaultReference(
                                        DriverConfigLoader.class.getClassLoader()))
                        .resolve()
                        .getConfig(DefaultDriverConfigLoader.DEFAULT_ROOT_PATH);
        refuseWhatWeakens(merged);
        Config named = DriverClassNames.HERE.in(merged);
        return new DefaultDriverConfigLoader(() -> named, false);
    }

    /** Of what the parser says only the place is told: it quotes the file, which holds secrets. */
    private static Config file(String name) {
        File file = new File(name);
        if (!file.isFile() || !file.canRead()) {
            throw wrong(name, "a file that can be read");
        }
        Config read;
        try {
            read =
                    ConfigFactory.parseFile(
                            file, ConfigParseOptions.defaults().setAllowMissing(false));
        } catch (ConfigException unreadable) {
            String at = unreadable.origin() == null ? name : unreadable.origin().description();
            throw wrong(at, "HOCON, as the driver's own files are");
        }
        if (!read.hasPath(DefaultDriverConfigLoader.DEFAULT_ROOT_PATH)) {
            throw wrong(name, "everything under datastax-java-driver");
        }
        return read;
    }

    /**
     * What would let a write count that fewer replicas took than it asks for, or those of another
     * data centre.
     */
    private static void refuseWhatWeakens(Config merged) {
        String retries = "advanced.retry-policy.class";
        if (merged.getString(retries).contains("Downgrading")) {
            throw wrong(
                    retries + ": " + merged.getString(retries),
                    "a policy that keeps the consistency, as DefaultRetryPolicy");
        }
        String remote =
                "advanced.load-balancing-policy.dc-failover.allow-for-local-consistency-levels";
        if (merged.getBoolean(remote)) {
            throw wrong(remote + ": true", "false: the local data centre is the target");
        }
    }

    private static IllegalArgumentException wrong(String found, String expected) {
        return new IllegalArgumentException(
                "driverConfig: " + found + " (expected: " + expected + ")");
    }

    private static Map<String, Object> strong(Settings settings) {
        Map<String, Object> to = new LinkedHashMap<>();
        Duration timeout = settings.requestTimeout();
        put(to, "basic.request.timeout", timeout);
        settings.localDatacenter()
                .ifPresent(name -> put(to, "basic.load-balancing-policy.local-datacenter", name));
        settings.login()
                .ifPresent(
                        login -> {
                            put(to, "advanced.auth-provider.class", "PlainTextAuthProvider");
                            put(to, "advanced.auth-provider.username", login.username());
                            put(to, "advanced.auth-provider.password", login.password());
                        });
        settings.tls().ifPresent(tls -> tls(to, tls));
        put(to, "advanced.metadata.schema.enabled", true);
        put(to, "advanced.metadata.schema.refreshed-keyspaces", List.of(settings.keyspace()));
        put(to, "advanced.prepared-statements.prepare-on-all-nodes", true);
        return to;
    }

    private static void tls(Map<String, Object> to, Settings.Tls tls) {
        String factory = "advanced.ssl-engine-factory.";
        put(to, factory + "class", "DefaultSslEngineFactory");
        put(to, factory + "hostname-validation", tls.hostnameValidation());
        tls.trustStore().ifPresent(file -> put(to, factory + "truststore-path", file));
        tls.trustStorePassword().ifPresent(word -> put(to, factory + "truststore-password", word));
        tls.keyStore().ifPresent(file -> put(to, factory + "keystore-path", file));
        tls.keyStorePassword().ifPresent(word -> put(to, factory + "keystore-password", word));
    }

    private static Map<String, Object> weak(Settings settings) {
        Map<String, Object> to = new LinkedHashMap<>();
        Duration timeout = settings.requestTimeout();
        put(to, "basic.session-name", "entropy-repair");
        put(to, "basic.config-reload-interval", Duration.ZERO);
        put(to, "advanced.connection.connect-timeout", timeout);
        put(to, "advanced.connection.init-query-timeout", timeout);
        put(to, "advanced.connection.max-requests-per-connection", 2 * settings.maxInFlight() + 64);
        put(to, "advanced.connection.warn-on-init-error", false);
        put(to, "advanced.heartbeat.interval", Duration.ofSeconds(5));
        put(to, "advanced.heartbeat.timeout", timeout);
        put(to, "advanced.reconnection-policy.base-delay", Duration.ofMillis(500));
        put(to, "advanced.reconnection-policy.max-delay", Duration.ofSeconds(10));
        put(to, "advanced.metrics.factory.class", "NoopMetricsFactory");
        put(to, "advanced.monitor-reporting.enabled", false);
        put(to, "advanced.session-leak.threshold", 0);
        put(to, "advanced.netty.daemon", true);
        put(to, "advanced.netty.io-group.size", 2);
        put(to, "advanced.netty.admin-group.size", 1);
        for (String group : List.of("io-group", "admin-group")) {
            put(to, "advanced.netty." + group + ".shutdown.quiet-period", 0);
            put(to, "advanced.netty." + group + ".shutdown.timeout", 5);
        }
        return to;
    }

    private static void put(Map<String, Object> to, String path, Object value) {
        to.put(ROOT + path, value instanceof Duration time ? time.toMillis() + " ms" : value);
    }
}
