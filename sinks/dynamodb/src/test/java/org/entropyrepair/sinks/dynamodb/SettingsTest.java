package org.entropyrepair.sinks.dynamodb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.entropyrepair.sinks.StoreContext;
import org.entropyrepair.sinks.StoreFactory;
import org.entropyrepair.sinks.StoreFactory.Problem;
import org.entropyrepair.sinks.dynamodb.Settings.Attributes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

final class SettingsTest {
    private static final String REGION_RULE = "an AWS region, such as us-east-1";
    private static final String TIMEOUT_RULE = "a duration, 100ms to 60s";
    private static final String COUNT_RULE = "a number, 1 to 10000";
    private static final String TEXT_RULE = "text that is not empty";
    private static final String NAME_RULE = "a name of at most 255 characters";
    private static final String ENDPOINT_RULE =
            "an address without user or query, such as http://127.0.0.1:8000";

    private final StoreFactory factory =
            StoreFactory.ofKind("dynamodb", SettingsTest.class.getClassLoader());

    @Test
    void regionIsEnough() {
        Map<String, Object> settings =
                Map.of("kind", "dynamodb", "maxWritesPerSecond", 100L, "region", "us-east-1");
        assertThat(factory.check(settings)).isEmpty();
        assertThat(Settings.of(settings))
                .isEqualTo(
                        new Settings(
                                new Settings.Client(
                                        "us-east-1", null, null, null, Duration.ofSeconds(5), 100),
                                new Attributes(
                                        "value",
                                        "value_metadata",
                                        "version",
                                        "expires_at_micros",
                                        "purge_at"),
                                null));
    }

    @Test
    void everySettingIsRead() {
        Map<String, Object> settings =
                Map.of(
                        "region",
                        "cn-north-1",
                        "endpoint",
                        "https://dynamo.internal:8443",
                        "accessKeyId",
                        "id",
                        "secretAccessKey",
                        "secret",
                        "sessionToken",
                        "token",
                        "requestTimeout",
                        "250ms",
                        "maxConnections",
                        7L,
                        "globalTableWriterRegion",
                        "us-gov-west-1",
                        "attributes",
                        Map.of("value", "v", "purgeAt", "gone"));
        assertThat(factory.check(settings)).isEmpty();
        assertThat(Settings.of(settings))
                .isEqualTo(
                        new Settings(
                                new Settings.Client(
                                        "cn-north-1",
                                        URI.create("https://dynamo.internal:8443"),
                                        new Settings.Keys("id", "secret", "token"),
                                        null,
                                        Duration.ofMillis(250),
                                        7),
                                new Attributes(
                                        "v",
                                        "value_metadata",
                                        "version",
                                        "expires_at_micros",
                                        "gone"),
                                "us-gov-west-1"));
        assertThat(Settings.of(with("profile", "repair")).client().profile()).isEqualTo("repair");
    }

    static List<Arguments> wrong() {
        return List.of(
                wrong("region", "Frankfurt", REGION_RULE),
                wrong("region", 7L, REGION_RULE),
                wrong("globalTableWriterRegion", "us-east-1,", REGION_RULE),
                wrong("endpoint", "127.0.0.1:8000", ENDPOINT_RULE),
                wrong("endpoint", "ftp://127.0.0.1", ENDPOINT_RULE),
                wrong("endpoint", "http://", ENDPOINT_RULE),
                wrong("endpoint", "http://a b", ENDPOINT_RULE),
                wrong("endpoint", "http://127.0.0.1:0", ENDPOINT_RULE),
                wrong("endpoint", "http://127.0.0.1:65536", ENDPOINT_RULE),
                wrong("endpoint", "http://127.0.0.1:8000?table=edges", ENDPOINT_RULE),
                wrong("endpoint", "http://127.0.0.1:8000#edges", ENDPOINT_RULE),
                wrong("profile", " ", TEXT_RULE),
                wrong("requestTimeout", "5", TIMEOUT_RULE),
                wrong("requestTimeout", 5L, TIMEOUT_RULE),
                wrong("requestTimeout", "99ms", TIMEOUT_RULE),
                wrong("requestTimeout", "61s", TIMEOUT_RULE),
                wrong("requestTimeout", "60001ms", TIMEOUT_RULE),
                wrong("requestTimeout", "-5s", TIMEOUT_RULE),
                wrong("maxConnections", 0L, COUNT_RULE),
                wrong("maxConnections", 10_001L, COUNT_RULE),
                wrong("maxConnections", "100", COUNT_RULE),
                wrong("maxConnections", 1.5, COUNT_RULE),
                Arguments.of(
                        "attributes",
                        "value",
                        new Problem(
                                "attributes",
                                "value",
                                "names by [expiresAtMicros, metadata, purgeAt, value, version]")),
                attribute(Map.of("value", ""), "value", "", NAME_RULE),
                attribute(Map.of("version", 7L), "version", "7", NAME_RULE),
                attribute(
                        Map.of("metadata", "m".repeat(256)),
                        "metadata",
                        "m".repeat(256),
                        NAME_RULE),
                attribute(
                        Map.of("ttl", "purge_at"),
                        "ttl",
                        "a setting that kind dynamodb does not have",
                        "one of [expiresAtMicros, metadata, purgeAt, value, version]"),
                Arguments.of(
                        "attributes",
                        Map.of("value", "version"),
                        new Problem(
                                "attributes",
                                "[version, value_metadata, version, expires_at_micros, purge_at]",
                                "names that differ")),
                Arguments.of(
                        "table",
                        "edges",
                        new Problem(
                                "table",
                                "a setting that kind dynamodb does not have",
                                "one of [accessKeyId, attributes, endpoint,"
                                        + " globalTableWriterRegion, maxConnections, profile,"
                                        + " region, requestTimeout, secretAccessKey,"
                                        + " sessionToken]")));
    }

    private static Arguments wrong(String name, Object found, String expected) {
        return Arguments.of(name, found, new Problem(name, String.valueOf(found), expected));
    }

    private static Arguments attribute(
            Map<String, Object> names, String name, String found, String expected) {
        return Arguments.of(
                "attributes", names, new Problem("attributes." + name, found, expected));
    }

    @ParameterizedTest
    @MethodSource("wrong")
    void oneWrongSettingIsOneProblem(String name, Object found, Problem problem) {
        assertThat(factory.check(with(name, found))).containsExactly(problem);
    }

    @ParameterizedTest
    @ValueSource(strings = {"100ms", "60000ms", "1s", "60s"})
    void timeoutsFromATenthOfASecondToAMinuteAreTaken(String timeout) {
        assertThat(factory.check(with("requestTimeout", timeout))).isEmpty();
    }

    @Test
    void regionIsRequired() {
        assertThat(factory.check(Map.of("kind", "dynamodb")))
                .containsExactly(new Problem("region", "nothing", REGION_RULE));
    }

    @Test
    void keysComeInPairsAndLeaveNoRoomForAProfile() {
        String pair = "accessKeyId and secretAccessKey, or neither";
        assertThat(factory.check(with("accessKeyId", "id")))
                .containsExactly(new Problem("secretAccessKey", "nothing", pair));
        assertThat(factory.check(with("secretAccessKey", "secret")))
                .containsExactly(new Problem("accessKeyId", "nothing", pair));
        assertThat(factory.check(with("sessionToken", "token")))
                .containsExactly(
                        new Problem("sessionToken", "(not shown)", "none without accessKeyId"));
        Map<String, Object> both = with("profile", "repair");
        both.putAll(Map.of("accessKeyId", "id", "secretAccessKey", "secret"));
        assertThat(factory.check(both))
                .containsExactly(new Problem("profile", "repair", "none beside accessKeyId"));
    }

    @Test
    void everyProblemIsNamedAtOnce() {
        Map<String, Object> settings =
                Map.of("maxConnections", 0L, "requestTimeout", "1d", "tabel", "edges");
        assertThat(factory.check(settings).stream().map(Problem::setting))
                .containsExactly("region", "requestTimeout", "maxConnections", "tabel");
        assertThatThrownBy(() -> factory.open(new StoreContext("eu", settings, Map.of())))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(
                        "requestTimeout: 1d (expected: a duration, 100ms to 60s); max");
    }

    @Test
    void secretsAreNeverPrinted() {
        Map<String, Object> right = with("accessKeyId", "sesame-id");
        right.putAll(Map.of("secretAccessKey", "sesame", "sessionToken", "sesame-token"));
        assertThat(Settings.of(right).toString()).contains("Keys[…]").doesNotContain("sesame");

        Map<String, Object> wrong = with("accessKeyId", List.of("sesame"));
        wrong.put("secretAccessKey", Map.of("is", "sesame"));
        wrong.put("sessionToken", List.of("sesame"));
        wrong.put("endpoint", "https://me:sesame@dynamo.internal");
        wrong.put("secretAcessKey", "sesame");
        assertThat(factory.check(wrong)).hasSize(5);
        assertThat(factory.check(wrong).toString()).doesNotContain("sesame");
        assertThatThrownBy(() -> Settings.of(wrong))
                .isInstanceOf(IllegalArgumentException.class)
                .message()
                .doesNotContain("sesame");
    }

    @Test
    void severalProcessesSeeTheSameData() {
        assertThat(factory.sharedAcrossProcesses()).isTrue();
    }

    private static Map<String, Object> with(String name, Object value) {
        Map<String, Object> settings = new HashMap<>(Map.of("region", "us-east-1"));
        settings.put(name, value);
        return settings;
    }
}
