package org.entropyrepair.sinks;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.UnaryOperator;
import org.entropyrepair.core.model.Bytes;
import org.entropyrepair.core.model.Cell;
import org.entropyrepair.core.model.Subject;
import org.jspecify.annotations.Nullable;

/**
 * How a cache names a cell: text with fields in braces, each with an encoding or as it is, such as
 * {@code {graph}:{edge.type}:{id|base64}:{key|hex}}. A brace itself is written twice. Immutable.
 *
 * <p>Whoever reads through the cache makes the same names; what stands here has to be what they do,
 * byte for byte.
 */
public final class KeyTemplate {
    private final String text;
    private final List<Part> parts;

    private KeyTemplate(String text, List<Part> parts) {
        this.text = text;
        this.parts = List.copyOf(parts);
    }

    /** What a name may be made of. */
    public enum Field {
        /** Name of the graph. */
        GRAPH("graph", (subject, cell) -> utf8(subject.graph())),
        /** Type of the edge. */
        EDGE_TYPE("edge.type", ofEdge(Subject.Edge::type)),
        /** Where the edge starts. */
        EDGE_SOURCE("edge.source", ofEdge(Subject.Edge::source)),
        /** Where the edge ends. */
        EDGE_TARGET("edge.target", ofEdge(Subject.Edge::target)),
        /** Type of the node. */
        NODE_TYPE("node.type", ofNode(Subject.Node::type)),
        /** Id of the node. */
        NODE_ID("node.id", ofNode(Subject.Node::id)),
        /** Name of the namespace. */
        NAMESPACE("namespace", (subject, cell) -> utf8(cell.namespace())),
        /** The cell's id. */
        ID("id", (subject, cell) -> cell.id().unsafeArray()),
        /** The cell's key; a whole record has none. */
        KEY("key", (subject, cell) -> cell.key() == null ? null : cell.key().unsafeArray());

        private final String word;
        private final BiFunction<Subject, Cell, byte @Nullable []> value;

        Field(String word, BiFunction<Subject, Cell, byte @Nullable []> value) {
            this.word = word;
            this.value = value;
        }

        /** How a template names it. */
        public String word() {
            return word;
        }

        /** Whether only edges have it. */
        public boolean isOfEdges() {
            return word.startsWith("edge.");
        }

        /** Whether only nodes have it. */
        public boolean isOfNodes() {
            return word.startsWith("node.");
        }

        private static byte[] utf8(String text) {
            return text.getBytes(StandardCharsets.UTF_8);
        }

        private static BiFunction<Subject, Cell, byte @Nullable []> ofEdge(
                java.util.function.Function<Subject.Edge, String> part) {
            return (subject, cell) ->
                    subject instanceof Subject.Edge edge ? utf8(part.apply(edge)) : null;
        }

        private static BiFunction<Subject, Cell, byte @Nullable []> ofNode(
                java.util.function.Function<Subject.Node, String> part) {
            return (subject, cell) ->
                    subject instanceof Subject.Node node ? utf8(part.apply(node)) : null;
        }
    }

    /** How the bytes of a field are written. */
    private enum Encoding {
        PLAIN("", bytes -> bytes),
        BASE64("base64", bytes -> Base64.getEncoder().encode(bytes)),
        BASE64URL("base64url", bytes -> Base64.getUrlEncoder().withoutPadding().encode(bytes)),
        HEX("hex", Encoding::hex),
        MD5("md5", bytes -> hex(digest("MD5", bytes))),
        SHA1("sha1", bytes -> hex(digest("SHA-1", bytes))),
        SHA256("sha256", bytes -> hex(digest("SHA-256", bytes)));

        private final String word;
        private final UnaryOperator<byte[]> encode;

        Encoding(String word, UnaryOperator<byte[]> encode) {
            this.word = word;
            this.encode = encode;
        }

        private static byte[] hex(byte[] bytes) {
            return HexFormat.of().formatHex(bytes).getBytes(StandardCharsets.US_ASCII);
        }

        private static byte[] digest(String algorithm, byte[] bytes) {
            try {
                return MessageDigest.getInstance(algorithm).digest(bytes);
            } catch (NoSuchAlgorithmException missing) {
                throw new IllegalStateException("every JDK has " + algorithm, missing);
            }
        }
    }

    /** Literal bytes, or a field with its encoding. */
    private record Part(byte[] literal, @Nullable Field field, Encoding encoding) {}

    /**
     * Reads a template.
     *
     * @throws NoTemplateException if it is not one, with what is wrong and what is expected
     */
    public static KeyTemplate parse(String text) {
        List<Part> parts = new ArrayList<>();
        StringBuilder literal = new StringBuilder();
        int at = 0;
        while (at < text.length()) {
            char sign = text.charAt(at);
            if ((sign == '{' || sign == '}') && text.startsWith(twice(sign), at)) {
                literal.append(sign);
                at += 2;
            } else if (sign == '}') {
                throw wrong("a } that closes nothing", "}} for a brace");
            } else if (sign == '{') {
                int end = text.indexOf('}', at);
                if (end < 0) {
                    throw wrong(
                            "a { that is not closed",
                            "{field} or {field|encoding}, {{ for a brace");
                }
                flush(literal, parts);
                parts.add(field(text.substring(at + 1, end)));
                at = end + 1;
            } else {
                literal.append(sign);
                at++;
            }
        }
        flush(literal, parts);
        if (parts.stream().noneMatch(part -> part.field() != null)) {
            throw wrong("no field", "at least one, or all cells have one name");
        }
        return new KeyTemplate(text, parts);
    }

    private static String twice(char brace) {
        return String.valueOf(brace) + brace;
    }

    private static void flush(StringBuilder literal, List<Part> parts) {
        if (!literal.isEmpty()) {
            byte[] bytes = literal.toString().getBytes(StandardCharsets.UTF_8);
            parts.add(new Part(bytes, null, Encoding.PLAIN));
            literal.setLength(0);
        }
    }

    private static Part field(String inside) {
        int bar = inside.indexOf('|');
        String name = bar < 0 ? inside : inside.substring(0, bar);
        Field field =
                Arrays.stream(Field.values())
                        .filter(known -> known.word.equals(name))
                        .findFirst()
                        .orElseThrow(
                                () -> wrong("{" + inside + "}", "one of " + words(Field.values())));
        if (bar < 0) {
            return new Part(new byte[0], field, Encoding.PLAIN);
        }
        String word = inside.substring(bar + 1);
        return Arrays.stream(Encoding.values())
                .filter(known -> known != Encoding.PLAIN && known.word.equals(word))
                .findFirst()
                .map(encoding -> new Part(new byte[0], field, encoding))
                .orElseThrow(
                        () ->
                                wrong(
                                        "{" + inside + "}",
                                        "base64, base64url, hex, md5, sha1 or sha256 after the"
                                                + " bar"));
    }

    private static String words(Field[] fields) {
        return String.join(", ", Arrays.stream(fields).map(Field::word).toList());
    }

    private static NoTemplateException wrong(String found, String expected) {
        return new NoTemplateException(found, expected);
    }

    /** A text is not a template. */
    public static final class NoTemplateException extends IllegalArgumentException {
        private static final long serialVersionUID = 1L;

        private final String found;
        private final String expected;

        private NoTemplateException(String found, String expected) {
            super(found + " (expected: " + expected + ")");
            this.found = found;
            this.expected = expected;
        }

        /** What is there, in words. */
        public String found() {
            return found;
        }

        /** The rule. */
        public String expected() {
            return expected;
        }
    }

    /** The fields it is made of. */
    public Set<Field> fields() {
        Set<Field> fields = EnumSet.noneOf(Field.class);
        parts.forEach(
                part -> {
                    if (part.field() != null) {
                        fields.add(part.field());
                    }
                });
        return fields;
    }

    /** The bytes that stand in every name, one after the other. */
    public Bytes literals() {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        parts.forEach(part -> all.writeBytes(part.literal()));
        return Bytes.wrap(all.toByteArray());
    }

    /**
     * The name of a cell; empty if the template asks for something that this one does not have: the
     * key of a whole record, the edge of a node.
     */
    public Optional<Bytes> nameOf(Subject subject, Cell cell) {
        ByteArrayOutputStream name = new ByteArrayOutputStream();
        for (Part part : parts) {
            name.writeBytes(part.literal());
            if (part.field() != null) {
                byte[] value = part.field().value.apply(subject, cell);
                if (value == null) {
                    return Optional.empty();
                }
                name.writeBytes(part.encoding().encode.apply(value));
            }
        }
        return Optional.of(Bytes.wrap(name.toByteArray()));
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof KeyTemplate that && text.equals(that.text);
    }

    @Override
    public int hashCode() {
        return text.hashCode();
    }

    /** The template as it was written. */
    @Override
    public String toString() {
        return text;
    }
}
