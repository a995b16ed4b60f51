package org.entropyrepair.quickstart.service;

import java.util.ArrayList;
import java.util.List;
import org.entropyrepair.core.model.Bytes;
import org.entropyrepair.core.model.Cell;
import org.entropyrepair.core.model.Subject;
import org.entropyrepair.quickstart.graph.PointerType;

/**
 * Which cells of which namespaces an edge and a node are stored in. Each edge type has three
 * namespaces: of links from source to target (id is the source), of links from target to source (id
 * is the target), and of properties (id names the edge). The nodes have one.
 */
public final class Namespaces {
    /** The node type, and the name of its namespace's second part. */
    public static final String NODE_TYPE = "synset";

    /** The namespace of the nodes: id is the synset, keys are its attributes. */
    public static final String NODES = "wordnet.synset.node";

    /** What an edge's namespaces hold. */
    public static final List<String> EDGE_RECORDS = List.of("forward", "reverse", "property");

    private static final Bytes WEIGHT = Bytes.utf8("weight");

    private Namespaces() {}

    /** The namespace of one of the {@link #EDGE_RECORDS} of an edge type. */
    public static String of(String edgeType, String record) {
        return "wordnet." + edgeType + "." + record;
    }

    /** Those of the nodes and of these edge types. */
    public static List<String> all(List<PointerType> types) {
        List<String> all = new ArrayList<>();
        for (PointerType type : types) {
            EDGE_RECORDS.forEach(record -> all.add(of(type.edgeType(), record)));
        }
        all.add(NODES);
        return all;
    }

    static Cell forward(Subject.Edge edge) {
        return new Cell(
                of(edge.type(), "forward"), Bytes.utf8(edge.source()), Bytes.utf8(edge.target()));
    }

    static Cell reverse(Subject.Edge edge) {
        return new Cell(
                of(edge.type(), "reverse"), Bytes.utf8(edge.target()), Bytes.utf8(edge.source()));
    }

    static Cell property(Subject.Edge edge) {
        return new Cell(
                of(edge.type(), "property"),
                Bytes.utf8(edge.source() + " " + edge.target()),
                WEIGHT);
    }

    static Cell attribute(Subject.Node node, String name) {
        return new Cell(NODES, Bytes.utf8(node.id()), Bytes.utf8(name));
    }

    static Cell record(Subject.Node node) {
        return Cell.wholeRecord(NODES, Bytes.utf8(node.id()));
    }
}
