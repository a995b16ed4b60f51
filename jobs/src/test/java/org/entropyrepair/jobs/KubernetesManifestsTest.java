package org.entropyrepair.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.entropyrepair.jobs.KubernetesManifests.Overlay;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The manifests have the form which the operator and Kubernetes take. */
class KubernetesManifestsTest {
    private static KubernetesSchema schema;

    @BeforeAll
    static void readSchema() throws IOException {
        schema = KubernetesSchema.ofOperator();
    }

    static List<Overlay> overlays() throws IOException {
        return KubernetesManifests.all();
    }

    @ParameterizedTest
    @MethodSource("overlays")
    void everyDeploymentHasTheFormOfTheOperatorsSchema(Overlay overlay) {
        assertThat(schema.problems(overlay.spec())).isEmpty();
        JsonNode deployment = overlay.deployment();
        assertThat(deployment.fieldNames())
                .toIterable()
                .containsExactlyInAnyOrder("apiVersion", "kind", "metadata", "spec");
        assertThat(deployment.path("apiVersion").asText()).isEqualTo("flink.apache.org/v1beta1");
        assertThat(deployment.path("kind").asText()).isEqualTo("FlinkDeployment");
        assertThat(deployment.path("metadata").fieldNames())
                .toIterable()
                .containsExactlyInAnyOrder("name", "namespace");
        assertThat(deployment.at("/metadata/name").asText())
                .matches("[a-z]([-a-z0-9]{0,43}[a-z0-9])?"); // Flink: at most 45
    }

    @ParameterizedTest
    @CsvSource({
        "'',                                                 colour",
        "/job,                                               jarUri",
        "/taskManager/resource,                              memroy",
        "/podTemplate/spec,                                  volume",
        "/podTemplate/spec/containers/0/volumeMounts/0,      path",
        "/podTemplate/spec/volumes/1/secret,                 name",
    })
    void aFieldThatNobodyKnowsIsFound(String at, String field) throws IOException {
        ObjectNode spec = KubernetesManifests.oneJob().spec().deepCopy();
        ((ObjectNode) spec.at(at)).put(field, "x");

        assertThat(schema.problems(spec)).singleElement().asString().contains("'" + field + "'");
    }

    @ParameterizedTest
    @CsvSource({
        "/job,                 upgradeMode,                   safepoint",
        "/job,                 parallelism,                   four",
        "/job,                 allowNonRestoredState,         sometimes",
        "/job,                 args,                          --config",
        "/taskManager/resource, cpu,                          two",
        "/podTemplate/spec,    volumes,                       secrets",
        "/podTemplate/spec/containers/0/volumeMounts/0, readOnly, maybe",
    })
    void aValueOfTheWrongTypeIsFound(String at, String field, String value) throws IOException {
        ObjectNode spec = KubernetesManifests.oneJob().spec().deepCopy();
        assertThat(spec.at(at).has(field)).isTrue();
        ((ObjectNode) spec.at(at)).put(field, value);

        assertThat(schema.problems(spec)).isNotEmpty().allMatch(one -> one.contains(field));
    }

    @Test
    void aSettingOfFlinkThatIsNotInQuotesIsFound() throws IOException {
        ObjectNode spec = KubernetesManifests.oneJob().spec().deepCopy();
        ((ObjectNode) spec.path("flinkConfiguration")).put("taskmanager.numberOfTaskSlots", 2);

        assertThat(schema.problems(spec))
                .singleElement()
                .asString()
                .contains("taskmanager.numberOfTaskSlots");
    }

    /** If this fails, the schema has caught up, and the exception for the version can go. */
    @Test
    void onlyTheVersionOfFlinkIsNewerThanTheSchema() throws IOException {
        assertThat(schema.knowsFlinkVersion(new TextNode("v1_20"))).isTrue();
        assertThat(
                        schema.knowsFlinkVersion(
                                KubernetesManifests.oneJob().spec().path("flinkVersion")))
                .isFalse();
    }

    @Test
    void theMergeIsThatOfAJsonMergePatch() {
        JsonNode merged =
                KubernetesManifests.merge(
                        KubernetesManifests.parse("{a: {b: 1, c: 2}, l: [1, 2], gone: 1}"),
                        KubernetesManifests.parse("{a: {b: 3, d: {e: 4}}, l: [9], gone: null}"));

        assertThat(merged)
                .isEqualTo(KubernetesManifests.parse("{a: {b: 3, c: 2, d: {e: 4}}, l: [9]}"));
    }

    /** Nothing lies there that no test looks at. */
    @Test
    void everyFileBelongsToAnOverlayOrToTheImage() throws IOException {
        try (Stream<Path> files = Files.walk(KubernetesManifests.FOLDER)) {
            assertThat(
                            files.filter(Files::isRegularFile)
                                    .map(KubernetesManifests.FOLDER::relativize)
                                    .map(Path::toString)
                                    .filter(file -> !file.endsWith("/patch.yaml"))
                                    .filter(file -> !file.endsWith("/kustomization.yaml")))
                    .containsExactlyInAnyOrder(
                            "Containerfile",
                            "stores/README.md",
                            "base/flink-deployment.yaml",
                            "base/name-references.yaml",
                            "base/region.yaml");
        }
    }

    @Test
    void aFileWithAKeyTwiceIsRefused() {
        assertThatThrownBy(() -> KubernetesManifests.parse("{a: 1, a: 2}"))
                .hasMessageContaining("duplicate key");
    }
}
