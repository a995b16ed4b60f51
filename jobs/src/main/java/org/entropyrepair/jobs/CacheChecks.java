package org.entropyrepair.jobs;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.TreeMap;
import java.util.TreeSet;
import org.entropyrepair.config.CacheSettings;
import org.entropyrepair.config.CachedAs;
import org.entropyrepair.config.Namespace;
import org.entropyrepair.config.Region;
import org.entropyrepair.config.RegionConfig;
import org.entropyrepair.config.yaml.Problem;
import org.entropyrepair.sinks.CacheFactory;
import org.entropyrepair.sinks.KeyTemplate;
import org.entropyrepair.sinks.KeyTemplate.Field;
import org.entropyrepair.sinks.StoreFactory;

/**
 * Checks each region's cache settings with the factory of its kind, and the keys of each namespace
 * with those of all kinds, before anything is opened.
 */
final class CacheChecks {
    private final RegionConfig config;
    private final Map<String, CacheFactory> factories = new TreeMap<>();
    private final List<Problem> problems = new ArrayList<>();

    private CacheChecks(RegionConfig config, ClassLoader loader) {
        this.config = config;
        for (CacheFactory factory : ServiceLoader.load(CacheFactory.class, loader)) {
            factories.put(factory.kind(), factory);
        }
    }

    /**
     * Everything that is wrong with the caches.
     *
     * @param loader where cache factories are found
     */
    static List<Problem> problems(RegionConfig config, ClassLoader loader) {
        CacheChecks checks = new CacheChecks(config, loader);
        config.regions().values().forEach(checks::settings);
        config.namespaces().values().forEach(checks::keys);
        return checks.problems;
    }

    private void settings(Region region) {
        CacheSettings cache = region.cache();
        if (cache == null) {
            return;
        }
        String path = RegionConfig.path("regions", region.name(), "cache");
        CacheFactory factory = factories.get(cache.kind());
        if (factory == null) {
            add(path + ".kind", cache.kind(), "one of " + factories.keySet());
            return;
        }
        for (StoreFactory.Problem problem : factory.check(cache.settings())) {
            String at = problem.setting().isEmpty() ? path : path + "." + problem.setting();
            add(at, problem.found(), problem.expected());
        }
    }

    private void keys(Namespace namespace) {
        CachedAs as = namespace.cache();
        if (as == null) {
            return;
        }
        String path = RegionConfig.path("namespaces", namespace.name(), "cache", "keys");
        for (int i = 0; i < as.keys().size(); i++) {
            key(path + "[" + i + "]", as.keys().get(i), namespace);
        }
    }

    private void key(String path, String text, Namespace namespace) {
        KeyTemplate template;
        try {
            template = KeyTemplate.parse(text);
        } catch (KeyTemplate.NoTemplateException notOne) {
            add(path, notOne.found(), notOne.expected());
            return;
        }
        for (Field field : template.fields()) {
            fits(path, text, field, namespace);
        }
        for (String kind : kindsInUse()) {
            CacheFactory factory = factories.get(kind);
            if (factory != null) {
                factory.check(template)
                        .forEach(problem -> add(path, problem.found(), problem.expected()));
            }
        }
    }

    private void fits(String path, String text, Field field, Namespace namespace) {
        String word = "{" + field.word() + "}";
        boolean nodes = namespace.nodeType() != null;
        if (nodes ? field.isOfEdges() : field.isOfNodes()) {
            add(
                    path,
                    text,
                    "no "
                            + word
                            + ": "
                            + namespace.name()
                            + " holds records of "
                            + (nodes ? "nodes" : "edges"));
        } else if (namespace.recordDeletes() && (field == Field.KEY || field.isOfEdges())) {
            add(
                    path,
                    text,
                    "no "
                            + word
                            + " where recordDeletes is true: the delete of a record knows its id,"
                            + " not the keys or edges of its cells, which would stay cached");
        }
    }

    private TreeSet<String> kindsInUse() {
        TreeSet<String> kinds = new TreeSet<>();
        for (Region region : config.regions().values()) {
            CacheSettings cache = region.cache();
            if (cache != null) {
                kinds.add(cache.kind());
            }
        }
        return kinds;
    }

    private void add(String path, String found, String expected) {
        problems.add(config.problem(path, found, expected));
    }
}
