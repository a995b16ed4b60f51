package org.entropyrepair.config.yaml;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import org.entropyrepair.config.yaml.ShapeReader.Place;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/** Reads the leaves of a document: texts, words, numbers, flags, durations. */
final class ScalarReader {
    private static final Map<String, Pattern> PATTERNS = new ConcurrentHashMap<>();

    private final Secrets secrets;
    private final Problems problems;

    ScalarReader(Secrets secrets, Problems problems) {
        this.secrets = secrets;
        this.problems = problems;
    }

    /** The value of a leaf; null, with a problem, if it does not fit. */
    @Nullable Located read(Node node, Shape shape, Place place) {
        if (!(node instanceof ScalarNode scalar) || Tag.NULL.equals(node.getTag())) {
            return wrong(node, shape, place);
        }
        if (shape instanceof Shape.Setting || shape instanceof Shape.Verbatim) {
            return open(scalar, shape, place);
        }
        if (shape instanceof Shape.Text text) {
            return text(scalar, text, place);
        }
        Object value = valueOf(scalar, shape);
        return value == null ? wrong(node, shape, place) : located(value, scalar, place);
    }

    /** Whether a text fits. */
    boolean matches(Shape.Text shape, String text) {
        return shape.pattern() == null
                ? !text.isEmpty()
                : PATTERNS.computeIfAbsent(shape.pattern(), Pattern::compile).matcher(text).find();
    }

    /** A node as it may be printed. */
    String shown(Node node, Place place) {
        if (!(node instanceof ScalarNode scalar) || Tag.NULL.equals(node.getTag())) {
            return describe(node);
        }
        String shown = Masking.shown(scalar.getValue(), place.sensitive());
        return shown.isEmpty() ? "empty" : shown;
    }

    /** What a node is, in words. */
    static String describe(Node node) {
        if (node instanceof MappingNode) {
            return "a mapping";
        }
        if (node instanceof SequenceNode) {
            return "a list";
        }
        if (Tag.NULL.equals(node.getTag())) {
            return "empty";
        }
        if (Tag.BOOL.equals(node.getTag())) {
            return "a flag";
        }
        return Tag.STR.equals(node.getTag()) ? "text" : "a number";
    }

    private static @Nullable Object valueOf(ScalarNode scalar, Shape shape) {
        String text = scalar.getValue();
        if (shape instanceof Shape.Choice choice) {
            return isText(scalar) && choice.words().contains(text) ? text : null;
        }
        if (shape instanceof Shape.Span span) {
            return !isText(scalar)
                    ? null
                    : Durations.parse(text)
                            .filter(length -> span.zeroAllowed() || !length.isZero())
                            .orElse(null);
        }
        if (shape instanceof Shape.Flag) {
            return Tag.BOOL.equals(scalar.getTag()) ? Boolean.valueOf(text) : null;
        }
        if (shape instanceof Shape.Whole whole) {
            Object number = Tag.INT.equals(scalar.getTag()) ? number(text) : null;
            return number instanceof Long n && n >= whole.min() && n <= whole.max() ? n : null;
        }
        Shape.Fraction fraction = (Shape.Fraction) shape;
        Object number = isNumber(scalar) ? number(text) : null;
        return number instanceof Number n
                        && n.doubleValue() >= fraction.min()
                        && n.doubleValue() <= fraction.max()
                ? (Object) n.doubleValue()
                : null;
    }

    private @Nullable Located text(ScalarNode scalar, Shape.Text shape, Place place) {
        if (!isText(scalar)) {
            problems.add(
                    place.line(),
                    place.path(),
                    shown(scalar, place),
                    shape.rule() + "; put it in quotes");
            return null;
        }
        String value = scalar.getValue();
        boolean checked = true;
        if (shape.references()) {
            References.Resolved resolved = References.resolve(value, secrets);
            if (resolved.problem() != null) {
                problems.add(place.line(), place.path(), shown(scalar, place), resolved.problem());
                return null;
            }
            value = resolved.text();
            checked = !(resolved.found() && secrets.leavesReferences());
        }
        if (checked && !matches(shape, value)) {
            return wrong(scalar, shape, place);
        }
        return located(value, scalar, place);
    }

    private @Nullable Located open(ScalarNode scalar, Shape shape, Place place) {
        Object value = scalar.getValue();
        if (isText(scalar)) {
            References.Resolved resolved = References.resolve(scalar.getValue(), secrets);
            if (resolved.problem() != null) {
                problems.add(place.line(), place.path(), shown(scalar, place), resolved.problem());
                return null;
            }
            value = resolved.text();
        } else if (shape instanceof Shape.Setting) {
            value =
                    Tag.BOOL.equals(scalar.getTag())
                            ? Boolean.valueOf(scalar.getValue())
                            : number(scalar.getValue());
        }
        return value == null ? wrong(scalar, shape, place) : located(value, scalar, place);
    }

    /** A number of the JSON kind; null where it is none of those, or too large. */
    private static @Nullable Object number(String text) {
        try {
            return Long.valueOf(text);
        } catch (NumberFormatException notWhole) {
            try {
                double number = Double.parseDouble(text);
                return Double.isFinite(number) ? number : null;
            } catch (NumberFormatException notFinite) {
                return null;
            }
        }
    }

    private Located located(Object value, ScalarNode scalar, Place place) {
        String shown = Masking.shown(scalar.getValue(), place.sensitive());
        return new Located(place.path(), place.line(), true, value, shown);
    }

    private @Nullable Located wrong(Node node, Shape shape, Place place) {
        problems.add(place.line(), place.path(), shown(node, place), shape.rule());
        return null;
    }

    private static boolean isText(ScalarNode scalar) {
        return Tag.STR.equals(scalar.getTag());
    }

    private static boolean isNumber(ScalarNode scalar) {
        return Tag.INT.equals(scalar.getTag()) || Tag.FLOAT.equals(scalar.getTag());
    }
}
