package org.entropyrepair.config;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import org.entropyrepair.config.yaml.Located;
import org.entropyrepair.config.yaml.MaskedText;
import org.jspecify.annotations.Nullable;

/** Builds the model from a document without problems. */
final class RegionConfigBuilder {
    private final Located root;
    private final ConfigSource source;
    private final @Nullable String graph;

    RegionConfigBuilder(Located root, ConfigSource source) {
        this.root = root;
        this.source = source;
        this.graph = textOrNull(root, "graph");
    }

    RegionConfig build() {
        return new RegionConfig(
                root.get("apiVersion").text(),
                graph,
                each(root.get("regions"), RegionConfigBuilder::region),
                each(root.get("namespaces"), this::namespace),
                replicationLag(root.get("replicationLag")),
                root.get("scopes").items().stream().map(RegionConfigBuilder::scope).toList(),
                clock(root.get("clock")),
                topicSink(root.get("deadLetters")),
                outcomes(root.get("outcomes")),
                root.get("unknownKept").duration(),
                each(
                        root.get("retiredRegions"),
                        (name, end) -> Word.of(Retirement.class, end.text())),
                (int) root.get("maxRecordBytes").whole(),
                (int) root.get("maxParallelism").whole(),
                root.at("configTopic").map(RegionConfigBuilder::configTopic).orElse(null),
                source);
    }

    private static <T> Map<String, T> each(Located map, BiFunction<String, Located, T> build) {
        Map<String, T> built = new LinkedHashMap<>();
        map.entries().forEach((name, entry) -> built.put(name, build.apply(name, entry)));
        return Collections.unmodifiableMap(built);
    }

    private static Region region(String name, Located at) {
        return new Region(
                name,
                at.get("failures").items().stream().map(RegionConfigBuilder::feed).toList(),
                store(at.get("store")),
                textOrNull(at, "storeGroup"),
                at.at("cache").map(RegionConfigBuilder::cache).orElse(null));
    }

    private static StoreSettings store(Located at) {
        return new StoreSettings(
                at.get("kind").text(), at.get("maxWritesPerSecond").whole(), given(at));
    }

    private static CacheSettings cache(Located at) {
        return new CacheSettings(at.get("kind").text(), given(at));
    }

    private static Map<String, Object> given(Located at) {
        Map<String, Object> settings = new LinkedHashMap<>();
        at.entries()
                .forEach(
                        (key, value) -> {
                            if (value.given()) {
                                settings.put(key, value.plain());
                            }
                        });
        return settings;
    }

    private static Feed feed(Located at) {
        return new Feed(
                at.get("bootstrapServers").masked(),
                at.get("topic").text(),
                properties(at.get("properties")),
                new Feed.Accepts(names(at.get("accepts"), "origins")));
    }

    private static ClientProperties properties(Located at) {
        Map<String, MaskedText> entries = new LinkedHashMap<>();
        at.entries().forEach((key, value) -> entries.put(key, value.masked()));
        return new ClientProperties(entries);
    }

    private Namespace namespace(String name, Located at) {
        String ownGraph = textOrNull(at, "graph");
        String graphOrDefault = ownGraph == null ? graph : ownGraph;
        if (graphOrDefault == null) {
            throw new IllegalStateException(at.path() + ": no graph");
        }
        return new Namespace(
                name,
                graphOrDefault,
                textOrNull(at, "edgeType"),
                textOrNull(at, "nodeType"),
                at.at("record")
                        .map(record -> Word.of(Namespace.RecordKind.class, record.text()))
                        .orElse(Namespace.RecordKind.NODE),
                at.get("table").text(),
                at.get("tombstonesKept").duration(),
                at.get("recordDeletes").flag(),
                at.at("cache").map(RegionConfigBuilder::cachedAs).orElse(null));
    }

    private static CachedAs cachedAs(Located at) {
        return new CachedAs(at.get("keys").texts(), at.get("invalidateAgainAfter").duration());
    }

    private static ReplicationLag replicationLag(Located at) {
        List<ReplicationLag.Route> routes =
                at.get("routes").items().stream()
                        .map(
                                route ->
                                        new ReplicationLag.Route(
                                                route.get("from").text(),
                                                route.get("to").text(),
                                                route.get("lag").duration()))
                        .toList();
        return new ReplicationLag(at.get("default").duration(), routes);
    }

    private static Scope scope(Located at) {
        Located match = at.get("match");
        Located retry = at.get("retry");
        return new Scope(
                at.get("name").text(),
                new Scope.Match(
                        names(match, "graphs"),
                        names(match, "edgeTypes"),
                        names(match, "namespaces"),
                        names(match, "origins"),
                        names(match, "targets")),
                Word.of(Scope.Action.class, at.get("action").text()),
                at.get("readBeforeWrite").flag(),
                new Scope.Retry(
                        retry.get("initialBackoff").duration(),
                        retry.get("multiplier").fraction(),
                        retry.get("maxBackoff").duration(),
                        retry.get("jitter").fraction(),
                        (int) retry.get("maxAttempts").whole(),
                        retry.get("maxAge").duration()),
                at.get("maxWritesPerSecond").whole(),
                at.get("mergeAcrossTargets").flag());
    }

    private static Clock clock(Located at) {
        return new Clock(
                at.get("maxDrift").duration(),
                at.get("maxWait").duration(),
                at.get("silentAfter").duration());
    }

    private static TopicSink topicSink(Located at) {
        return new TopicSink(
                at.get("bootstrapServers").masked(),
                at.get("topic").text(),
                properties(at.get("properties")));
    }

    private static ConfigTopic configTopic(Located at) {
        return new ConfigTopic(
                at.get("bootstrapServers").masked(),
                at.get("topic").text(),
                properties(at.get("properties")));
    }

    private static Outcomes outcomes(Located at) {
        return new Outcomes(
                at.get("bootstrapServers").masked(),
                at.get("topic").text(),
                properties(at.get("properties")),
                Word.of(Outcomes.Published.class, at.get("published").text()),
                at.get("visibleAfter").duration());
    }

    private static Names names(Located at, String key) {
        return Names.of(at.get(key).texts());
    }

    private static @Nullable String textOrNull(Located at, String key) {
        return at.at(key).map(Located::text).orElse(null);
    }
}
