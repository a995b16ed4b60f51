package org.entropyrepair.console.web;

import java.util.LinkedHashMap;
import java.util.Map;
import org.entropyrepair.core.model.Subject;

/** Edges and nodes as the page names them. Pure. */
final class Subjects {
    private Subjects() {}

    static Map<String, Object> fields(Subject subject) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("graph", subject.graph());
        fields.put("type", subject.type());
        if (subject instanceof Subject.Edge edge) {
            fields.put("source", edge.source());
            fields.put("target", edge.target());
        } else if (subject instanceof Subject.Node node) {
            fields.put("id", node.id());
        }
        return fields;
    }

    /** What a request names. */
    static Subject of(Asked asked) {
        String graph = asked.parameter("graph");
        String type = asked.parameter("type");
        return asked.parameters().containsKey("id")
                ? new Subject.Node(graph, type, asked.parameter("id"))
                : new Subject.Edge(
                        graph, type, asked.parameter("source"), asked.parameter("target"));
    }
}
