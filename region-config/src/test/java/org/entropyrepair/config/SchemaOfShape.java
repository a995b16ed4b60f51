package org.entropyrepair.config;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.entropyrepair.config.yaml.Field;
import org.entropyrepair.config.yaml.Shape;

/** Generates the JSON Schema of a shape, draft 7: the one that editors know best. */
final class SchemaOfShape {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
    private static final String SETTING = "#/definitions/setting";

    private SchemaOfShape() {}

    static ObjectNode of(Shape.Fields document, String title) {
        ObjectNode schema = JSON.objectNode();
        schema.put("$schema", "http://json-schema.org/draft-07/schema#");
        schema.put("title", title);
        schema.setAll(fields(document));
        ObjectNode setting = schema.putObject("definitions").putObject("setting");
        ArrayNode kinds = setting.putArray("anyOf");
        kinds.addObject().put("type", "string").put("pattern", Shape.REFERENCES);
        kinds.addObject().put("type", "number");
        kinds.addObject().put("type", "boolean");
        kinds.addObject().put("type", "array").putObject("items").put("$ref", SETTING);
        kinds.addObject()
                .put("type", "object")
                .putObject("additionalProperties")
                .put("$ref", SETTING);
        return schema;
    }

    private static ObjectNode node(Shape shape) {
        if (shape instanceof Shape.Fields fields) {
            return fields(fields);
        }
        if (shape instanceof Shape.MapOf map) {
            return map(map);
        }
        if (shape instanceof Shape.ListOf list) {
            ObjectNode node = JSON.objectNode().put("type", "array");
            node.put("minItems", list.min());
            node.set("items", node(list.item()));
            return node;
        }
        if (shape instanceof Shape.Names names) {
            return names(names);
        }
        return leaf(shape);
    }

    private static ObjectNode fields(Shape.Fields shape) {
        ObjectNode node = JSON.objectNode().put("type", "object");
        ObjectNode properties = node.putObject("properties");
        ArrayNode required = JSON.arrayNode();
        for (Field field : shape.fields()) {
            ObjectNode property = node(field.shape());
            property.put("description", field.meaning());
            Object whenAbsent = field.whenAbsent();
            if (whenAbsent != null) {
                property.set("default", new ObjectMapper().valueToTree(whenAbsent));
            }
            properties.set(field.name(), property);
            if (field.required()) {
                required.add(field.name());
            }
        }
        if (!required.isEmpty()) {
            node.set("required", required);
        }
        if (shape.open()) {
            node.putObject("additionalProperties").put("$ref", SETTING);
        } else {
            node.put("additionalProperties", false);
        }
        if (!shape.variants().isEmpty()) {
            ArrayNode oneOf = node.putArray("oneOf");
            shape.variants().forEach(variant -> oneOf.add(variant(variant, shape.variants())));
        }
        return node;
    }

    private static ObjectNode variant(Shape.Variant variant, List<Shape.Variant> all) {
        ObjectNode node = JSON.objectNode();
        ArrayNode required = node.putArray("required").add(variant.by());
        if (variant.required()) {
            required.add(variant.field());
        }
        ArrayNode words = JSON.arrayNode();
        variant.words().forEach(words::add);
        node.putObject("properties").putObject(variant.field()).set("enum", words);
        ArrayNode others = node.putObject("not").putArray("anyOf");
        all.stream()
                .filter(other -> other != variant)
                .forEach(other -> others.addObject().putArray("required").add(other.by()));
        return node;
    }

    private static ObjectNode map(Shape.MapOf shape) {
        ObjectNode node = JSON.objectNode().put("type", "object");
        node.put("minProperties", shape.min());
        ObjectNode names = text(shape.key());
        names.remove("type");
        if (!shape.reserved().isEmpty()) {
            ArrayNode reserved = names.putObject("not").putArray("enum");
            shape.reserved().stream().sorted().forEach(reserved::add);
        }
        node.set("propertyNames", names);
        node.set("additionalProperties", node(shape.value()));
        return node;
    }

    private static ObjectNode names(Shape.Names shape) {
        ObjectNode node = JSON.objectNode().put("type", "array");
        node.put("minItems", 1).put("uniqueItems", true);
        ArrayNode anyOf = node.putArray("anyOf");
        ObjectNode all = anyOf.addObject().put("maxItems", 1);
        all.putObject("items").put("const", Shape.Names.ALL);
        anyOf.addObject().set("items", text(shape.name()));
        return node;
    }

    private static ObjectNode text(Shape.Text shape) {
        ObjectNode node = JSON.objectNode().put("type", "string");
        String pattern = shape.pattern();
        if (pattern == null) {
            node.put("minLength", 1);
        } else if (!shape.references()) {
            node.put("pattern", pattern);
        } else {
            ArrayNode anyOf = node.putArray("anyOf");
            anyOf.addObject().put("pattern", pattern);
            anyOf.addObject()
                    .put("pattern", "(?:^|[^$])" + Shape.REFERENCE)
                    .putArray("allOf")
                    .addObject()
                    .put("pattern", Shape.REFERENCES);
        }
        return node;
    }

    private static ObjectNode leaf(Shape shape) {
        ObjectNode node = JSON.objectNode();
        if (shape instanceof Shape.Text text) {
            return text(text);
        }
        if (shape instanceof Shape.Choice choice) {
            ArrayNode words = node.putArray("enum");
            choice.words().forEach(words::add);
            return node;
        }
        if (shape instanceof Shape.Whole whole) {
            return node.put("type", "integer")
                    .put("minimum", whole.min())
                    .put("maximum", whole.max());
        }
        if (shape instanceof Shape.Fraction fraction) {
            return node.put("type", "number")
                    .put("minimum", fraction.min())
                    .put("maximum", fraction.max());
        }
        if (shape instanceof Shape.Flag) {
            return node.put("type", "boolean");
        }
        if (shape instanceof Shape.Span span) {
            return node.put("type", "string").put("pattern", span.pattern());
        }
        if (shape instanceof Shape.Verbatim) {
            ArrayNode anyOf = node.putArray("anyOf");
            anyOf.addObject().put("type", "string").put("pattern", Shape.REFERENCES);
            anyOf.addObject().put("type", "number");
            anyOf.addObject().put("type", "boolean");
            return node;
        }
        return node.put("$ref", SETTING);
    }
}
