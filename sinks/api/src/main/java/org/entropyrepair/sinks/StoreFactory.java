package org.entropyrepair.sinks;

import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.Set;

/**
 * A kind of store. Found by {@link #kind()} through {@link ServiceLoader} with the class loader of
 * the job's own code; an implementation is public, has a public constructor without arguments and
 * is named in {@code META-INF/services/org.entropyrepair.sinks.StoreFactory}.
 */
public interface StoreFactory {
    /** What may stand in any store's settings and is not the store's to read. */
    Set<String> COMMON_SETTINGS = Set.of("kind", "maxWritesPerSecond");

    /** The name by which a config asks for it: {@code store: {kind: …}}. */
    String kind();

    /**
     * Checks settings without connecting to anything; a setting that is neither the store's own nor
     * one of {@link #COMMON_SETTINGS} is a problem.
     *
     * @return every problem, none if the settings can be used
     */
    List<Problem> check(Map<String, Object> settings);

    /**
     * Opens the store of one region. Does not wait for a connection.
     *
     * @throws IllegalArgumentException if the settings cannot be used ({@link #check} says why)
     */
    Store open(StoreContext context);

    /**
     * Whether stores of this kind that are opened by several processes, with the same settings, see
     * the same data. One that says no can only be used where every task runs in one process.
     */
    default boolean sharedAcrossProcesses() {
        return true;
    }

    /**
     * The factory of a kind.
     *
     * @throws IllegalArgumentException if no factory of that kind is on the class path; names those
     *     that are
     */
    static StoreFactory ofKind(String kind, ClassLoader loader) {
        List<StoreFactory> all =
                ServiceLoader.load(StoreFactory.class, loader).stream()
                        .map(ServiceLoader.Provider::get)
                        .toList();
        return all.stream()
                .filter(factory -> factory.kind().equals(kind))
                .findFirst()
                .orElseThrow(
                        () ->
                                new IllegalArgumentException(
                                        "store.kind: "
                                                + kind
                                                + " (expected: one of "
                                                + all.stream()
                                                        .map(StoreFactory::kind)
                                                        .sorted()
                                                        .toList()
                                                + ")"));
    }

    /**
     * Something wrong with a setting.
     *
     * @param setting its name; empty where it concerns all of them
     * @param found what is there, in words
     * @param expected the rule
     */
    record Problem(String setting, String found, String expected) {}
}
