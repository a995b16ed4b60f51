package org.entropyrepair.config.yaml;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/**
 * Reads a YAML text by a {@link Shape}: reports whatever does not fit and reads on, so that one run
 * finds all of it. Not safe for use by several threads.
 */
public final class ShapeReader {
    private final ScalarReader scalars;
    private final Problems problems;
    private final Map<String, Integer> lines = new TreeMap<>();

    private ShapeReader(Secrets secrets, Problems problems) {
        this.scalars = new ScalarReader(secrets, problems);
        this.problems = problems;
    }

    /**
     * What could be read.
     *
     * @param root the document; without what does not fit
     * @param lines the line of every path that was written, counted from 1
     */
    public record Read(Located root, Map<String, Integer> lines) {}

    /**
     * Reads a text.
     *
     * @param file name of the file, for problems
     * @param text the text
     * @param shape what it has to look like
     * @param secrets where references get their values
     * @param problems takes every problem
     * @return what could be read; empty, with a problem, if it is not YAML or not a mapping at all
     */
    public static Optional<Read> read(
            String file, String text, Shape.Fields shape, Secrets secrets, Problems problems) {
        Optional<Node> node = YamlText.parse(file, text, problems);
        if (node.isEmpty()) {
            return Optional.empty();
        }
        ShapeReader reader = new ShapeReader(secrets, problems);
        Place place = new Place("", lineOf(node.get()), false);
        return Optional.ofNullable(reader.read(node.get(), shape, place))
                .map(root -> new Read(root, reader.lines));
    }

    /** Where a node stands, and whether what is there looks like a secret. */
    record Place(String path, int line, boolean sensitive) {
        String shownPath() {
            return path.isEmpty() ? YamlText.DOCUMENT : path;
        }
    }

    private @Nullable Located read(Node node, Shape shape, Place place) {
        lines.put(place.path(), place.line());
        if (shape instanceof Shape.Fields fields) {
            return fields(node, fields, place);
        }
        if (shape instanceof Shape.MapOf map) {
            return map(node, map, place);
        }
        if (shape instanceof Shape.ListOf list) {
            return list(node, list.item(), list.min(), shape, place);
        }
        if (shape instanceof Shape.Names names) {
            return names(node, names, place);
        }
        if (shape instanceof Shape.Setting) {
            return setting(node, place);
        }
        return scalars.read(node, shape, place);
    }

    private @Nullable Located fields(Node node, Shape.Fields shape, Place place) {
        if (!(node instanceof MappingNode mapping)) {
            return wrong(node, shape, place);
        }
        Map<String, Field> known = new LinkedHashMap<>();
        shape.fields().forEach(field -> known.put(field.name(), field));
        Map<String, Located> entries = new LinkedHashMap<>();
        List<String> given = new ArrayList<>();
        eachEntry(
                mapping,
                place,
                (key, value) -> {
                    given.add(key);
                    Field field = known.get(key);
                    Shape inside = field == null ? new Shape.Setting() : field.shape();
                    Place there = under(place, key, value.line(), inside);
                    if (field == null && !shape.open()) {
                        problems.add(
                                there.line(), there.path(), "unknown key", oneOf(known.keySet()));
                        return;
                    }
                    Located entry = read(value.node(), inside, there);
                    if (entry != null) {
                        entries.put(key, entry);
                    }
                });
        for (Field field : shape.fields()) {
            if (!given.contains(field.name())) {
                absent(field, place, entries);
            }
        }
        variants(shape, given, entries, place);
        return new Located(place.path(), place.line(), true, entries, "a mapping");
    }

    private void variants(
            Shape.Fields shape, List<String> given, Map<String, Located> entries, Place place) {
        List<String> all = shape.variants().stream().map(Shape.Variant::by).toList();
        List<Shape.Variant> chosen =
                shape.variants().stream().filter(v -> given.contains(v.by())).toList();
        if (chosen.size() != 1) {
            if (!all.isEmpty()) {
                String found = chosen.isEmpty() ? "neither" : "both";
                problems.add(
                        place.line(),
                        place.shownPath(),
                        found + " " + String.join(chosen.isEmpty() ? " nor " : " and ", all),
                        "exactly one of " + String.join(", ", all));
            }
            return;
        }
        Shape.Variant variant = chosen.get(0);
        Shape rule = new Shape.Choice(variant.words());
        Located value = entries.get(variant.field());
        if (value != null && !variant.words().contains(value.text())) {
            problems.add(value, rule.rule());
        } else if (!given.contains(variant.field()) && variant.required()) {
            String path = Located.entry(place.path(), variant.field());
            problems.add(place.line(), path, "missing", rule.rule());
        }
    }

    private void absent(Field field, Place place, Map<String, Located> entries) {
        Place there = under(place, field.name(), place.line(), null);
        if (field.required()) {
            problems.add(there.line(), there.path(), "missing", field.shape().rule());
        } else if (field.whenAbsent() != null) {
            entries.put(field.name(), Defaults.of(field, there.path(), there.line()));
        }
    }

    private @Nullable Located map(Node node, Shape.MapOf shape, Place place) {
        if (!(node instanceof MappingNode mapping)) {
            return wrong(node, shape, place);
        }
        if (mapping.getValue().size() < shape.min()) {
            problems.add(place.line(), place.shownPath(), "empty", shape.rule());
        }
        Map<String, Located> entries = new LinkedHashMap<>();
        eachEntry(
                mapping,
                place,
                (key, value) -> {
                    Place there = under(place, key, value.line(), shape.value());
                    if (shape.reserved().contains(key)) {
                        problems.add(
                                there.line(),
                                there.path(),
                                "reserved key",
                                "not set here; the job sets it");
                    } else if (!scalars.matches(shape.key(), key)) {
                        problems.add(
                                there.line(),
                                there.path(),
                                Masking.oneLine(key),
                                shape.key().rule());
                    }
                    Located entry = read(value.node(), shape.value(), there);
                    entries.put(
                            key,
                            entry != null
                                    ? entry
                                    : new Located(there.path(), there.line(), true, Map.of(), ""));
                });
        return new Located(place.path(), place.line(), true, entries, "a mapping");
    }

    private @Nullable Located list(Node node, Shape item, int min, Shape rule, Place place) {
        if (!(node instanceof SequenceNode sequence)) {
            return wrong(node, rule, place);
        }
        if (sequence.getValue().size() < min) {
            problems.add(place.line(), place.shownPath(), "empty", rule.rule());
        }
        List<Located> items = new ArrayList<>();
        int index = 0;
        for (Node child : sequence.getValue()) {
            Place there =
                    new Place(
                            Located.item(place.path(), index++), lineOf(child), place.sensitive());
            Located read = read(child, item, there);
            if (read != null) {
                items.add(read);
            }
        }
        return new Located(place.path(), place.line(), true, items, "a list");
    }

    private @Nullable Located names(Node node, Shape.Names shape, Place place) {
        Located list = list(node, new Shape.Text(null, "name", false), 1, shape, place);
        if (list == null) {
            return null;
        }
        List<Located> kept = new ArrayList<>();
        List<String> seen = new ArrayList<>();
        for (Located item : list.items()) {
            boolean all = item.text().equals(Shape.Names.ALL);
            if (seen.contains(item.text())) {
                problems.add(item, "each name once");
            } else if (all && list.items().size() > 1) {
                problems.add(item, "\"*\" alone, or names");
            } else if (!all && !scalars.matches(shape.name(), item.text())) {
                problems.add(item, shape.name().rule());
            } else {
                kept.add(item);
            }
            seen.add(item.text());
        }
        return new Located(list.path(), list.line(), true, kept, list.shown());
    }

    private @Nullable Located setting(Node node, Place place) {
        if (node instanceof MappingNode mapping) {
            Map<String, Located> entries = new LinkedHashMap<>();
            eachEntry(
                    mapping,
                    place,
                    (key, value) -> {
                        Place there = under(place, key, value.line(), new Shape.Setting());
                        Located entry = read(value.node(), new Shape.Setting(), there);
                        if (entry != null) {
                            entries.put(key, entry);
                        }
                    });
            return new Located(place.path(), place.line(), true, entries, "a mapping");
        }
        if (node instanceof SequenceNode) {
            return list(node, new Shape.Setting(), 0, new Shape.Setting(), place);
        }
        return scalars.read(node, new Shape.Setting(), place);
    }

    private record Entry(Node node, int line) {}

    /** Calls back for each entry with a key that is text and not a repeat; reports the others. */
    private void eachEntry(MappingNode mapping, Place place, BiConsumer<String, Entry> entry) {
        Map<String, Integer> seen = new LinkedHashMap<>();
        for (NodeTuple tuple : mapping.getValue()) {
            int line = lineOf(tuple.getKeyNode());
            if (!(tuple.getKeyNode() instanceof ScalarNode key) || !Tag.STR.equals(key.getTag())) {
                String found = "key that is " + ScalarReader.describe(tuple.getKeyNode());
                problems.add(
                        line, place.shownPath(), found, "keys that are text; put it in quotes");
                continue;
            }
            Integer first = seen.putIfAbsent(key.getValue(), line);
            if (first != null) {
                String path = Located.entry(place.path(), key.getValue());
                problems.add(line, path, "duplicate key", "only once; it is in line " + first);
                continue;
            }
            entry.accept(key.getValue(), new Entry(tuple.getValueNode(), line));
        }
    }

    private @Nullable Located wrong(Node node, Shape shape, Place place) {
        String found = ScalarReader.describe(node);
        problems.add(place.line(), place.shownPath(), found, shape.rule());
        return null;
    }

    /** The place of an entry; only what the user names freely can look like a secret. */
    private static Place under(Place place, String key, int line, @Nullable Shape inside) {
        boolean free = inside instanceof Shape.Setting || inside instanceof Shape.Verbatim;
        return new Place(
                Located.entry(place.path(), key),
                line,
                place.sensitive() || (free && Masking.isSensitive(key)));
    }

    private static String oneOf(Iterable<String> names) {
        return "one of " + String.join(", ", names);
    }

    private static int lineOf(Node node) {
        return node.getStartMark().map(Mark::getLine).orElse(0) + 1;
    }
}
