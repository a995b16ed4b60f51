package org.entropyrepair.sinks.cassandra;

import com.datastax.oss.driver.api.core.CqlIdentifier;
import com.datastax.oss.driver.api.core.metadata.schema.ColumnMetadata;
import com.datastax.oss.driver.api.core.metadata.schema.KeyspaceMetadata;
import com.datastax.oss.driver.api.core.metadata.schema.TableMetadata;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.entropyrepair.sinks.StoreContext;

/**
 * What the schema says of a table.
 *
 * @param columns all columns, name to type as CQL has it
 * @param statics the names of those that belong to the partition
 * @param partitionKey names, in order
 * @param clusteringKey names, in order
 * @param gcGraceSeconds how long tombstones are kept
 */
record TableFacts(
        Map<String, String> columns,
        List<String> statics,
        List<String> partitionKey,
        List<String> clusteringKey,
        long gcGraceSeconds) {

    /** The facts of a table; empty if there is none of this name. */
    static Optional<TableFacts> of(KeyspaceMetadata keyspace, String table) {
        return keyspace.getTable(CqlIdentifier.fromInternal(table)).map(TableFacts::of);
    }

    private static TableFacts of(TableMetadata table) {
        Map<String, String> columns = new TreeMap<>();
        List<String> statics = new ArrayList<>();
        table.getColumns()
                .forEach(
                        (name, column) -> {
                            columns.put(name.asInternal(), column.getType().asCql(false, false));
                            if (column.isStatic()) {
                                statics.add(name.asInternal());
                            }
                        });
        Object grace = table.getOptions().get(CqlIdentifier.fromInternal("gc_grace_seconds"));
        return new TableFacts(
                columns,
                statics,
                names(table.getPartitionKey()),
                names(List.copyOf(table.getClusteringColumns().keySet())),
                grace instanceof Number number ? number.longValue() : 0);
    }

    private static List<String> names(List<ColumnMetadata> columns) {
        return columns.stream().map(column -> column.getName().asInternal()).toList();
    }

    /**
     * What does not fit, in words; none if the store can use the table. Pure.
     *
     * @param settings with the layout and its columns
     * @param namespace what the table is to hold
     */
    List<String> problems(Settings settings, StoreContext.Namespace namespace) {
        List<String> problems = new ArrayList<>();
        String id = settings.column("id");
        String key = settings.column("key");
        if (!partitionKey.equals(List.of(id)) || !clusteringKey.equals(List.of(key))) {
            problems.add(
                    "primary key: (%s, %s) (expected: (%s, %s))"
                            .formatted(partitionKey, clusteringKey, id, key));
        }
        settings.columns()
                .forEach(
                        (what, name) -> {
                            boolean ofKey = what.equals("id") || what.equals("key");
                            String type = columns.get(name);
                            boolean fits = "blob".equals(type) || (ofKey && "text".equals(type));
                            if (!fits || statics.contains(name)) {
                                problems.add(
                                        "column %s: %s (expected: %s)"
                                                .formatted(
                                                        name,
                                                        type == null
                                                                ? "missing"
                                                                : statics.contains(name)
                                                                        ? "static"
                                                                        : type,
                                                        ofKey ? "blob or text" : "blob"));
                            }
                        });
        columns.forEach(
                (name, type) -> {
                    if (type.equals("counter") || type.contains("list<")) {
                        problems.add(
                                "column %s: %s (expected: no counters and lists, which cannot be"
                                                .formatted(name, type)
                                        + " written twice)");
                    }
                });
        long keptSeconds = (namespace.tombstonesKeptMillis() + 999) / 1_000;
        if (gcGraceSeconds < keptSeconds) {
            problems.add(
                    "gc_grace_seconds: %d (expected: at least tombstonesKept, %d)"
                            .formatted(gcGraceSeconds, keptSeconds));
        }
        return problems;
    }

    /** Whether this column takes text only. */
    boolean isText(String column) {
        return "text".equals(columns.get(column));
    }
}
