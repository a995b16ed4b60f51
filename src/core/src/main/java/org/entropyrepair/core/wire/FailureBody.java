package org.entropyrepair.core.wire;

import java.io.IOException;
import org.entropyrepair.core.model.Bytes;
import org.entropyrepair.core.model.Cause;
import org.entropyrepair.core.model.Cell;
import org.entropyrepair.core.model.DeathReason;
import org.entropyrepair.core.model.Op;
import org.entropyrepair.core.model.Subject;
import org.entropyrepair.core.model.Token;
import org.entropyrepair.core.model.Version;
import org.jspecify.annotations.Nullable;

/**
 * The fields of one write-failure record. {@link #parse} walks the text once and only collects; the
 * checks come afterwards, so that their order is the contract's and not that of the fields. Null
 * never stands for an absent field: it is a value of the wrong type.
 */
final class FailureBody {
    private static final long VERSION = 1;

    private static final String TEXT = "a string that is not empty";
    private static final String OBJECT = "an object";
    private static final String BASE64 = "standard padded base64";
    private static final String COUNT = "an integer from 0 to 9223372036854775807";
    private static final String OPS = "put, delete, deleteRecord or copy";
    private static final Unfit NO_VERSION = Unfit.missing("version", "1");
    private static final Unfit NO_OP = Unfit.missing("write.op", OPS);

    private final JsonCursor json;

    /** The first field that is wrong by itself; told only once version and op are in order. */
    private @Nullable Unfit fieldProblem;

    private @Nullable Unfit versionProblem = NO_VERSION;
    private @Nullable Unfit opProblem = NO_OP;

    private @Nullable String graph;
    private @Nullable Op op;
    private @Nullable String origin;
    private @Nullable String target;
    private long failedAtMillis = -1;

    private boolean hasEdge;
    private @Nullable String edgeType;
    private @Nullable String edgeSource;
    private @Nullable String edgeTarget;

    private boolean hasNode;
    private @Nullable String nodeType;
    private @Nullable String nodeId;

    private @Nullable String namespace;
    private @Nullable Bytes id;
    private @Nullable Bytes key;
    private boolean hasValue;
    private long ttlSeconds;

    private boolean hasToken;
    private long generatedAtMicros = -1;
    private @Nullable String nonce;

    private Cause.@Nullable Kind causeKind;
    private String causeMessage = "";

    private FailureBody(JsonCursor json) {
        this.json = json;
    }

    /** Collects the fields; {@link Unfit} or an exception of the parser if it is not JSON. */
    static FailureBody parse(JsonCursor json) throws Unfit, IOException {
        FailureBody body = new FailureBody(json);
        json.start();
        body.collectRecord();
        json.end();
        return body;
    }

    private void collectRecord() throws Unfit, IOException {
        JsonCursor.Names names = new JsonCursor.Names();
        for (String name; (name = json.nextName(names)) != null; ) {
            switch (name) {
                case "version" -> collectVersion();
                case "graph" -> graph = text(name);
                case "edge" -> collectEdge();
                case "node" -> collectNode();
                case "write" -> collectWrite();
                case "token" -> collectToken();
                case "origin" -> origin = text(name);
                case "target" -> target = text(name);
                case "failedAtMillis" -> failedAtMillis = count(name);
                case "cause" -> collectCause();
                default -> json.skip();
            }
        }
    }

    private void collectVersion() throws Unfit, IOException {
        if (!json.isInteger()) {
            versionProblem = Unfit.malformed("version", json.describe(), "1");
        } else if (json.isLong() && json.longValue() == VERSION) {
            versionProblem = null;
        } else {
            versionProblem =
                    new Unfit(
                            DeathReason.UNSUPPORTED_VERSION,
                            "version: " + json.describe() + " (expected: 1)");
        }
        json.skip();
    }

    private void collectEdge() throws Unfit, IOException {
        hasEdge = true;
        if (!isObject("edge")) {
            return;
        }
        JsonCursor.Names names = new JsonCursor.Names();
        for (String name; (name = json.nextName(names)) != null; ) {
            switch (name) {
                case "type" -> edgeType = text("edge.type");
                case "source" -> edgeSource = text("edge.source");
                case "target" -> edgeTarget = text("edge.target");
                default -> json.skip();
            }
        }
    }

    private void collectNode() throws Unfit, IOException {
        hasNode = true;
        if (!isObject("node")) {
            return;
        }
        JsonCursor.Names names = new JsonCursor.Names();
        for (String name; (name = json.nextName(names)) != null; ) {
            switch (name) {
                case "type" -> nodeType = text("node.type");
                case "id" -> nodeId = text("node.id");
                default -> json.skip();
            }
        }
    }

    private void collectWrite() throws Unfit, IOException {
        if (!isObject("write")) {
            return;
        }
        JsonCursor.Names names = new JsonCursor.Names();
        for (String name; (name = json.nextName(names)) != null; ) {
            switch (name) {
                case "namespace" -> namespace = text("write.namespace");
                case "op" -> collectOp();
                case "id" -> collectId();
                case "key" -> key = base64("write.key");
                case "value" -> {
                    hasValue = true;
                    checkBase64("write.value");
                }
                case "metadata" -> checkBase64("write.metadata");
                case "ttlSeconds" -> {
                    ttlSeconds = count("write.ttlSeconds");
                    if (ttlSeconds == 0) {
                        note(Unfit.malformed("write.ttlSeconds", "0", "a positive integer"));
                    }
                }
                default -> json.skip();
            }
        }
    }

    private void collectOp() throws Unfit, IOException {
        String name = json.text();
        if (name == null) {
            opProblem = Unfit.malformed("write.op", json.describe(), OPS);
            json.skip();
            return;
        }
        op = Op.ofWireName(name).orElse(null);
        opProblem =
                op != null
                        ? null
                        : new Unfit(
                                DeathReason.UNSUPPORTED_OP,
                                "write.op: " + Text.excerpt(name) + " (expected: " + OPS + ")");
    }

    private void collectId() throws Unfit, IOException {
        if (!json.isObject()) {
            String text = text("write.id");
            id = text == null ? null : Bytes.utf8(text);
            return;
        }
        boolean found = false;
        JsonCursor.Names names = new JsonCursor.Names();
        for (String name; (name = json.nextName(names)) != null; ) {
            if (name.equals("base64")) {
                found = true;
                id = base64("write.id.base64");
            } else {
                json.skip();
            }
        }
        if (!found) {
            note(Unfit.missing("write.id.base64", BASE64));
        } else if (id != null && id.isEmpty()) {
            note(Unfit.malformed("write.id.base64", "\"\"", "at least one byte"));
        }
    }

    private void collectToken() throws Unfit, IOException {
        hasToken = true;
        if (!isObject("token")) {
            return;
        }
        JsonCursor.Names names = new JsonCursor.Names();
        for (String name; (name = json.nextName(names)) != null; ) {
            switch (name) {
                case "generatedAtMicros" -> generatedAtMicros = count("token.generatedAtMicros");
                case "nonce" -> nonce = text("token.nonce");
                default -> json.skip();
            }
        }
    }

    private void collectCause() throws Unfit, IOException {
        if (!isObject("cause")) {
            return;
        }
        JsonCursor.Names names = new JsonCursor.Names();
        for (String name; (name = json.nextName(names)) != null; ) {
            switch (name) {
                case "kind" -> {
                    String kind = text("cause.kind");
                    causeKind = kind == null ? null : Cause.Kind.ofWireName(kind);
                }
                case "message" -> {
                    String message = json.text();
                    if (message == null) {
                        note(Unfit.malformed("cause.message", json.describe(), "a string"));
                        json.skip();
                    } else {
                        causeMessage = Text.cut(message, Text.BYTES_MAX);
                    }
                }
                default -> json.skip();
            }
        }
    }

    /** Checks version and op, then the fields as each other's company allows them. */
    void check() throws Unfit {
        throwIf(versionProblem);
        throwIf(opProblem);
        throwIf(fieldProblem);
        boolean carriesValue = op == Op.PUT;
        if (carriesValue && !hasValue) {
            throw Unfit.missing("write.value", BASE64 + " for put");
        }
        if (op == Op.COPY && hasValue) {
            throw Unfit.malformed("write.value", "a value", "none for copy");
        }
        if (ttlSeconds != 0 && !carriesValue) {
            throw Unfit.malformed("write.ttlSeconds", Long.toString(ttlSeconds), "only for put");
        }
        if (op == Op.DELETE_RECORD && key != null) {
            throw Unfit.malformed("write.key", "a key", "none for deleteRecord");
        }
        if (op == Op.DELETE_RECORD && !hasNode) {
            throw Unfit.missing("node", OBJECT + " for deleteRecord");
        }
    }

    Op op() throws Unfit {
        return present(op, "write.op", OPS);
    }

    Subject subject() throws Unfit {
        String ofGraph = present(graph, "graph", TEXT);
        if (hasEdge == hasNode) {
            throw Unfit.malformed(
                    hasEdge ? "node" : "edge",
                    hasEdge ? "a node beside the edge" : "missing, and so is node",
                    "exactly one of edge and node");
        }
        return hasEdge
                ? new Subject.Edge(
                        ofGraph,
                        present(edgeType, "edge.type", TEXT),
                        present(edgeSource, "edge.source", TEXT),
                        present(edgeTarget, "edge.target", TEXT))
                : new Subject.Node(
                        ofGraph,
                        present(nodeType, "node.type", TEXT),
                        present(nodeId, "node.id", TEXT));
    }

    Cell cell() throws Unfit {
        String in = present(namespace, "write.namespace", TEXT);
        Bytes of = present(id, "write.id", "a string or an object {\"base64\"}");
        return op == Op.DELETE_RECORD
                ? Cell.wholeRecord(in, of)
                : new Cell(in, of, present(key, "write.key", BASE64));
    }

    /** The version of the write; of a copy the least it may find, null if it names none. */
    @Nullable Version version() throws Unfit {
        if (!hasToken && op == Op.COPY) {
            return null;
        }
        if (!hasToken) {
            throw Unfit.missing("token", OBJECT);
        }
        if (generatedAtMicros < 0) {
            throw Unfit.missing("token.generatedAtMicros", COUNT);
        }
        Token token;
        String digits = present(nonce, "token.nonce", "32 lower-case hexadecimal digits");
        try {
            token = Token.of(generatedAtMicros, digits);
        } catch (IllegalArgumentException notHex) {
            throw Unfit.malformed(
                    "token.nonce", Text.excerpt(digits), "32 lower-case hexadecimal digits");
        }
        return switch (op()) {
            case PUT ->
                    ttlSeconds > 0 ? Version.expiringPut(token, ttlSeconds) : Version.put(token);
            case DELETE, DELETE_RECORD -> Version.delete(token);
            case COPY -> Version.put(token);
        };
    }

    String origin() throws Unfit {
        return present(origin, "origin", TEXT);
    }

    String target() throws Unfit {
        return present(target, "target", TEXT);
    }

    long failedAtMillis() throws Unfit {
        if (failedAtMillis < 0) {
            throw Unfit.missing("failedAtMillis", COUNT);
        }
        return failedAtMillis;
    }

    Cause cause() throws Unfit {
        return new Cause(present(causeKind, "cause.kind", TEXT), causeMessage);
    }

    private static <T> T present(@Nullable T field, String name, String rule) throws Unfit {
        if (field == null) {
            throw Unfit.missing(name, rule);
        }
        return field;
    }

    private static void throwIf(@Nullable Unfit problem) throws Unfit {
        if (problem != null) {
            throw problem;
        }
    }

    private void note(Unfit problem) {
        if (fieldProblem == null) {
            fieldProblem = problem;
        }
    }

    private boolean isObject(String name) throws Unfit, IOException {
        if (json.isObject()) {
            return true;
        }
        note(Unfit.malformed(name, json.describe(), OBJECT));
        json.skip();
        return false;
    }

    private @Nullable String text(String name) throws Unfit, IOException {
        String text = json.text();
        if (text == null || text.isEmpty()) {
            note(Unfit.malformed(name, json.describe(), TEXT));
            json.skip();
            return null;
        }
        return text;
    }

    private long count(String name) throws Unfit, IOException {
        if (json.isLong() && json.longValue() >= 0) {
            return json.longValue();
        }
        note(Unfit.malformed(name, json.describe(), COUNT));
        json.skip();
        return -1;
    }

    private @Nullable Bytes base64(String name) throws Unfit, IOException {
        return checkBase64(name) ? Bytes.wrap(json.base64Value()) : null;
    }

    private boolean checkBase64(String name) throws Unfit, IOException {
        if (json.isBase64()) {
            return true;
        }
        note(Unfit.malformed(name, json.isText() ? "other text" : json.describe(), BASE64));
        json.skip();
        return false;
    }
}
