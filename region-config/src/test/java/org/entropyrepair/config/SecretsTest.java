package org.entropyrepair.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.entropyrepair.config.yaml.Secrets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Secrets arrive where they are used and are printed nowhere. */
class SecretsTest {
    private static final Map<String, String> ENVIRONMENT =
            Map.of("PW", "sesame", "BROKERS", "sesame:9092", "BAD", "sesame");

    @TempDir Path folder;

    static Stream<Arguments> resolved() {
        return Stream.of(
                Arguments.of("${env:PW}", "sesame"),
                Arguments.of("${file:/secrets/PW}", "sesame"),
                Arguments.of("a-${env:PW}-${file:/secrets/PW}-$b", "a-sesame-sesame-$b"),
                Arguments.of("$${env:PW}", "${env:PW}"),
                Arguments.of("$$${env:PW}", "$${env:PW}"),
                Arguments.of("plain", "plain"));
    }

    @ParameterizedTest
    @MethodSource("resolved")
    void referenceIsResolvedInSettingsAndProperties(String written, String value) {
        RegionConfig config = accepted(secretive(written));
        assertThat(west(config).store().settings())
                .containsEntry("password", value)
                .containsEntry("nested", List.of(Map.of("token", value)));
        assertThat(west(config).failures().get(0).clientProperties())
                .containsEntry("ssl.key.password", value)
                .containsEntry("bootstrap.servers", "kafka-west:9092");
    }

    @Test
    void brokersMayComeFromTheEnvironment() {
        RegionConfig config = accepted(brokers("${env:BROKERS}"));
        assertThat(west(config).failures().get(0).bootstrapServers().value())
                .isEqualTo("sesame:9092");
        assertThat(west(config).failures().get(0).bootstrapServers()).hasToString("${env:BROKERS}");
        assertThat(config.toString()).doesNotContain("sesame");
    }

    static Stream<Arguments> broken() {
        String password = "r.yaml:13 regions.west.store.password: ";
        String form = " (expected: ${env:NAME} or ${file:path}; $${ for a plain ${)";
        return Stream.of(
                Arguments.of(
                        "${env:NONE}",
                        password + "${env:NONE} (expected: environment variable NONE to be set)"),
                Arguments.of(
                        "${file:/secrets/NONE}",
                        password
                                + "${file:/secrets/NONE} (expected: readable file /secrets/NONE of"
                                + " at most 64 KiB)"),
                Arguments.of(
                        "sesame-${env:NONE}",
                        password + "*** (expected: environment variable" + " NONE to be set)"),
                Arguments.of("${PW}", password + "***" + form),
                Arguments.of("${env:}", password + "***" + form),
                Arguments.of("${env:PW", password + "***" + form));
    }

    @ParameterizedTest
    @MethodSource("broken")
    void referenceThatLeadsNowhereIsAProblem(String written, String problem) {
        String document =
                Documents.with(
                        "path: /data/west", "path: /data/west, password: \"" + written + "\"");
        assertThat(Documents.problems(Documents.read(document, ENVIRONMENT)))
                .containsExactly(problem);
    }

    @Test
    void secretThatDoesNotFitIsReportedByItsReference() {
        assertThat(Documents.problems(Documents.read(brokers("${env:BAD}"), ENVIRONMENT)))
                .containsExactly(
                        "r.yaml:12 regions.west.failures[0].bootstrapServers: ${env:BAD} (expected:"
                                + " host:port, or several with commas between)");
    }

    static List<String> writtenSecrets() {
        return List.of("${env:PW}", "sesame", "x-${env:PW}", "${file:/secrets/PW}");
    }

    @ParameterizedTest
    @MethodSource("writtenSecrets")
    void nothingPrintsASecret(String written) {
        RegionConfig config = accepted(secretive(written));
        Region region = west(config);
        for (Object printed :
                List.of(
                        config,
                        config.masked(),
                        config.source(),
                        config.regions(),
                        region.store(),
                        region.failures(),
                        config.deadLetters(),
                        config.outcomes(),
                        new ConfigReading.Accepted(config))) {
            assertThat(printed.toString()).doesNotContain("sesame");
        }
    }

    @Test
    void maskedTextShowsDefaultsAndReferences() {
        String masked = accepted(secretive("${env:PW}")).masked();
        assertThat(masked)
                .contains(
                        "    store:\n"
                                + "      kind: rocksdb\n"
                                + "      password: \"${env:PW}\"\n"
                                + "      nested:\n"
                                + "        - token: \"${env:PW}\"\n"
                                + "      url: \"http://***@host/\"\n"
                                + "      maxWritesPerSecond: 0\n")
                .contains("  silentAfter: 5s\n")
                .contains("maxRecordBytes: 1048576\n");
    }

    @Test
    void literalSecretIsMaskedByTheLookOfItsKey() {
        String masked = accepted(secretive("sesame")).masked();
        assertThat(masked)
                .contains("      password: \"***\"\n")
                .contains("        - token: \"***\"\n")
                .contains("          ssl.key.password: \"***\"\n");
    }

    @Test
    void textIsKeptAsItWasReadAndCanBeReadAgain() {
        RegionConfig config = accepted(secretive("${env:PW}"));
        assertThat(config.text()).isEqualTo(secretive("${env:PW}"));
        assertThat(accepted(config.text())).isEqualTo(config);
    }

    @Test
    void withoutSecretsReferencesStayAsTheyAre() {
        RegionConfig config =
                RegionConfigReader.read("r.yaml", brokers("${env:NONE}"), Secrets.unresolved())
                        .orThrow();
        assertThat(west(config).failures().get(0).bootstrapServers().value())
                .isEqualTo("${env:NONE}");
    }

    @Test
    void fileIsReadFromTheFolderOfTheConfigWithoutItsLastLineBreak() throws IOException {
        Files.writeString(folder.resolve("pw"), "sesame\n");
        Path file = folder.resolve("region.yaml");
        Files.writeString(file, secretive("${file:pw}"));
        RegionConfig config = RegionConfigReader.read(file).orThrow();
        assertThat(west(config).store().settings()).containsEntry("password", "sesame");
    }

    @Test
    void fileThatIsTooLongIsNotRead() throws IOException {
        Files.writeString(folder.resolve("pw"), "x".repeat(Secrets.FILE_BYTES_MAX + 1));
        assertThat(Secrets.ofMachine(folder).ofFile("pw")).isEmpty();
        assertThat(Secrets.ofMachine(folder).ofFile(".")).isEmpty();
        assertThat(Secrets.ofMachine(folder).ofFile("\0")).isEmpty();
    }

    @Test
    void problemFoundLaterHasItsLine() {
        RegionConfig config = accepted(Documents.GOOD);
        String path = RegionConfig.path("regions", "west", "store", "path");
        assertThat(config.problem(path, "/data/west", "writable folder"))
                .hasToString(
                        "r.yaml:13 regions.west.store.path: /data/west (expected: writable"
                                + " folder)");
        assertThat(config.locate("regions.west.store.absent")).isEqualTo(13);
        assertThat(config.locate("regions.east.failures[0].topic")).isEqualTo(7);
        assertThat(config.locate(RegionConfig.path("namespaces", "likes.forward", "table")))
                .isEqualTo(16);
        assertThat(config.locate("clock.silentAfter")).isEqualTo(29);
        assertThat(config.locate("nowhere")).isEqualTo(1);
    }

    private static String secretive(String written) {
        String document =
                Documents.with(
                        "store: {kind: rocksdb, path: /data/west}",
                        "store:\n"
                                + "      kind: rocksdb\n"
                                + ("      password: " + written + "\n")
                                + ("      nested: [{token: \"" + written + "\"}]\n")
                                + "      url: http://user:sesame@host/");
        return Documents.replace(
                document,
                "topic: failures.west}",
                "topic: failures.west, properties: {ssl.key.password: \"" + written + "\"}}");
    }

    private static String brokers(String written) {
        return Documents.with("\"kafka-west:9092\"", "\"" + written + "\"");
    }

    private static RegionConfig accepted(String document) {
        return Documents.read(document, ENVIRONMENT).orThrow();
    }

    private static Region west(RegionConfig config) {
        Region region = config.regions().get("west");
        if (region == null) {
            throw new AssertionError("west");
        }
        return region;
    }
}
