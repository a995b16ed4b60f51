package org.entropyrepair.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.entropyrepair.jobs.KubernetesManifests.Overlay;
import org.junit.jupiter.api.Test;

/** The guide's figures are those of the files, and what it names is there. */
class KubernetesGuideTest {
    private static final Path ROOT = Path.of(System.getProperty("entropyrepair.root"));
    private static final Path WIRE = ROOT.resolve("src/core/src/test/resources/golden/wire");
    private static final int REGIONS = 3;

    private final String guide = read(ROOT.resolve("src/docs/kubernetes.md"));

    @Test
    void bytesOfRecordsAreThoseOfTheGoldenFiles() throws IOException {
        Matcher row =
                Pattern.compile("(?m)^\\| `(\\S+\\.json)`.* \\| ([0-9]+) \\|$").matcher(guide);
        int rows = 0;
        while (row.find()) {
            assertThat(Long.parseLong(row.group(2)))
                    .as(row.group(1))
                    .isEqualTo(Files.size(WIRE.resolve(row.group(1))));
            rows++;
        }
        assertThat(rows).isEqualTo(5);
    }

    @Test
    void theExampleIsWhatTheFormulasGive() throws IOException {
        Path put = WIRE.resolve("put.json");
        JsonNode write = new ObjectMapper().readTree(Files.readString(put)).path("write");
        long value = decoded(write, "value");
        long written =
                write.path("id").asText().getBytes(StandardCharsets.UTF_8).length
                        + decoded(write, "key")
                        + value
                        + decoded(write, "metadata");
        long record = Files.size(put);
        // Of three origins two are not at home with the one job, and of three targets two.
        long recordOfOne = record * (REGIONS - 1) / REGIONS;
        long writeOfOne = written * (REGIONS - 1) / REGIONS;
        long perTarget = record * (REGIONS - 1);

        assertThat(guide)
                .contains("with a value of " + value + " bytes |")
                .contains("which is " + written + " for `put.json`")
                .contains(
                        "%d + %d = %d bytes"
                                .formatted(recordOfOne, writeOfOne, recordOfOne + writeOfOne))
                .contains("and %d with a job per target".formatted(perTarget))
                .contains(
                        String.format(
                                Locale.ROOT,
                                "%.1f times as many here",
                                (double) perTarget / (recordOfOne + writeOfOne)));
    }

    @Test
    void everyFileThatIsNamedIsThere() {
        Matcher path =
                Pattern.compile("(?:src|bin|jobs)/[A-Za-z0-9_./-]*[A-Za-z0-9_]").matcher(guide);
        int paths = 0;
        while (path.find()) {
            assertThat(ROOT.resolve(path.group())).exists();
            paths++;
        }
        assertThat(paths).isGreaterThan(8);
    }

    @Test
    void theCommandsNameWhatTheManifestsName() throws IOException {
        Overlay overlay =
                KubernetesManifests.jobPerTarget().stream()
                        .filter(one -> one.name().endsWith("/eu-west-1"))
                        .findFirst()
                        .orElseThrow();
        List<String> keys = new ArrayList<>();
        JsonNode secret = overlay.spec().at("/podTemplate/spec/volumes/1/secret");
        secret.path("items").forEach(item -> keys.add("--from-file=" + item.path("key").asText()));

        assertThat(guide)
                .contains(
                        "kubectl create secret generic "
                                + secret.path("secretName").asText()
                                + " -n "
                                + overlay.deployment().at("/metadata/namespace").asText()
                                + " "
                                + String.join(" ", keys)
                                + "\n")
                .contains("-t " + overlay.spec().path("image").asText() + " .\n")
                .contains(
                        "kubectl patch flinkdeployment "
                                + overlay.deployment().at("/metadata/name").asText()
                                + " -n entropy-repair ")
                .contains(overlay.flink().get("execution.checkpointing.savepoint-dir") + "/")
                .contains(
                        "`kubernetes.operator.job.upgrade.last-state-fallback.enabled` is `\"false\"`");
    }

    /** A patch of the guide, merged into a deployment, is still one. */
    @Test
    void thePatchesHaveTheFormOfTheOperatorsSchema() throws IOException {
        KubernetesSchema schema = KubernetesSchema.ofOperator();
        Matcher patch = Pattern.compile("-p '(\\{.*\\})'").matcher(guide);
        int patches = 0;
        while (patch.find()) {
            JsonNode merged =
                    KubernetesManifests.merge(
                            KubernetesManifests.oneJob().deployment(),
                            KubernetesManifests.parse(patch.group(1)));
            assertThat(schema.problems(merged.path("spec"))).isEmpty();
            patches++;
        }
        assertThat(patches).isEqualTo(2);
    }

    private static long decoded(JsonNode write, String field) {
        return Base64.getDecoder().decode(write.path(field).asText()).length;
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException failed) {
            throw new IllegalStateException(file + " cannot be read", failed);
        }
    }
}
