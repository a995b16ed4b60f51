package org.entropyrepair.jobs;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/**
 * The manifests in {@code src/deploy/kubernetes}, put together as kustomize does it, as far as they
 * use it: one base, a patch that is merged into it (of a kind kustomize does not know, as JSON is:
 * lists are replaced), a suffix of names. Whatever else a kustomization says is an error here,
 * rather than something that is not seen.
 */
final class KubernetesManifests {
    static final Path FOLDER =
            Path.of(System.getProperty("entropyrepair.root"), "src", "deploy", "kubernetes");
    static final String CONFIG_MAP = "entropy-repair-region-config";

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Set<String> KNOWN_OF_BASE =
            Set.of("apiVersion", "kind", "resources", "configMapGenerator", "configurations");
    private static final Set<String> KNOWN_OF_OVERLAY =
            Set.of("apiVersion", "kind", "namespace", "nameSuffix", "resources", "patches");

    private KubernetesManifests() {}

    /**
     * An overlay on the base.
     *
     * @param name its folder, from that of all manifests
     * @param deployment the FlinkDeployment that comes out
     */
    record Overlay(String name, JsonNode deployment) {
        JsonNode spec() {
            return deployment.path("spec");
        }

        List<String> args() {
            List<String> args = new ArrayList<>();
            spec().path("job").path("args").forEach(arg -> args.add(arg.asText()));
            return args;
        }

        /** Flink's configuration. */
        Map<String, String> flink() {
            return JSON.convertValue(
                    spec().path("flinkConfiguration"),
                    JSON.getTypeFactory().constructMapType(Map.class, String.class, String.class));
        }
    }

    /** The overlays with one job for each target. */
    static List<Overlay> jobPerTarget() throws IOException {
        List<Overlay> overlays = new ArrayList<>();
        try (Stream<Path> folders = Files.list(FOLDER.resolve("job-per-target"))) {
            for (Path folder : folders.sorted().toList()) {
                overlays.add(overlay(FOLDER.relativize(folder).toString()));
            }
        }
        return overlays;
    }

    /** The overlay with one job for all targets. */
    static Overlay oneJob() throws IOException {
        return overlay("one-job");
    }

    /** All overlays. */
    static List<Overlay> all() throws IOException {
        List<Overlay> all = new ArrayList<>(jobPerTarget());
        all.add(oneJob());
        return all;
    }

    private static Overlay overlay(String name) throws IOException {
        Path folder = FOLDER.resolve(name);
        JsonNode overlay = kustomization(folder, KNOWN_OF_OVERLAY);
        Path base = folder.resolve(overlay.path("resources").path(0).asText()).normalize();
        expect(overlay.path("resources").size() == 1, name + ": more than its base");
        expect(base.equals(FOLDER.resolve("base")), name + ": another base");
        JsonNode ofBase = kustomization(base, KNOWN_OF_BASE);
        JsonNode merged = read(base.resolve(ofBase.path("resources").path(0).asText()));
        for (JsonNode patch : overlay.path("patches")) {
            expect(names(patch).equals(Set.of("path")), name + ": a patch that is no file");
            JsonNode change = read(folder.resolve(patch.path("path").asText()));
            expect(sameObject(merged, change), name + ": a patch of something else");
            merged = merge(merged, change);
        }
        ObjectNode metadata = (ObjectNode) merged.path("metadata");
        metadata.put("name", metadata.path("name").asText() + overlay.path("nameSuffix").asText());
        metadata.put("namespace", overlay.path("namespace").asText());
        return new Overlay(name, merged);
    }

    /** The base's ConfigMap: the names of its files. */
    static List<String> configMapFiles() throws IOException {
        JsonNode maps =
                kustomization(FOLDER.resolve("base"), KNOWN_OF_BASE).path("configMapGenerator");
        expect(maps.size() == 1, "base: not one ConfigMap");
        expect(maps.path(0).path("name").asText().equals(CONFIG_MAP), "base: its name");
        List<String> files = new ArrayList<>();
        maps.path(0).path("files").forEach(file -> files.add(file.asText()));
        return files;
    }

    private static JsonNode kustomization(Path folder, Set<String> known) throws IOException {
        JsonNode read = read(folder.resolve("kustomization.yaml"));
        Set<String> unknown = names(read);
        unknown.removeAll(known);
        expect(unknown.isEmpty(), folder + ": " + unknown + " is not understood by this test");
        return read;
    }

    /** A YAML file of this folder. */
    static JsonNode read(Path file) throws IOException {
        return parse(Files.readString(file));
    }

    /** A YAML text with one document. */
    static JsonNode parse(String text) {
        Load load = new Load(LoadSettings.builder().setAllowDuplicateKeys(false).build());
        return JSON.valueToTree(load.loadFromString(text));
    }

    /** RFC 7396. */
    static JsonNode merge(JsonNode target, JsonNode patch) {
        if (!(patch instanceof ObjectNode changes)) {
            return patch;
        }
        ObjectNode merged =
                target instanceof ObjectNode object ? object.deepCopy() : JSON.createObjectNode();
        changes.properties()
                .forEach(
                        change -> {
                            if (change.getValue().isNull()) {
                                merged.remove(change.getKey());
                            } else {
                                JsonNode before = merged.path(change.getKey());
                                merged.set(change.getKey(), merge(before, change.getValue()));
                            }
                        });
        return merged;
    }

    private static boolean sameObject(JsonNode one, JsonNode other) {
        return Stream.of("/apiVersion", "/kind", "/metadata/name")
                .allMatch(at -> one.at(at).equals(other.at(at)));
    }

    private static Set<String> names(JsonNode node) {
        Set<String> names = new TreeSet<>();
        node.fieldNames().forEachRemaining(names::add);
        return names;
    }

    private static void expect(boolean holds, String otherwise) {
        if (!holds) {
            throw new IllegalArgumentException("kustomization: " + otherwise);
        }
    }
}
