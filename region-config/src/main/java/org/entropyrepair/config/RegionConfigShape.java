package org.entropyrepair.config;

import static org.entropyrepair.config.yaml.Field.optional;
import static org.entropyrepair.config.yaml.Field.required;
import static org.entropyrepair.config.yaml.Field.withDefault;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.entropyrepair.config.yaml.Field;
import org.entropyrepair.config.yaml.Shape;

/**
 * What a region config looks like: every field with its type, default and meaning, declared once.
 * The reader reads by it, and {@code region-config.schema.json} is generated from it.
 */
final class RegionConfigShape {
    private static final String PORT =
            "(?:[1-9][0-9]{0,3}|[1-5][0-9]{4}|6[0-4][0-9]{3}|65[0-4][0-9]{2}|655[0-2][0-9]"
                    + "|6553[0-5])";
    private static final String HOST_PORT =
            "(?:[A-Za-z0-9](?:[A-Za-z0-9._-]{0,252})|\\[[0-9A-Fa-f:.]{2,45}\\]):" + PORT;

    /** A name that also serves in file names, metrics and operator ids. */
    static final Shape.Text ID =
            new Shape.Text(
                    "^[A-Za-z0-9][A-Za-z0-9._-]{0,127}$",
                    "name of letters, digits, \".\", \"_\" and \"-\"",
                    false);

    /** A name that the graph service gave. */
    static final Shape.Text NAME =
            new Shape.Text(
                    "^[^\\u0000-\\u0020\\u007f*{}]{1,255}$",
                    "name without blanks, \"*\" and braces",
                    false);

    /** How a cache names a cell; what stands in the braces is checked where caches are. */
    static final Shape.Text KEY_TEMPLATE =
            new Shape.Text(
                    "^[^\\u0000-\\u0020\\u007f]{1,250}$",
                    "template of a key, without blanks, at most 250",
                    false);

    static final Shape.Text TOPIC =
            new Shape.Text(
                    "^(?!\\.{1,2}$)[A-Za-z0-9._-]{1,249}$",
                    "topic name of letters, digits, \".\", \"_\" and \"-\", at most 249",
                    false);

    /** Leaves room for the name of its answers. */
    static final Shape.Text CONFIG_TOPIC =
            new Shape.Text(
                    "^(?!\\.{1,2}$)[A-Za-z0-9._-]{1,241}$",
                    "topic name of letters, digits, \".\", \"_\" and \"-\", at most 241",
                    false);

    static final Shape.Text BROKERS =
            new Shape.Text(
                    "^" + HOST_PORT + "(?: *, *" + HOST_PORT + ")*$",
                    "host:port, or several with commas between",
                    true);

    /** What the job itself sets on its Kafka clients. */
    static final Set<String> SET_BY_THE_JOB =
            Set.of(
                    "bootstrap.servers",
                    "key.deserializer",
                    "value.deserializer",
                    "key.serializer",
                    "value.serializer",
                    "auto.offset.reset",
                    "enable.auto.commit",
                    "transactional.id");

    private static final Shape.Span SPAN = new Shape.Span(true);
    private static final Shape.Span SPAN_POSITIVE = new Shape.Span(false);
    private static final Shape.Flag FLAG = new Shape.Flag();
    private static final Shape.Whole RATE = new Shape.Whole(0, 100_000_000);
    private static final List<String> ALL = List.of(Shape.Names.ALL);

    /** The document. */
    static final Shape.Fields DOCUMENT =
            Shape.Fields.of(
                    required(
                            "apiVersion",
                            new Shape.Choice(List.of(RegionConfig.API_VERSION)),
                            "Version of this format."),
                    optional("graph", NAME, "Default graph of the namespaces."),
                    required(
                            "regions",
                            new Shape.MapOf(ID, region(), 1, Set.of()),
                            "The regions, by name."),
                    required(
                            "namespaces",
                            new Shape.MapOf(NAME, namespace(), 1, Set.of()),
                            "The key-value data sets of the graphs, by name."),
                    withDefault(
                            "replicationLag",
                            replicationLag(),
                            Map.of(),
                            "How long a write may take from region to region. A repair is held that"
                                    + " long before its first attempt."),
                    required(
                            "scopes",
                            new Shape.ListOf(scope(), 1),
                            "What is done with which repairs. The first scope that matches wins."),
                    withDefault(
                            "clock", clock(), Map.of(), "What to do with time that does not fit."),
                    required(
                            "deadLetters",
                            new Shape.Fields(topic(), false, List.of()),
                            "The topic for failures that a person has to look at."),
                    required("outcomes", outcomes(), "The topic for how repairs end or wait."),
                    withDefault(
                            "unknownKept",
                            SPAN_POSITIVE,
                            "7d",
                            "How long a failure of an unknown graph, region or namespace, or without"
                                    + " a scope, waits for a config that knows it."),
                    withDefault(
                            "retiredRegions",
                            new Shape.MapOf(
                                    ID, new Shape.Choice(Word.all(Retirement.class)), 0, Set.of()),
                            Map.of(),
                            "Regions that are no more, and how repairs of their stores end: discard"
                                    + " or dead-letter. Retire a region when its failure topics have"
                                    + " been read to their ends; what it reported about others is"
                                    + " still repaired."),
                    withDefault(
                            "maxRecordBytes",
                            new Shape.Whole(1024, 64L * 1024 * 1024),
                            1024L * 1024,
                            "Most bytes of a failure's key and value together; more is a dead"
                                    + " letter."),
                    withDefault(
                            "maxParallelism",
                            new Shape.Whole(1, 32768),
                            128L,
                            "The job's largest parallelism, ever: it is fixed with the job's first"
                                    + " state."),
                    optional(
                            "configTopic",
                            new Shape.Fields(
                                    topic(CONFIG_TOPIC, "Name of the topic, of one partition."),
                                    false,
                                    List.of()),
                            "The topic from which scopes, lags, retries and rates change while the"
                                    + " job runs; answers go to the topic of this name with"
                                    + " .answers. Without it they change with the job only."));

    private RegionConfigShape() {}

    private static Shape.Fields region() {
        Shape.Fields store =
                new Shape.Fields(
                        List.of(
                                required("kind", ID, "Kind of store, such as rocksdb."),
                                withDefault(
                                        "maxWritesPerSecond",
                                        RATE,
                                        0L,
                                        "Most writes per second of the whole job; 0 for no"
                                                + " limit.")),
                        true,
                        List.of());
        Shape.Fields accepts =
                Shape.Fields.of(
                        withDefault(
                                "origins",
                                new Shape.Names(ID),
                                ALL,
                                "Regions in which the write was attempted."));
        List<Field> feed = new ArrayList<>(topic());
        feed.add(
                withDefault(
                        "accepts",
                        accepts,
                        Map.of(),
                        "Whose failures this topic may carry; others are rejected."));
        return Shape.Fields.of(
                required(
                        "failures",
                        new Shape.ListOf(new Shape.Fields(feed, false, List.of()), 1),
                        "The topics to which this region's failures are published."),
                required(
                        "store",
                        store,
                        "This region's store. Further settings belong to its kind and are checked"
                                + " by it."),
                optional(
                        "storeGroup",
                        ID,
                        "Name of the group of regions whose stores are one that replicates itself,"
                                + " such as a Cassandra cluster of several data centres: one write"
                                + " covers them all."),
                optional(
                        "cache",
                        new Shape.Fields(
                                List.of(required("kind", ID, "Kind of cache, such as memcached.")),
                                true,
                                List.of()),
                        "The cache in front of this region's store, for namespaces with cache.keys."
                                + " Further settings belong to its kind and are checked by it."));
    }

    private static List<Field> topic() {
        return topic(TOPIC, "Name of the topic.");
    }

    private static List<Field> topic(Shape name, String meaning) {
        return List.of(
                required("bootstrapServers", BROKERS, "Brokers to start from."),
                required("topic", name, meaning),
                withDefault(
                        "properties",
                        new Shape.MapOf(
                                new Shape.Text(null, "name of a property", false),
                                new Shape.Verbatim(),
                                0,
                                SET_BY_THE_JOB),
                        Map.of(),
                        "Further properties of the Kafka client. Secrets as ${env:NAME} or"
                                + " ${file:path}."));
    }

    private static Shape.Fields outcomes() {
        List<Field> fields = new ArrayList<>(topic());
        fields.add(
                withDefault(
                        "published",
                        new Shape.Choice(Word.all(Outcomes.Published.class)),
                        Outcomes.Published.ALL.word(),
                        "Which ends are published: all, or the notable ones, which had a published"
                                + " wait or are neither applied nor healed."));
        fields.add(
                withDefault(
                        "visibleAfter",
                        SPAN,
                        "10s",
                        "How long a wait lasts before it is published, at the latest."));
        return new Shape.Fields(fields, false, List.of());
    }

    private static Shape.Fields namespace() {
        List<String> records = Word.all(Namespace.RecordKind.class);
        String node = Namespace.RecordKind.NODE.word();
        List<String> ofEdges = records.stream().filter(word -> !word.equals(node)).toList();
        return new Shape.Fields(
                List.of(
                        optional("graph", NAME, "The graph; the file's graph if absent."),
                        optional("edgeType", NAME, "The edge type whose records it holds."),
                        optional("nodeType", NAME, "The node type whose records it holds."),
                        optional(
                                "record",
                                new Shape.Choice(records),
                                "Which record of an edge it holds; node for nodes."),
                        required("table", NAME, "What the stores call it; its own."),
                        required(
                                "tombstonesKept",
                                SPAN_POSITIVE,
                                "How long stores keep the token of a delete. Older puts are not"
                                        + " written: they could undo a delete that has been"
                                        + " purged."),
                        withDefault(
                                "recordDeletes",
                                FLAG,
                                false,
                                "Whether whole records may be deleted."),
                        optional(
                                "cache",
                                cachedAs(),
                                "How the caches of regions name its cells; what is repaired is"
                                        + " invalidated there.")),
                false,
                List.of(
                        new Shape.Variant("edgeType", "record", ofEdges, true),
                        new Shape.Variant("nodeType", "record", List.of(node), false)));
    }

    private static Shape.Fields cachedAs() {
        return Shape.Fields.of(
                required(
                        "keys",
                        new Shape.ListOf(KEY_TEMPLATE, 1),
                        "Templates of the keys, such as {graph}:{edge.type}:{id|base64}:{key|hex}."),
                withDefault(
                        "invalidateAgainAfter",
                        SPAN_POSITIVE,
                        "5s",
                        "When a cell is invalidated once more, for readers that had read the old"
                                + " value before the repair and cached it after: longer than such a"
                                + " reader takes, and than the store replicates."));
    }

    private static Shape.Fields replicationLag() {
        Shape.Fields route =
                Shape.Fields.of(
                        required("from", ID, "Region in which the write was attempted."),
                        required("to", ID, "Region that missed it."),
                        required("lag", SPAN, "How long it may take."));
        return Shape.Fields.of(
                withDefault("default", SPAN, "2s", "Lag of routes that are not named."),
                withDefault("routes", new Shape.ListOf(route, 0), List.of(), "Lag by route."));
    }

    private static Shape.Fields scope() {
        return Shape.Fields.of(
                required("name", ID, "Name of the scope; shown in outcomes."),
                required("match", match(), "Which repairs; a field that is absent means all."),
                required(
                        "action",
                        new Shape.Choice(Word.all(Scope.Action.class)),
                        "repair; pause: accumulate and merge, write nothing; observe: say what"
                                + " would be written, write nothing; discard: end repairs on"
                                + " purpose."),
                withDefault(
                        "readBeforeWrite",
                        FLAG,
                        true,
                        "Whether a target is read before it is written."),
                withDefault("retry", retry(), Map.of(), "How attempts are repeated."),
                withDefault(
                        "maxWritesPerSecond", RATE, 0L, "Per target, whole job; 0 for no limit."),
                withDefault(
                        "mergeAcrossTargets",
                        FLAG,
                        true,
                        "Whether a version reported for one target also goes to the others that"
                                + " wait for the same cell."));
    }

    private static Shape.Fields match() {
        return Shape.Fields.of(
                withDefault("graphs", new Shape.Names(NAME), ALL, "Names of graphs."),
                withDefault(
                        "edgeTypes", new Shape.Names(NAME), ALL, "Types of edges, or of nodes."),
                withDefault("namespaces", new Shape.Names(NAME), ALL, "Names of namespaces."),
                withDefault(
                        "origins",
                        new Shape.Names(ID),
                        ALL,
                        "Regions in which the write was attempted."),
                withDefault("targets", new Shape.Names(ID), ALL, "Regions that missed it."));
    }

    private static Shape.Fields retry() {
        return Shape.Fields.of(
                withDefault(
                        "initialBackoff",
                        SPAN_POSITIVE,
                        "1s",
                        "Wait after the first failed attempt."),
                withDefault("multiplier", new Shape.Fraction(1, 1000), 2.0, "Growth per attempt."),
                withDefault("maxBackoff", SPAN_POSITIVE, "5m", "Ceiling of the wait."),
                withDefault(
                        "jitter",
                        new Shape.Fraction(0, 1),
                        0.2,
                        "Share of the wait by which it varies either way."),
                withDefault(
                        "maxAttempts",
                        new Shape.Whole(0, 1_000_000),
                        0L,
                        "Ceiling of attempts; 0 for none."),
                withDefault("maxAge", SPAN, "0s", "Ceiling of the age; 0s for none."));
    }

    private static Shape.Fields clock() {
        return Shape.Fields.of(
                withDefault(
                        "maxDrift",
                        SPAN,
                        "1s",
                        "How far ahead a token may be and still be written."),
                withDefault(
                        "maxWait",
                        SPAN,
                        "5m",
                        "How far ahead it may be and be waited for; what is further ahead is a dead"
                                + " letter."),
                withDefault(
                        "silentAfter",
                        SPAN_POSITIVE,
                        "5s",
                        "After how much silence a partition counts as up to date."));
    }
}
