package org.entropyrepair.sinks.cassandra;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.datastax.oss.driver.api.core.config.DefaultDriverOption;
import com.datastax.oss.driver.api.core.config.DriverConfigLoader;
import com.datastax.oss.driver.api.core.config.DriverExecutionProfile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.entropyrepair.sinks.WriteResult;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DriverConfigTest {
    private static final String SECRET = "hunter2-never-printed";

    @TempDir Path folder;

    @Test
    void settingsWinOverTheDriversFile() throws IOException {
        Map<String, Object> settings =
                fromFile(
                        """
                datastax-java-driver {
                  basic.request.timeout = 77 seconds
                  basic.load-balancing-policy.local-datacenter = from-the-file
                  advanced.auth-provider { class = PlainTextAuthProvider, username = file, password = file }
                  advanced.metadata.schema.enabled = false
                  advanced.metadata.schema.refreshed-keyspaces = [ other ]
                  advanced.prepared-statements.prepare-on-all-nodes = false
                }
                """);
        settings.put("requestTimeout", "7s");
        settings.put("username", "me");
        settings.put("password", SECRET);
        DriverExecutionProfile found = profile(settings);
        assertThat(found.getDuration(DefaultDriverOption.REQUEST_TIMEOUT))
                .isEqualTo(Duration.ofSeconds(7));
        assertThat(found.getString(DefaultDriverOption.LOAD_BALANCING_LOCAL_DATACENTER))
                .isEqualTo("dc1");
        assertThat(found.getString(DefaultDriverOption.AUTH_PROVIDER_USER_NAME)).isEqualTo("me");
        assertThat(found.getString(DefaultDriverOption.AUTH_PROVIDER_PASSWORD)).isEqualTo(SECRET);
        assertThat(found.getBoolean(DefaultDriverOption.METADATA_SCHEMA_ENABLED)).isTrue();
        assertThat(found.getStringList(DefaultDriverOption.METADATA_SCHEMA_REFRESHED_KEYSPACES))
                .containsExactly("social");
        assertThat(found.getBoolean(DefaultDriverOption.PREPARE_ON_ALL_NODES)).isTrue();
    }

    @Test
    void driversFileWinsOverWhatSuitsAStore() throws IOException {
        DriverExecutionProfile usual = profile(settings());
        assertThat(usual.getDuration(DefaultDriverOption.HEARTBEAT_INTERVAL))
                .isEqualTo(Duration.ofSeconds(5));
        assertThat(usual.getInt(DefaultDriverOption.NETTY_IO_SIZE)).isEqualTo(2);
        DriverExecutionProfile found =
                profile(
                        fromFile(
                                """
                        datastax-java-driver {
                          advanced.heartbeat.interval = 11 seconds
                          advanced.netty.io-group.size = 5
                          advanced.socket.tcp-no-delay = false
                        }
                        """));
        assertThat(found.getDuration(DefaultDriverOption.HEARTBEAT_INTERVAL))
                .isEqualTo(Duration.ofSeconds(11));
        assertThat(found.getInt(DefaultDriverOption.NETTY_IO_SIZE)).isEqualTo(5);
        assertThat(found.getBoolean(DefaultDriverOption.SOCKET_TCP_NODELAY)).isFalse();
    }

    @Test
    void whatNobodyNamesIsTheDriversDefault() {
        DriverExecutionProfile found = profile(settings());
        DriverExecutionProfile defaults =
                DriverConfigLoader.fromString("").getInitialConfig().getDefaultProfile();
        for (DefaultDriverOption option :
                List.of(
                        DefaultDriverOption.RETRY_POLICY_CLASS,
                        DefaultDriverOption.LOAD_BALANCING_POLICY_CLASS,
                        DefaultDriverOption.SPECULATIVE_EXECUTION_POLICY_CLASS,
                        DefaultDriverOption.REQUEST_THROTTLER_CLASS,
                        DefaultDriverOption.PROTOCOL_MAX_FRAME_LENGTH)) {
            assertThat(found.getString(option)).isEqualTo(defaults.getString(option));
        }
        assertThat(found.isDefined(DefaultDriverOption.SSL_ENGINE_FACTORY_CLASS)).isFalse();
        assertThat(found.isDefined(DefaultDriverOption.AUTH_PROVIDER_CLASS)).isFalse();
    }

    @Test
    void tlsReachesTheDriver() {
        Map<String, Object> settings = settings();
        settings.put(
                "tls",
                Map.of(
                        "trustStore",
                        "trust.p12",
                        "trustStorePassword",
                        "t",
                        "keyStore",
                        "key.p12",
                        "keyStorePassword",
                        "k",
                        "hostnameValidation",
                        false));
        DriverExecutionProfile found = profile(settings);
        assertThat(found.getString(DefaultDriverOption.SSL_ENGINE_FACTORY_CLASS))
                .isEqualTo("DefaultSslEngineFactory");
        assertThat(found.getString(DefaultDriverOption.SSL_TRUSTSTORE_PATH)).isEqualTo("trust.p12");
        assertThat(found.getString(DefaultDriverOption.SSL_TRUSTSTORE_PASSWORD)).isEqualTo("t");
        assertThat(found.getString(DefaultDriverOption.SSL_KEYSTORE_PATH)).isEqualTo("key.p12");
        assertThat(found.getString(DefaultDriverOption.SSL_KEYSTORE_PASSWORD)).isEqualTo("k");
        assertThat(found.getBoolean(DefaultDriverOption.SSL_HOSTNAME_VALIDATION)).isFalse();

        settings.put("tls", Map.of());
        found = profile(settings);
        assertThat(found.getBoolean(DefaultDriverOption.SSL_HOSTNAME_VALIDATION)).isTrue();
        assertThat(found.isDefined(DefaultDriverOption.SSL_TRUSTSTORE_PATH)).isFalse();
    }

    @Test
    void tlsOfTheDriversFileIsKept() throws IOException {
        DriverExecutionProfile found =
                profile(
                        fromFile(
                                """
                        datastax-java-driver.advanced.ssl-engine-factory {
                          class = DefaultSslEngineFactory
                          cipher-suites = [ TLS_AES_128_GCM_SHA256 ]
                        }
                        """));
        assertThat(found.getStringList(DefaultDriverOption.SSL_CIPHER_SUITES))
                .containsExactly("TLS_AES_128_GCM_SHA256");
    }

    @Test
    void connectionHasRoomForAllThatMayBeInFlight() {
        Map<String, Object> settings = settings();
        settings.put("maxInFlight", 10_000);
        assertThat(profile(settings).getInt(DefaultDriverOption.CONNECTION_MAX_REQUESTS))
                .isBetween(10_000, 32_768);
    }

    @Test
    void fileThatIsMissingSaysWhichOne() {
        Map<String, Object> settings = settings();
        settings.put("driverConfig", folder.resolve("absent.conf").toString());
        refused(settings, "absent.conf (expected: a file that can be read)");
    }

    @Test
    void fileThatCannotBeReadSaysWhereAndNotWhat() throws IOException {
        Map<String, Object> settings =
                fromFile("datastax-java-driver { password = \"%s\" \"x } ]".formatted(SECRET));
        refused(settings, "driver.conf: 1 (expected: HOCON");
    }

    @Test
    void fileThatSaysNothingToTheDriverIsRefused() throws IOException {
        refused(
                fromFile("basic.request.timeout = 3 seconds"),
                "driver.conf (expected: everything under datastax-java-driver)");
    }

    @Test
    void fileMayNotWeakenWhatAWriteMeans() throws IOException {
        refused(
                fromFile(
                        "datastax-java-driver.advanced.retry-policy.class ="
                                + " ConsistencyDowngradingRetryPolicy"),
                "advanced.retry-policy.class: ConsistencyDowngradingRetryPolicy (expected: ");
        refused(
                fromFile(
                        "datastax-java-driver.advanced.load-balancing-policy.dc-failover"
                                + ".allow-for-local-consistency-levels = true"),
                "allow-for-local-consistency-levels: true (expected: false");
    }

    private static void refused(Map<String, Object> settings, String message) {
        assertThatThrownBy(() -> DriverConfig.of(Settings.of(settings)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("driverConfig: ")
                .hasMessageContaining(message)
                .hasMessageNotContaining(SECRET)
                .satisfies(
                        error ->
                                assertThat(Failures.ofConnecting(error))
                                        .isInstanceOfSatisfying(
                                                WriteResult.Misdeployed.class,
                                                end ->
                                                        assertThat(end.reach())
                                                                .isEqualTo(
                                                                        WriteResult.Reach.STORE)));
    }

    private static DriverExecutionProfile profile(Map<String, Object> settings) {
        return DriverConfig.of(Settings.of(settings)).getInitialConfig().getDefaultProfile();
    }

    private Map<String, Object> fromFile(String text) throws IOException {
        Path file = Files.writeString(folder.resolve("driver.conf"), text);
        Map<String, Object> settings = settings();
        settings.put("driverConfig", file.toString());
        return settings;
    }

    private static Map<String, Object> settings() {
        Map<String, Object> settings = new HashMap<>();
        settings.put("contactPoints", List.of("localhost:9042"));
        settings.put("localDatacenter", "dc1");
        settings.put("keyspace", "social");
        return settings;
    }
}
