package org.entropyrepair.sinks.cassandra;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.entropyrepair.sinks.StoreFactory;
import org.entropyrepair.sinks.StoreFactory.Problem;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class SettingsTest {
    private static final String SECRET = "hunter2-never-printed";
    private static final String POINTS = "a list of host:port";
    private static final String NAME = "letters, digits and _, at most 48";
    private static final String CONSISTENCY = ": a lower one could miss a winner";
    private static final String TIMEOUT = "a duration such as 5s, 100ms to 60s";

    /** One setting (a dot leads into a map), what is there instead, and what is said of it. */
    private record Case(String setting, Object found, Problem... expected) {
        @Override
        public String toString() {
            return setting + ": " + found;
        }
    }

    static Stream<Case> wrong() {
        return Stream.of(
                        ofConnection(),
                        ofNames(),
                        ofSecrets(),
                        ofTls(),
                        ofConsistency(),
                        ofNumbers(),
                        ofUnknown())
                .flatMap(List::stream);
    }

    private static List<Case> ofConnection() {
        return List.of(
                with("contactPoints", Optional.empty(), "nothing", POINTS),
                with("contactPoints", List.of(), "[]", POINTS),
                with("contactPoints", "a:9042", "a:9042", POINTS),
                with("contactPoints", List.of("a:9042", "b"), "b", POINTS),
                with("contactPoints", List.of("a:0"), "a:0", POINTS),
                with("contactPoints", List.of("a:65536"), "a:65536", POINTS),
                with("contactPoints", List.of("a b:9042"), "a b:9042", POINTS),
                with("contactPoints", List.of("::1:9042"), "::1:9042", POINTS),
                with("contactPoints", List.of(9042), "9042", POINTS),
                with("localDatacenter", Optional.empty(), "nothing", "the name of a data centre"),
                with("localDatacenter", " ", " ", "the name of a data centre"),
                with("localDatacenter", 7, "7", "the name of a data centre"),
                with("driverConfig", true, "true", "a file"));
    }

    private static List<Case> ofNames() {
        String columns = "{id=id, key=id, metadata=value_metadata, value=value}";
        return List.of(
                with("keyspace", Optional.empty(), "nothing", NAME),
                with("keyspace", "so-cial", "so-cial", NAME),
                with("keyspace", "x".repeat(49), "x".repeat(49), NAME),
                with("keyspace", 1, "1", NAME),
                with("layout", "blob", "blob", "plain or envelope"),
                with("layout", 1, "1", "plain or envelope"),
                with("columns", "id", "id", "a map from what a column is for to its name"),
                with("columns.id", "", "", "the name of a column"),
                with("columns.id", 3, "3", "the name of a column"),
                new Case("columns.key", "id", new Problem("columns", columns, "names that differ")),
                new Case(
                        "columns.envelope",
                        "blob",
                        new Problem(
                                "columns.envelope",
                                "a setting that kind cassandra does not have",
                                "one of [id, key, metadata, value]")));
    }

    private static List<Case> ofSecrets() {
        String both = "both username and password, or neither";
        String quotes = "a text, in quotes where it looks like a number";
        return List.of(
                new Case("username", "me", new Problem("password", "nothing", both)),
                new Case("password", SECRET, new Problem("username", "nothing", both)),
                new Case(
                        "password", List.of(SECRET), new Problem("password", "not a text", quotes)),
                new Case("password", 271828, new Problem("password", "not a text", quotes)),
                new Case("password", "", new Problem("password", "not a text", quotes)),
                new Case("username", 1, new Problem("username", "1", "a role")));
    }

    private static List<Case> ofTls() {
        String file = "a file, since there is a password for it";
        String quotes = "a text, in quotes where it looks like a number";
        return List.of(
                with("tls", "true", "not a map", "a map, {} for the usual"),
                with(
                        "tls",
                        List.of(Map.of("trustStorePassword", SECRET)),
                        "not a map",
                        "a map, {} for the usual"),
                with("tls.trustStore", 1, "1", "a file"),
                with("tls.hostnameValidation", "no", "no", "true or false"),
                new Case(
                        "tls.trustStorePassword",
                        SECRET,
                        new Problem("tls.trustStore", "nothing", file)),
                new Case(
                        "tls.keyStorePassword",
                        SECRET,
                        new Problem("tls.keyStore", "nothing", file)),
                with("tls.keyStorePassword", Map.of("was", SECRET), "not a text", quotes),
                with(
                        "tls.protocol",
                        "TLSv1.3",
                        "a setting that kind cassandra does not have",
                        "one of [hostnameValidation, keyStore, keyStorePassword, trustStore,"
                                + " trustStorePassword]"));
    }

    private static List<Case> ofConsistency() {
        String write = "one of [LOCAL_QUORUM, EACH_QUORUM, QUORUM, ALL]" + CONSISTENCY;
        String read = "one of [LOCAL_QUORUM, QUORUM, ALL]" + CONSISTENCY;
        return List.of(
                with("writeConsistency", "ONE", "ONE", write),
                with("writeConsistency", "LOCAL_ONE", "LOCAL_ONE", write),
                with("writeConsistency", "ANY", "ANY", write),
                with("writeConsistency", "local_quorum", "local_quorum", write),
                with("writeConsistency", 1, "1", write),
                with("readConsistency", "TWO", "TWO", read),
                with("readConsistency", "EACH_QUORUM", "EACH_QUORUM", read),
                with("readConsistency", "SERIAL", "SERIAL", read));
    }

    private static List<Case> ofNumbers() {
        String inFlight = "a number, 1 to 10000";
        return List.of(
                with("requestTimeout", 5, "5", TIMEOUT),
                with("requestTimeout", "5", "5", TIMEOUT),
                with("requestTimeout", "99ms", "99ms", TIMEOUT),
                with("requestTimeout", "61s", "61s", TIMEOUT),
                with("requestTimeout", "1h", "1h", TIMEOUT),
                with("requestTimeout", "05s", "05s", TIMEOUT),
                with("maxInFlight", 0, "0", inFlight),
                with("maxInFlight", 10_001, "10001", inFlight),
                with("maxInFlight", 4_294_967_297L, "4294967297", inFlight),
                with("maxInFlight", "100", "100", inFlight),
                with("maxInFlight", 1.5, "1.5", inFlight));
    }

    private static List<Case> ofUnknown() {
        return List.of(
                new Case(
                        "consistency",
                        SECRET,
                        new Problem(
                                "consistency",
                                "a setting that kind cassandra does not have",
                                "one of [columns, contactPoints, driverConfig, keyspace, layout,"
                                        + " localDatacenter, maxInFlight, password,"
                                        + " readConsistency, requestTimeout, tls, username,"
                                        + " writeConsistency]")));
    }

    private static Case with(String setting, Object found, String said, String expected) {
        return new Case(setting, found, new Problem(setting, said, expected));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("wrong")
    void whatIsWrongIsSaidWithItsRuleAndWithoutSecrets(Case one) {
        Map<String, Object> settings = good();
        put(settings, one.setting, one.found);
        List<Problem> problems = new CassandraStoreFactory().check(settings);
        assertThat(problems).contains(one.expected);
        assertThat(problems.toString()).doesNotContain(SECRET).doesNotContain("271828");
        assertThatThrownBy(() -> Settings.of(settings))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(
                        "%s: %s (expected: %s)",
                        one.expected[0].setting(),
                        one.expected[0].found(),
                        one.expected[0].expected())
                .hasMessageNotContaining(SECRET);
    }

    @Test
    void everythingThatIsWrongIsSaidAtOnce() {
        assertThat(Settings.check(Map.of("requestTimeout", "soon", "color", "red")))
                .extracting(Problem::setting)
                .containsExactly(
                        "contactPoints", "localDatacenter", "keyspace", "requestTimeout", "color");
    }

    @Test
    void withoutFurtherWordTheUsualHolds() {
        Settings settings = Settings.of(good());
        assertThat(settings)
                .isEqualTo(
                        new Settings(
                                List.of("10.0.0.1:9042", "[::1]:9042", "cass-1.example:1"),
                                Optional.of("dc1"),
                                "social",
                                Layout.PLAIN,
                                Layout.PLAIN.usualColumns(),
                                Optional.empty(),
                                Optional.empty(),
                                Optional.empty(),
                                "LOCAL_QUORUM",
                                "LOCAL_QUORUM",
                                Duration.ofSeconds(5),
                                1_000));
        assertThat(settings.column("metadata")).isEqualTo("value_metadata");
    }

    @Test
    void everySettingIsRead() {
        Map<String, Object> all = everything();
        Settings settings = Settings.of(all);
        assertThat(settings.layout()).isEqualTo(Layout.ENVELOPE);
        assertThat(settings.column("envelope")).isEqualTo("body");
        assertThat(settings.login()).contains(new Settings.Login("me", SECRET));
        assertThat(settings.tls())
                .contains(
                        new Settings.Tls(
                                Optional.of("trust.p12"),
                                Optional.of(SECRET),
                                Optional.of("key.p12"),
                                Optional.of(SECRET),
                                false));
        assertThat(settings.driverConfig()).contains("driver.conf");
        assertThat(settings.writeConsistency()).isEqualTo("EACH_QUORUM");
        assertThat(settings.readConsistency()).isEqualTo("QUORUM");
        assertThat(settings.requestTimeout()).isEqualTo(Duration.ofMinutes(1));
        assertThat(settings.maxInFlight()).isEqualTo(10_000);
    }

    @Test
    void settingsThatEveryStoreHasAreNoProblem() {
        Map<String, Object> settings = good();
        StoreFactory.COMMON_SETTINGS.forEach(name -> settings.put(name, "anything"));
        assertThat(Settings.check(settings)).isEmpty();
    }

    @Test
    void driverFileMayNameWhatIsConnectedTo() {
        Map<String, Object> settings = good();
        settings.keySet().removeAll(List.of("contactPoints", "localDatacenter"));
        settings.put("driverConfig", "driver.conf");
        assertThat(Settings.check(settings)).isEmpty();
        assertThat(Settings.of(settings).contactPoints()).isEmpty();
        settings.put("contactPoints", List.of("nonsense"));
        assertThat(Settings.check(settings)).hasSize(1);
    }

    @Test
    void tlsAsTheMachineHasItIsAnEmptyMap() {
        Map<String, Object> settings = good();
        settings.put("tls", Map.of());
        assertThat(Settings.of(settings).tls())
                .contains(
                        new Settings.Tls(
                                Optional.empty(),
                                Optional.empty(),
                                Optional.empty(),
                                Optional.empty(),
                                true));
    }

    @Test
    void noPasswordIsPrinted() {
        assertThat(Settings.of(everything()).toString())
                .contains("me", "trust.p12", "key.p12")
                .doesNotContain(SECRET);
    }

    private static Map<String, Object> everything() {
        Map<String, Object> all = good();
        all.put("layout", "envelope");
        put(all, "columns.envelope", "body");
        all.put("username", "me");
        all.put("password", SECRET);
        put(all, "tls.trustStore", "trust.p12");
        put(all, "tls.trustStorePassword", SECRET);
        put(all, "tls.keyStore", "key.p12");
        put(all, "tls.keyStorePassword", SECRET);
        put(all, "tls.hostnameValidation", false);
        all.put("driverConfig", "driver.conf");
        all.put("writeConsistency", "EACH_QUORUM");
        all.put("readConsistency", "QUORUM");
        all.put("requestTimeout", "1m");
        all.put("maxInFlight", 10_000L);
        return all;
    }

    private static Map<String, Object> good() {
        Map<String, Object> settings = new HashMap<>();
        settings.put("kind", "cassandra");
        settings.put(
                "contactPoints", Arrays.asList("10.0.0.1:9042", "[::1]:9042", "cass-1.example:1"));
        settings.put("localDatacenter", "dc1");
        settings.put("keyspace", "social");
        return settings;
    }

    /** An empty {@code value} takes the setting away. */
    @SuppressWarnings("unchecked")
    private static void put(Map<String, Object> settings, String path, Object value) {
        int dot = path.indexOf('.');
        if (dot >= 0) {
            Map<String, Object> inner =
                    (Map<String, Object>)
                            settings.computeIfAbsent(
                                    path.substring(0, dot), name -> new HashMap<String, Object>());
            put(inner, path.substring(dot + 1), value);
        } else if (value.equals(Optional.empty())) {
            settings.remove(path);
        } else {
            settings.put(path, value);
        }
    }
}
