package org.entropyrepair.quickstart.service;

import java.util.List;
import org.entropyrepair.core.model.Bytes;
import org.entropyrepair.core.model.Cell;
import org.entropyrepair.core.model.Subject;

/** Which cells of which namespaces an edge and a node are stored in. */
public final class Namespaces {
    /** Links from source to target: id is the source. */
    public static final String FORWARD = "wordnet.forward";

    /** Links from target to source: id is the target. */
    public static final String REVERSE = "wordnet.reverse";

    /** Properties of edges: id names the edge. */
    public static final String PROPERTY = "wordnet.property";

    /** Nodes: id is the synset, keys are its attributes. */
    public static final String SYNSET = "wordnet.synset";

    /** All of them. */
    public static final List<String> ALL = List.of(FORWARD, REVERSE, PROPERTY, SYNSET);

    /** The node type of a synset. */
    public static final String NODE_TYPE = "synset";

    private static final Bytes WEIGHT = Bytes.utf8("weight");

    private Namespaces() {}

    static Cell forward(Subject.Edge edge) {
        return new Cell(
                FORWARD, Bytes.utf8(edge.source()), Bytes.utf8(edge.type() + " " + edge.target()));
    }

    static Cell reverse(Subject.Edge edge) {
        return new Cell(
                REVERSE, Bytes.utf8(edge.target()), Bytes.utf8(edge.type() + " " + edge.source()));
    }

    static Cell property(Subject.Edge edge) {
        return new Cell(
                PROPERTY,
                Bytes.utf8(edge.source() + " " + edge.type() + " " + edge.target()),
                WEIGHT);
    }

    static Cell attribute(Subject.Node node, String name) {
        return new Cell(SYNSET, Bytes.utf8(node.id()), Bytes.utf8(name));
    }

    static Cell record(Subject.Node node) {
        return Cell.wholeRecord(SYNSET, Bytes.utf8(node.id()));
    }
}
