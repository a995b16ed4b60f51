package org.entropyrepair.config;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.entropyrepair.config.yaml.Located;
import org.entropyrepair.config.yaml.Problem;
import org.jspecify.annotations.Nullable;

/**
 * The regional repair scoping, version 1. Immutable and checked: every name it uses is defined in
 * it. Never prints a secret.
 *
 * @param apiVersion {@link #API_VERSION}
 * @param graph default graph of the namespaces; null if each names its own
 * @param regions by name, in the order of the file; at least one
 * @param namespaces by name, in the order of the file; at least one
 * @param replicationLag how long a write may take from region to region
 * @param scopes in order: the first that matches a repair is its scope; at least one
 * @param clock what to do with time that does not fit
 * @param deadLetters where dead letters go
 * @param outcomes where outcomes go
 * @param unknownKept how long a failure of something unknown waits for a config that knows it
 * @param retiredRegions regions that are no more, and how repairs of their stores end
 * @param maxRecordBytes most bytes of a failure's key and value together
 * @param maxParallelism the job's largest parallelism, ever; fixed with its first state
 * @param configTopic where revisions of this config come from while the job runs; null if it never
 *     changes
 * @param source the text it was read from
 */
public record RegionConfig(
        String apiVersion,
        @Nullable String graph,
        Map<String, Region> regions,
        Map<String, Namespace> namespaces,
        ReplicationLag replicationLag,
        List<Scope> scopes,
        Clock clock,
        TopicSink deadLetters,
        Outcomes outcomes,
        Duration unknownKept,
        Map<String, Retirement> retiredRegions,
        int maxRecordBytes,
        int maxParallelism,
        @Nullable ConfigTopic configTopic,
        ConfigSource source) {
    /** The version of the format. */
    public static final String API_VERSION = "entropy-repair/v1";

    /** Names of the graphs served, sorted. */
    public Set<String> graphs() {
        Set<String> graphs = new TreeSet<>();
        namespaces.values().forEach(namespace -> graphs.add(namespace.graph()));
        return graphs;
    }

    /**
     * The config as text that can be stored and sent: as it was read, comments and all, secrets
     * still references. A literal secret, if the file holds one, is in it: not for print.
     */
    public String text() {
        return source.text();
    }

    /** The config as text for people: defaults filled in, secrets masked. */
    public String masked() {
        return source.masked();
    }

    /**
     * The line of a path such as {@code regions.us-east-1.store.path}, counted from 1; where
     * nothing was written there, of the innermost part of it that was. Keys with signs other than
     * letters, digits, {@code -} and {@code _} stand in brackets: {@code
     * namespaces[social.follows].table}; {@link #path} puts them there.
     */
    public int locate(String path) {
        return source.locate(path);
    }

    /** The path of an entry below others: {@code path("regions", "us-east-1", "store")}. */
    public static String path(String... keys) {
        String path = "";
        for (String key : keys) {
            path = Located.entry(path, key);
        }
        return path;
    }

    /**
     * A problem found later, such as by the check of a store's settings, with its line.
     *
     * @param path where
     * @param found what is there, in words; the caller sees to it that it holds no secret
     * @param expected the rule
     */
    public Problem problem(String path, String found, String expected) {
        return new Problem(source.file(), locate(path), path, found, expected);
    }

    /** The scope of that name, if there is one. */
    public Optional<Scope> scope(String name) {
        return scopes.stream().filter(scope -> scope.name().equals(name)).findFirst();
    }

    /** {@link #masked()}. */
    @Override
    public String toString() {
        return masked();
    }
}
