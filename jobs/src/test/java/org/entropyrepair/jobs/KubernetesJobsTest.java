package org.entropyrepair.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.CoreOptions;
import org.apache.flink.configuration.HighAvailabilityOptions;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.configuration.StateBackendOptions;
import org.apache.flink.configuration.TaskManagerOptions;
import org.apache.flink.metrics.prometheus.PrometheusReporterFactory;
import org.apache.flink.runtime.clusterframework.TaskExecutorProcessSpec;
import org.apache.flink.runtime.clusterframework.TaskExecutorProcessUtils;
import org.apache.flink.runtime.util.EnvironmentInformation;
import org.entropyrepair.config.RegionConfig;
import org.entropyrepair.config.RegionConfigReader;
import org.entropyrepair.config.yaml.Secrets;
import org.entropyrepair.jobs.KubernetesManifests.Overlay;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What the manifests run is this job, with a config and settings that it takes. */
class KubernetesJobsTest {
    /** Options of a reporter have a name in them, and Flink knows no list of them. */
    private static final String REPORTER = "metrics.reporter.prom.";

    private static final Path REGION = KubernetesManifests.FOLDER.resolve("base/region.yaml");
    private static final Pattern REFERENCE = Pattern.compile("\\$\\{([a-z]+):([^}]*)\\}");
    private static final MemorySize MANAGED_PER_SLOT_MIN = MemorySize.ofMebiBytes(256);
    private static final Set<String> OF_THE_OPERATOR =
            Set.of(
                    "kubernetes.operator.job.upgrade.last-state-fallback.enabled",
                    "kubernetes.operator.savepoint.history.max.count",
                    "kubernetes.operator.savepoint.history.max.age");
    private static final List<Class<?>> OF_FLINK =
            List.of(
                    CheckpointingOptions.class,
                    CoreOptions.class,
                    HighAvailabilityOptions.class,
                    StateBackendOptions.class,
                    TaskManagerOptions.class);

    static List<Overlay> overlays() throws IOException {
        return KubernetesManifests.all();
    }

    @Test
    void theConfigIsAcceptedWithNothingButTheMountedSecrets() throws IOException {
        RegionConfig config = config();

        assertThat(StoreChecks.problems(config, false, getClass().getClassLoader())).isEmpty();
        assertThat(KubernetesManifests.configMapFiles()).containsExactly("region.yaml");
    }

    @ParameterizedTest
    @MethodSource("overlays")
    void everySecretOfTheConfigIsMountedAndNoOther(Overlay overlay) throws IOException {
        Set<String> named = new TreeSet<>();
        Matcher reference = REFERENCE.matcher(Files.readString(REGION));
        while (reference.find()) {
            assertThat(reference.group(1)).isEqualTo("file");
            named.add(reference.group(2));
        }

        assertThat(mountedSecrets(overlay)).isEqualTo(named).hasSizeGreaterThan(1);
    }

    @Test
    void noSecretIsInPlainText() throws IOException {
        try (Stream<Path> files = Files.walk(KubernetesManifests.FOLDER)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                for (String line : Files.readAllLines(file)) {
                    if (line.matches("(?i).*(password|jaas\\.config|token|access.?key) *[:=].*")) {
                        assertThat(line).contains("${file:");
                    }
                }
                assertThat(file.getFileName().toString()).doesNotContainIgnoringCase("secret");
                assertThat(Files.readString(file))
                        .doesNotContain("kind: Secret", "secretGenerator");
            }
        }
        RegionConfig config = config();
        assertThat(config.masked()).doesNotContain("value of ");
    }

    @ParameterizedTest
    @MethodSource("overlays")
    void theArgumentsAreThoseOfTheJobAndLeadToTheMountedConfig(Overlay overlay) throws IOException {
        RepairJobArguments.Run run = run(overlay);
        Path mount = Path.of(mountPath(overlay, "region-config"));

        assertThat(run.config()).isEqualTo(new GivenConfig.File(mount.resolve("region.yaml")));
        assertThat(volume(overlay, "region-config").at("/configMap/name").asText())
                .isEqualTo(KubernetesManifests.CONFIG_MAP);
        assertThat(config().regions().keySet()).containsAll(run.options().targets().some());
        assertThat(overlay.spec().at("/job/entryClass").asText())
                .isEqualTo(RepairJob.class.getName());
    }

    @Test
    void jobsWithATargetEachShareNoneAndLeaveOutNone() throws IOException {
        List<String> targets = new ArrayList<>();
        List<String> names = new ArrayList<>();
        for (Overlay overlay : KubernetesManifests.jobPerTarget()) {
            Set<String> own = run(overlay).options().targets().some();
            assertThat(own).containsExactly(Path.of(overlay.name()).getFileName().toString());
            targets.addAll(own);
            names.add(run(overlay).options().jobName());
            assertThat(overlay.deployment().at("/metadata/name").asText())
                    .isEqualTo(run(overlay).options().jobName());
        }

        assertThat(targets).containsExactlyInAnyOrderElementsOf(config().regions().keySet());
        assertThat(names).doesNotHaveDuplicates();
    }

    @Test
    void ofAllJobsExactlyOneOwnsWhatCannotBeRead() throws IOException {
        assertThat(KubernetesManifests.jobPerTarget())
                .filteredOn(overlay -> run(overlay).options().ownsUnreadable())
                .hasSize(1);
        RepairJobOptions all = run(KubernetesManifests.oneJob()).options();
        assertThat(all.ownsUnreadable()).isTrue();
        assertThat(all.targets()).isEqualTo(Targets.ALL);
    }

    @ParameterizedTest
    @MethodSource("overlays")
    void anUpgradeTakesASavepointOrDoesNotTakePlace(Overlay overlay) {
        assertThat(overlay.spec().at("/job/upgradeMode").asText()).isEqualTo("savepoint");
        assertThat(overlay.spec().at("/job/allowNonRestoredState").asBoolean(true)).isFalse();
        assertThat(overlay.flink())
                .containsEntry("high-availability.type", "kubernetes")
                .containsEntry("state.backend.type", "rocksdb")
                .containsEntry(
                        "kubernetes.operator.job.upgrade.last-state-fallback.enabled", "false");
    }

    @Test
    void everyJobKeepsItsStateInAPlaceOfItsOwnOnObjectStorage() throws IOException {
        List<String> places = new ArrayList<>();
        for (Overlay overlay : KubernetesManifests.all()) {
            for (String key :
                    List.of(
                            "execution.checkpointing.dir",
                            "execution.checkpointing.savepoint-dir",
                            "high-availability.storageDir")) {
                places.add(overlay.flink().getOrDefault(key, ""));
            }
        }

        assertThat(places).allMatch(place -> place.startsWith("s3://")).doesNotHaveDuplicates();
    }

    @ParameterizedTest
    @MethodSource("overlays")
    void everySettingIsOneThatFlinkOrTheOperatorKnowsAndReads(Overlay overlay)
            throws IllegalAccessException {
        Map<String, ConfigOption<?>> known = flinkOptions();
        Configuration settings = Configuration.fromMap(overlay.flink());
        for (String key : overlay.flink().keySet()) {
            if (!OF_THE_OPERATOR.contains(key) && !key.startsWith(REPORTER)) {
                assertThat(known).containsKey(key);
                assertThat(settings.getOptional(Objects.requireNonNull(known.get(key))))
                        .isPresent();
            }
        }
        assertThat(overlay.flink().get("env.java.opts.all"))
                .isEqualTo(String.join(" ", ClusterJar.OPENED));
    }

    @ParameterizedTest
    @MethodSource("overlays")
    void everyProcessIsScrapedWithLabelsAsTheyAre(Overlay overlay) {
        assertThat(overlay.flink())
                .containsEntry(
                        REPORTER + "factory.class", PrometheusReporterFactory.class.getName())
                .containsEntry(REPORTER + "filterLabelValueCharacters", "false")
                .containsEntry(
                        REPORTER + "port",
                        overlay.spec()
                                .at("/podTemplate/spec/containers/0/ports/0/containerPort")
                                .asText());
    }

    @ParameterizedTest
    @MethodSource("overlays")
    void everySlotHasTheManagedMemoryThatManyPendingRepairsNeed(Overlay overlay) {
        Configuration settings = Configuration.fromMap(overlay.flink());
        settings.set(
                TaskManagerOptions.TOTAL_PROCESS_MEMORY,
                MemorySize.parse(overlay.spec().at("/taskManager/resource/memory").asText()));
        TaskExecutorProcessSpec memory = TaskExecutorProcessUtils.processSpecFromConfig(settings);

        assertThat(
                        memory.getManagedMemorySize().getBytes()
                                / settings.get(TaskManagerOptions.NUM_TASK_SLOTS))
                .isGreaterThanOrEqualTo(MANAGED_PER_SLOT_MIN.getBytes());
        assertThat(memory.getTaskHeapSize()).isGreaterThan(MemorySize.ofMebiBytes(512));
    }

    @Test
    void theImageHasTheJarThatWasBuiltOnTheFlinkItWasBuiltFor() throws IOException {
        String file = Files.readString(KubernetesManifests.FOLDER.resolve("Containerfile"));
        String jar = "jobs/" + ClusterJar.PATH;

        assertThat(file).containsPattern("(?m)^COPY --chown=flink:flink " + jar + " (\\S+/)$");
        Matcher copy = Pattern.compile(Pattern.quote(jar) + " (\\S+/)").matcher(file);
        assertThat(copy.find()).isTrue();
        assertThat(KubernetesManifests.oneJob().spec().at("/job/jarURI").asText())
                .isEqualTo("local://" + copy.group(1) + ClusterJar.PATH.getFileName());
        assertThat(file)
                .containsPattern(
                        "(?m)^FROM flink:" + EnvironmentInformation.getVersion() + "-java17$");
        String[] version = EnvironmentInformation.getVersion().split("\\.");
        assertThat(KubernetesManifests.oneJob().spec().path("flinkVersion").asText())
                .isEqualTo("v" + version[0] + "_" + version[1]);
    }

    private static RepairJobArguments.Run run(Overlay overlay) {
        RepairJobArguments read = RepairJobArguments.parse(overlay.args().toArray(new String[0]));
        assertThat(read).as("%s", read).isInstanceOf(RepairJobArguments.Run.class);
        return (RepairJobArguments.Run) read;
    }

    private static RegionConfig config() throws IOException {
        Set<String> mounted = mountedSecrets(KubernetesManifests.oneJob());
        Secrets secrets =
                new Secrets() {
                    @Override
                    public Optional<String> ofEnvironment(String name) {
                        return Optional.empty();
                    }

                    @Override
                    public Optional<String> ofFile(String path) {
                        return Optional.of("value of " + path).filter(x -> mounted.contains(path));
                    }
                };
        return RegionConfigReader.read(REGION, secrets).orThrow();
    }

    private static Set<String> mountedSecrets(Overlay overlay) {
        Path mount = Path.of(mountPath(overlay, "secrets"));
        Set<String> mounted = new TreeSet<>();
        for (JsonNode item : volume(overlay, "secrets").at("/secret/items")) {
            mounted.add(mount.resolve(item.path("path").asText()).toString());
        }
        return mounted;
    }

    private static JsonNode volume(Overlay overlay, String name) {
        return named(overlay.spec().at("/podTemplate/spec/volumes"), name);
    }

    private static String mountPath(Overlay overlay, String name) {
        JsonNode container =
                named(overlay.spec().at("/podTemplate/spec/containers"), "flink-main-container");
        JsonNode mount = named(container.path("volumeMounts"), name);
        assertThat(mount.path("readOnly").asBoolean()).isTrue();
        return mount.path("mountPath").asText();
    }

    private static JsonNode named(JsonNode list, String name) {
        Set<String> seen = new HashSet<>();
        for (JsonNode one : list) {
            seen.add(one.path("name").asText());
            if (one.path("name").asText().equals(name)) {
                return one;
            }
        }
        throw new AssertionError(name + " is none of " + seen);
    }

    private static Map<String, ConfigOption<?>> flinkOptions() throws IllegalAccessException {
        Map<String, ConfigOption<?>> options = new HashMap<>();
        for (Class<?> of : OF_FLINK) {
            for (Field field : of.getFields()) {
                if (Modifier.isStatic(field.getModifiers())
                        && field.get(null) instanceof ConfigOption<?> option) {
                    options.put(option.key(), option);
                }
            }
        }
        return options;
    }
}
