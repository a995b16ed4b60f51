package org.entropyrepair.jobs.e2e;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What a scene is made of, and the region config that says so. Every scene has a name of its own,
 * and so have its topics and stores.
 */
final class RepairScene {
    private static final int LETTER_BYTES_MAX = 8 << 20;

    private final Stage stage;
    private final String name;
    private final List<String> regions;
    private String home = Stage.CALM;
    private String store = "scripted";
    private final Map<String, String> storesByRegion = new HashMap<>();
    private final Map<String, String> cachesByRegion = new HashMap<>();
    private String namespaces =
            "  follows.forward: {edgeType: follows, record: forward, table: forward,"
                    + " tombstonesKept: 10d}\n";
    private String scopes = "  - {name: everything, match: {}, action: repair}\n";
    private String more = "";
    private String lag = "500ms";
    private String outputProperties = "{}";
    private String accepts = "{}";
    private String acceptedBy = "";
    private int partitions = 1;
    private int letterBytesMax = LETTER_BYTES_MAX;
    private boolean mayRestart;
    private String failuresOf;
    private boolean keepsTopics;
    private String configHome = "";

    private RepairScene(Stage stage, List<String> regions) {
        this.stage = stage;
        this.name = stage.nextScene();
        this.regions = regions;
        this.failuresOf = name;
    }

    /** A scene with these regions, each with a failure topic of one partition on its broker. */
    static RepairScene on(Stage stage, String... regions) {
        return new RepairScene(stage, List.of(regions));
    }

    /** The region whose broker has the dead letters and the outcomes. */
    RepairScene home(String region) {
        home = region;
        return this;
    }

    /** Stores of this kind: {@code scripted} (the default), {@code at-once} or {@code rocksdb}. */
    RepairScene stores(String kind) {
        store = kind;
        return this;
    }

    /** Another store for one region: its settings, in braces. */
    RepairScene storeOf(String region, String settings) {
        storesByRegion.put(region, settings);
        return this;
    }

    /** A cache in front of a region's store: its settings, in braces. */
    RepairScene cacheOf(String region, String settings) {
        cachesByRegion.put(region, settings);
        return this;
    }

    /** Lines below {@code namespaces:}. */
    RepairScene namespaces(String lines) {
        namespaces = lines.indent(2);
        return this;
    }

    /** Lines below {@code scopes:}. */
    RepairScene scopes(String lines) {
        scopes = lines.indent(2);
        return this;
    }

    /** More lines of the config's top. */
    RepairScene more(String lines) {
        more = lines;
        return this;
    }

    /** Lets revisions come from a topic on a region's broker. */
    RepairScene withConfigTopic(String region) {
        configHome = region;
        return this;
    }

    /** Replication lag of every route. */
    RepairScene lag(String duration) {
        lag = duration;
        return this;
    }

    /** Client properties of the dead letters and of the outcomes, in braces. */
    RepairScene outputProperties(String properties) {
        outputProperties = properties;
        return this;
    }

    /** Lets a region's topic carry failures of these origins only. */
    RepairScene accepts(String region, String origins) {
        acceptedBy = region;
        accepts = "{origins: [" + origins + "]}";
        return this;
    }

    /** Partitions of each failure topic. */
    RepairScene partitions(int count) {
        partitions = count;
        return this;
    }

    /**
     * Calls the failure topics as another scene does, which may have ended on another stage: a
     * savepoint finds its sources by them. What is left of such topics on this stage is deleted.
     */
    RepairScene failureTopicsOf(String scene) {
        failuresOf = scene;
        return this;
    }

    /** Reads on in the failure topics of a scene that has ended on this stage, as they are. */
    RepairScene goesOnAfter(RepairScene ended) {
        failuresOf = ended.name;
        keepsTopics = true;
        return this;
    }

    /** {@code max.message.bytes} of the dead-letter topic. */
    RepairScene letterBytesMax(int bytes) {
        letterBytesMax = bytes;
        return this;
    }

    /** Lets the job restart where it fails. */
    RepairScene mayRestartTheJob() {
        mayRestart = true;
        return this;
    }

    /** Makes the topics; ready for jobs. */
    RepairRig open() {
        return new RepairRig(this);
    }

    /** The text of the region config. */
    String text() {
        StringBuilder text = new StringBuilder("apiVersion: entropy-repair/v1\ngraph: social\n");
        text.append(more.isEmpty() ? "" : more.stripTrailing() + "\n").append("regions:\n");
        regions.forEach(region -> text.append(region(region)));
        text.append("namespaces:\n").append(namespaces);
        text.append("replicationLag: {default: ").append(lag).append("}\n");
        text.append("scopes:\n").append(scopes);
        text.append("deadLetters: ").append(sink(deadLetterTopic(), "")).append('\n');
        text.append("outcomes: ")
                .append(sink(outcomeTopic(), ", visibleAfter: 200ms"))
                .append('\n');
        if (!configHome.isEmpty()) {
            text.append("configTopic: {bootstrapServers: \"")
                    .append(stage.broker(configHome).bootstrapServers())
                    .append("\", topic: ")
                    .append(configTopic())
                    .append("}\n");
        }
        return text.toString();
    }

    private String region(String region) {
        String cache = cachesByRegion.get(region);
        return """
          NAME:
            failures:
              - {bootstrapServers: "BROKERS", topic: TOPIC, properties: {LOGIN}, accepts: ACCEPTS}
            store: STORE
        """
                        .replace("NAME", region)
                        .replace("BROKERS", stage.broker(region).bootstrapServers())
                        .replace("TOPIC", failureTopic(region))
                        .replace("LOGIN", region.equals(Stage.GUARDED) ? login() : "")
                        .replace("ACCEPTS", region.equals(acceptedBy) ? accepts : "{}")
                        .replace("STORE", storeSettings(region))
                + (cache == null ? "" : "    cache: " + cache + "\n");
    }

    private String storeSettings(String region) {
        String own = storesByRegion.get(region);
        return own != null ? own : storeSettings(store, region);
    }

    private String storeSettings(String kind, String region) {
        return switch (kind) {
            case "rocksdb" -> "{kind: rocksdb, path: \"" + storeFolder(region) + "\"}";
            case "scripted" -> "{kind: scripted, name: " + storeName(region) + "}";
            default -> "{kind: " + kind + "}";
        };
    }

    private String sink(String topic, String rest) {
        return "{bootstrapServers: \"%s\", topic: %s, properties: %s%s}"
                .formatted(stage.broker(home).bootstrapServers(), topic, outputProperties, rest);
    }

    private static String login() {
        return "security.protocol: SASL_PLAINTEXT, sasl.mechanism: PLAIN, sasl.jaas.config:"
                + " 'org.apache.kafka.common.security.plain.PlainLoginModule required"
                + " username=\"${env:USER}\" password=\"${env:PASSWORD}\";'";
    }

    Stage stage() {
        return stage;
    }

    String name() {
        return name;
    }

    List<String> regions() {
        return regions;
    }

    String home() {
        return home;
    }

    String failureTopic(String region) {
        return failuresOf + ".failures." + region;
    }

    /** As policy and metrics call a region's topic. */
    String feed(String region) {
        return region + "/" + failureTopic(region);
    }

    String deadLetterTopic() {
        return name + ".dead-letters";
    }

    String outcomeTopic() {
        return name + ".outcomes";
    }

    String configTopic() {
        return name + ".config";
    }

    /** The region whose broker has the config topic; empty if there is none. */
    String configHome() {
        return configHome;
    }

    String storeName(String region) {
        return name + "." + region;
    }

    Path storeFolder(String region) {
        return stage.folder().resolve(name).resolve(region);
    }

    int partitions() {
        return partitions;
    }

    int letterBytesMax() {
        return letterBytesMax;
    }

    boolean keepsTopics() {
        return keepsTopics;
    }

    boolean borrowsTopics() {
        return !failuresOf.equals(name);
    }

    boolean mayRestart() {
        return mayRestart;
    }
}
