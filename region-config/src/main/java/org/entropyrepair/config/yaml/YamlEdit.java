package org.entropyrepair.config.yaml;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.Dump;
import org.snakeyaml.engine.v2.api.DumpSettings;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.common.FlowStyle;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/** Changes YAML texts that have been read strictly before. */
public final class YamlEdit {
    private YamlEdit() {}

    /**
     * A mapping as plain values, keys in their order.
     *
     * @throws IllegalArgumentException if it is not YAML
     */
    public static Map<String, Object> load(String text) {
        Object loaded;
        try {
            loaded = new Load(LoadSettings.builder().build()).loadFromString(withoutMark(text));
        } catch (YamlEngineException malformed) {
            throw new IllegalArgumentException(
                    "text: not readable (expected: YAML 1.2)", malformed);
        }
        Map<String, Object> entries = new LinkedHashMap<>();
        if (loaded instanceof Map<?, ?> map) {
            map.forEach((key, value) -> entries.put((String) key, value));
        }
        return entries;
    }

    /** Plain values as a text. */
    public static String dump(Map<String, Object> values) {
        return new Dump(DumpSettings.builder().setDefaultFlowStyle(FlowStyle.BLOCK).build())
                .dumpToString(values);
    }

    /**
     * A text with one scalar replaced, and everything else as it was.
     *
     * @param path keys of mappings and indexes of lists
     * @param word a word that needs no quotes
     * @throws IllegalArgumentException if there is no scalar at that path
     */
    public static String replace(String text, List<Object> path, String word) {
        String yaml = withoutMark(text);
        Node node = YamlText.parse("text", yaml, new Problems("text")).orElse(null);
        for (Object step : path) {
            node = node == null ? null : below(node, step);
        }
        Optional<Mark> start = node instanceof ScalarNode ? node.getStartMark() : Optional.empty();
        Optional<Mark> end = node == null ? Optional.empty() : node.getEndMark();
        if (start.isEmpty() || end.isEmpty()) {
            throw new IllegalArgumentException(path + ": absent (expected: a value to replace)");
        }
        return yaml.substring(0, at(yaml, start.get()))
                + word
                + yaml.substring(at(yaml, end.get()));
    }

    private static @Nullable Node below(Node node, Object step) {
        if (node instanceof MappingNode mapping) {
            for (NodeTuple entry : mapping.getValue()) {
                if (entry.getKeyNode() instanceof ScalarNode key && key.getValue().equals(step)) {
                    return entry.getValueNode();
                }
            }
        } else if (node instanceof SequenceNode list && step instanceof Integer index) {
            return index < list.getValue().size() ? list.getValue().get(index) : null;
        }
        return null;
    }

    private static int at(String text, Mark mark) {
        return text.offsetByCodePoints(0, mark.getIndex());
    }

    private static String withoutMark(String text) {
        return text.startsWith("\uFEFF") ? text.substring(1) : text;
    }
}
