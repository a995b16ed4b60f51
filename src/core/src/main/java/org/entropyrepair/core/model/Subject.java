package org.entropyrepair.core.model;

/**
 * What a failure is about and what the pipeline keys by: an {@link Edge} or a {@link Node}.
 *
 * <p>Flink assigns key groups by {@link #hashCode()}, which is therefore spelled out here and must
 * never change: the hash of a record is unspecified and may differ between JVM versions.
 */
public sealed interface Subject {
    /** Name of the graph. */
    String graph();

    /** Edge type or node type. */
    String type();

    /** An edge of a graph, from source to target. */
    record Edge(String graph, String type, String source, String target) implements Subject {
        @Override
        public int hashCode() {
            int hash = 17;
            hash = 31 * hash + graph.hashCode();
            hash = 31 * hash + type.hashCode();
            hash = 31 * hash + source.hashCode();
            return 31 * hash + target.hashCode();
        }
    }

    /** A node of a graph. */
    record Node(String graph, String type, String id) implements Subject {
        @Override
        public int hashCode() {
            int hash = 19;
            hash = 31 * hash + graph.hashCode();
            hash = 31 * hash + type.hashCode();
            return 31 * hash + id.hashCode();
        }
    }
}
