package org.entropyrepair.config;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * One key-value data set of a graph: the records of one edge type, or of one node type.
 *
 * @param name its name
 * @param graph the graph it belongs to
 * @param edgeType the edge type; null if it holds nodes
 * @param nodeType the node type; null if it holds edges
 * @param record which of the records of an edge it holds, or nodes
 * @param table what the stores call it; its own
 * @param tombstonesKept how long stores keep the token of a delete
 * @param recordDeletes whether whole records may be deleted
 * @param cache how caches name its cells; null if it is not cached
 */
public record Namespace(
        String name,
        String graph,
        @Nullable String edgeType,
        @Nullable String nodeType,
        RecordKind record,
        String table,
        Duration tombstonesKept,
        boolean recordDeletes,
        @Nullable CachedAs cache) {

    /** The edge type or node type. */
    public String type() {
        if (edgeType != null) {
            return edgeType;
        }
        if (nodeType == null) {
            throw new IllegalStateException("namespaces: " + name + " has no type");
        }
        return nodeType;
    }

    /** Which records a namespace holds. */
    public enum RecordKind implements Word {
        /** Links from source to target. */
        FORWARD("forward"),
        /** Links from target to source. */
        REVERSE("reverse"),
        /** Property records of edges. */
        PROPERTY("property"),
        /** Records of nodes. */
        NODE("node");

        private final String word;

        RecordKind(String word) {
            this.word = word;
        }

        @Override
        public String word() {
            return word;
        }
    }
}
