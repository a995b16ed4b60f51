package org.entropyrepair.sinks;

import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.Set;

/**
 * A kind of cache. Found by {@link #kind()} through {@link ServiceLoader} with the class loader of
 * the job's own code; an implementation is public, has a public constructor without arguments and
 * is named in {@code META-INF/services/org.entropyrepair.sinks.CacheFactory}.
 */
public interface CacheFactory {
    /** What may stand in any cache's settings and is not the cache's to read. */
    Set<String> COMMON_SETTINGS = Set.of("kind");

    /** The name by which a config asks for it: {@code cache: {kind: …}}. */
    String kind();

    /**
     * Checks settings without connecting to anything; a setting that is neither the cache's own nor
     * one of {@link #COMMON_SETTINGS} is a problem.
     *
     * @return every problem, none if the settings can be used
     */
    List<StoreFactory.Problem> check(Map<String, Object> settings);

    /**
     * Checks whether names of this template can be keys of such a cache at all.
     *
     * @return every problem, with an empty {@link StoreFactory.Problem#setting}
     */
    default List<StoreFactory.Problem> check(KeyTemplate key) {
        return List.of();
    }

    /**
     * Opens the cache of one region. Does not wait for a connection.
     *
     * @throws IllegalArgumentException if the settings cannot be used ({@link #check(Map)} says
     *     why)
     */
    Cache open(CacheContext context);

    /**
     * The factory of a kind.
     *
     * @throws IllegalArgumentException if no factory of that kind is on the class path; names those
     *     that are
     */
    static CacheFactory ofKind(String kind, ClassLoader loader) {
        List<CacheFactory> all =
                ServiceLoader.load(CacheFactory.class, loader).stream()
                        .map(ServiceLoader.Provider::get)
                        .toList();
        return all.stream()
                .filter(factory -> factory.kind().equals(kind))
                .findFirst()
                .orElseThrow(
                        () ->
                                new IllegalArgumentException(
                                        "cache.kind: "
                                                + kind
                                                + " (expected: one of "
                                                + all.stream()
                                                        .map(CacheFactory::kind)
                                                        .sorted()
                                                        .toList()
                                                + ")"));
    }
}
