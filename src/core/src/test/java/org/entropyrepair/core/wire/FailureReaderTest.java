package org.entropyrepair.core.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.entropyrepair.core.model.Bytes;
import org.entropyrepair.core.model.Cause;
import org.entropyrepair.core.model.DeathReason;
import org.entropyrepair.core.model.Failure;
import org.entropyrepair.core.model.Position;
import org.entropyrepair.core.model.RawRecord;
import org.entropyrepair.core.wire.Reading.Readable;
import org.entropyrepair.core.wire.Reading.Unreadable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class FailureReaderTest {
    private static final String PUT = text("put-ttl.json");
    private static final String RECORD_DELETE = text("delete-record.json");
    private static final String COPY = text("copy.json");
    private static final String DELETE = text("delete.json");

    private final FailureReader reader = new FailureReader();

    private static String text(String file) {
        return new String(GoldenFailures.file(file).toArray(), StandardCharsets.UTF_8);
    }

    /** {@code text} with its one occurrence of {@code from} replaced. */
    private static String with(String text, String from, String to) {
        assertThat(text.split(Pattern.quote(from), -1)).as(from).hasSize(2);
        return text.replace(from, to);
    }

    private static Arguments bad(String what, String json, String message) {
        return Arguments.of(what, json, message);
    }

    static Stream<Arguments> malformedJson() {
        String start = PUT.substring(0, PUT.length() - 1);
        return Stream.of(
                bad("nothing", "", "nothing"),
                bad("white space only", "  \n", "nothing"),
                bad("an array", "[1]", "a JSON array (expected: a JSON object)"),
                bad("a string", "\"text\"", "a JSON string"),
                bad("null", "null", "a JSON null"),
                bad("no JSON", "version=1", "JSON: "),
                bad("cut short", PUT.substring(0, 200), "JSON: "),
                bad("cut before the last brace", start, "JSON: "),
                bad("a second object after it", PUT + PUT, "more after the object"),
                bad("garbage after it", PUT + " x", "JSON: "),
                bad("a comma too many", start + ",}", "JSON: "),
                bad("a comment", "/* hello */" + PUT, "JSON: "),
                bad("single quotes", PUT.replace('"', '\''), "JSON: "),
                bad("not a number", start + ",\"x\":NaN}", "JSON: "),
                bad("a leading zero", start + ",\"x\":01}", "JSON: "),
                bad("a raw control character", start + ",\"x\":\"\u0001\"}", "JSON: "),
                bad("a known name twice", start + ",\"graph\":\"social\"}", "\"graph\" twice"),
                bad("an unknown name twice", start + ",\"x\":1,\"x\":1}", "\"x\" twice"),
                bad(
                        "an unknown name twice deep in unknown fields",
                        start + ",\"x\":[{\"y\":{\"z\":1,\"z\":2}}]}",
                        "\"z\" twice"),
                bad("a name twice by escape", start + ",\"gr\\u0061ph\":1}", "\"graph\" twice"),
                bad("a name twice in write", with(PUT, "\"op\"", "\"id\":\"x\",\"op\""), "twice"),
                bad("a name twice among many", many(), "\"n3\" twice"),
                bad("a lone surrogate", with(PUT, "user:7\"", "\\ud800\""), "lone surrogate"),
                bad("a lone surrogate unread", start + ",\"x\":\"\\uDC00\"}", "lone surrogate"),
                bad("a lone surrogate in a name", start + ",\"\\udbffx\":1}", "lone surrogate"),
                bad("nested too deep", start + ",\"x\":" + nested(80) + "}", "JSON: "),
                bad("nested very deep", nested(100_000), "expected: a JSON object"),
                bad("a byte order mark", "\uFEFF" + PUT, "no byte order mark"),
                bad("a number without end", start + ",\"x\":" + "9".repeat(2000) + "}", "JSON: "));
    }

    private static String many() {
        StringBuilder many = new StringBuilder("{");
        for (int i = 0; i < 40; i++) {
            many.append("\"n").append(i).append("\":1,");
        }
        return many.append("\"n3\":1}").toString();
    }

    private static String nested(int depth) {
        return "[".repeat(depth) + "]".repeat(depth);
    }

    static Stream<Arguments> malformedFields() {
        return Stream.of(
                bad("no version", with(PUT, "\"version\":1,", ""), "version: missing"),
                bad(
                        "version as text",
                        with(PUT, "\"version\":1", "\"version\":\"1\""),
                        "version: "),
                bad(
                        "version with a point",
                        with(PUT, "\"version\":1", "\"version\":1.0"),
                        "version"),
                bad("no graph", with(PUT, "\"graph\":\"social\",", ""), "graph: missing"),
                bad("empty graph", with(PUT, "\"graph\":\"social\"", "\"graph\":\"\""), "graph: "),
                bad("graph null", with(PUT, "\"graph\":\"social\"", "\"graph\":null"), "JSON null"),
                bad("neither edge nor node", with(PUT, "\"edge\"", "\"egde\""), "edge: missing"),
                bad(
                        "edge and node",
                        with(
                                PUT,
                                "\"write\"",
                                "\"node\":{\"type\":\"user\",\"id\":\"1\"},\"write\""),
                        "exactly one of edge and node"),
                bad("edge as text", edge("\"follows\""), "edge: \"follows\" (expected: an object)"),
                bad("edge without type", edge("{\"source\":\"a\",\"target\":\"b\"}"), "edge.type"),
                bad(
                        "edge without source",
                        edge("{\"type\":\"a\",\"target\":\"b\"}"),
                        "edge.source"),
                bad(
                        "edge without target",
                        edge("{\"type\":\"a\",\"source\":\"b\"}"),
                        "edge.target"),
                bad(
                        "node without id",
                        with(
                                RECORD_DELETE,
                                "\"type\":\"user\",\"id\":\"user:42\"",
                                "\"type\":\"u\""),
                        "node.id: missing"),
                bad("write as array", "{\"version\":1,\"write\":[]}", "write.op: missing"),
                bad("no op", with(PUT, "\"op\":\"put\",", ""), "write.op: missing"),
                bad("op as number", with(PUT, "\"op\":\"put\"", "\"op\":0"), "write.op: 0"),
                bad("no namespace", with(PUT, "\"namespace\"", "\"space\""), "write.namespace"),
                bad("no id", with(PUT, "\"id\":\"user:42\",", ""), "write.id: missing"),
                bad("empty id", with(PUT, "\"id\":\"user:42\"", "\"id\":\"\""), "write.id: "),
                bad("id as number", with(PUT, "\"id\":\"user:42\"", "\"id\":42"), "write.id: 42"),
                bad("id without base64", id("{\"hex\":\"00\"}"), "write.id.base64: missing"),
                bad("id of no bytes", id("{\"base64\":\"\"}"), "write.id.base64: "),
                bad("id not base64", id("{\"base64\":\"AA\"}"), "write.id.base64: other text"),
                bad("no key", with(PUT, "\"key\":\"dXNlcjo3\",", ""), "write.key: missing"),
                bad("key unpadded", with(PUT, "dXNlcjo3", "dXNlcjo"), "write.key: other text"),
                bad("key URL-safe", with(PUT, "dXNlcjo3", "-_-_"), "write.key: other text"),
                bad("key with a line end", with(PUT, "dXNlcjo3", "dXNl\\ncjo3"), "write.key"),
                bad("key padded inside", with(PUT, "dXNlcjo3", "dX==cjo3"), "write.key"),
                bad("key of padding", with(PUT, "dXNlcjo3", "===="), "write.key"),
                bad("no value", value(""), "write.value: missing"),
                bad("value null", value("\"value\":null,"), "write.value: a JSON null"),
                bad("value not base64", value("\"value\":\"?\","), "write.value: other text"),
                bad(
                        "metadata as number",
                        with(PUT, "\"metadata\":\"\"", "\"metadata\":1"),
                        "metadata"),
                bad("TTL 0", ttl("0"), "write.ttlSeconds: 0 (expected: a positive integer)"),
                bad("TTL below 0", ttl("-1"), "write.ttlSeconds: -1"),
                bad("TTL with a point", ttl("1.5"), "write.ttlSeconds: a JSON number"),
                bad("TTL as text", ttl("\"60\""), "write.ttlSeconds: \"60\""),
                bad("TTL null", ttl("null"), "write.ttlSeconds: a JSON null"),
                bad("TTL beyond 64 bits", ttl("9223372036854775808"), "write.ttlSeconds"),
                bad(
                        "TTL of a delete",
                        ttlOf(DELETE),
                        "write.ttlSeconds: 5 (expected: only for put)"),
                bad("TTL of a copy", ttlOf(COPY), "write.ttlSeconds"),
                bad("TTL of a record delete", ttlOf(RECORD_DELETE), "write.ttlSeconds"),
                bad(
                        "copy with a value",
                        with(COPY, "\"key\"", "\"value\":\"\",\"key\""),
                        "write.value: a value (expected: none for copy)"),
                bad(
                        "record delete with a key",
                        with(RECORD_DELETE, "\"op\"", "\"key\":\"\",\"op\""),
                        "write.key: a key (expected: none for deleteRecord)"),
                bad(
                        "record delete of an edge",
                        with(with(DELETE, "\"delete\"", "\"deleteRecord\""), "\"key\"", "\"k\""),
                        "node: missing"),
                bad("no token", with(PUT, "\"token\"", "\"tokens\""), "token: missing"),
                bad("token as text", token("\"abc\""), "token: \"abc\""),
                bad(
                        "copy with token null",
                        with(COPY, "\"token\":", "\"token\":null,\"t\":"),
                        "token"),
                bad(
                        "no micros",
                        token("{\"nonce\":\"" + "0".repeat(32) + "\"}"),
                        "Micros: missing"),
                bad(
                        "negative micros",
                        with(PUT, "1769040000000000", "-1"),
                        "generatedAtMicros: -1"),
                bad("micros beyond 64 bits", with(PUT, "1769040000000000", "1e30"), "Micros"),
                bad("no nonce", token("{\"generatedAtMicros\":1}"), "token.nonce: missing"),
                bad("nonce too short", nonce("9f86"), "token.nonce: \"9f86\""),
                bad("nonce upper-case", nonce("9F86D081884C7D659A2FEAA0C55AD015"), "token.nonce"),
                bad("nonce with letters", nonce("g".repeat(32)), "token.nonce"),
                bad("nonce too long", nonce("0".repeat(33)), "token.nonce"),
                bad("no origin", with(PUT, "\"origin\"", "\"org\""), "origin: missing"),
                bad("no target", with(PUT, "\"target\":\"eu-west-1\",", ""), "target: missing"),
                bad(
                        "no time",
                        with(PUT, "\"failedAtMillis\"", "\"at\""),
                        "failedAtMillis: missing"),
                bad("negative time", with(PUT, "1769040000123", "-5"), "failedAtMillis: -5"),
                bad(
                        "time as text",
                        with(PUT, "1769040000123", "\"now\""),
                        "failedAtMillis: \"now\""),
                bad("no cause", with(PUT, "\"cause\"", "\"why\""), "cause.kind: missing"),
                bad("no cause kind", with(PUT, "\"kind\"", "\"type\":1,\"k\""), "cause.kind"),
                bad(
                        "cause message as number",
                        with(PUT, "\"no answer in 500 ms\"", "500"),
                        "cause.message: 500"));
    }

    private static String edge(String edge) {
        return with(
                PUT, "{\"type\":\"follows\",\"source\":\"user:42\",\"target\":\"user:7\"}", edge);
    }

    private static String id(String id) {
        return with(PUT, "\"id\":\"user:42\"", "\"id\":" + id);
    }

    private static String value(String field) {
        return with(PUT, "\"value\":\"eyJzaW5jZSI6MjAyNH0=\",", field);
    }

    private static String ttl(String ttl) {
        return with(PUT, "86400", ttl);
    }

    private static String ttlOf(String record) {
        return with(record, "\"op\"", "\"ttlSeconds\":5,\"op\"");
    }

    private static String token(String token) {
        return with(
                PUT,
                "{\"generatedAtMicros\":1769040000000000,"
                        + "\"nonce\":\"9f86d081884c7d659a2feaa0c55ad015\"}",
                token);
    }

    private static String nonce(String nonce) {
        return with(PUT, "9f86d081884c7d659a2feaa0c55ad015", nonce);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource({"malformedJson", "malformedFields"})
    void malformedRecordsSayWhatIsWrong(String what, String json, String message) {
        Unreadable unreadable = unreadable(Bytes.utf8(json));
        assertThat(unreadable.reason()).isEqualTo(DeathReason.MALFORMED);
        assertThat(unreadable.message()).contains(message).doesNotContain("\n");
    }

    @Test
    void bytesThatAreNotUtf8AreMalformed() {
        byte[][] tails = {
            {(byte) 0xC0, (byte) 0xAF}, // overlong
            {(byte) 0xED, (byte) 0xA0, (byte) 0x80}, // an encoded surrogate
            {(byte) 0xF4, (byte) 0x90, (byte) 0x80, (byte) 0x80}, // beyond Unicode
            {(byte) 0x80}, // a continuation alone
            {(byte) 0xE2, (byte) 0x82}, // cut short
        };
        for (byte[] tail : tails) {
            String before = PUT.substring(0, PUT.length() - 1) + ",\"x\":\"";
            byte[] front = before.getBytes(StandardCharsets.UTF_8);
            byte[] bytes = Arrays.copyOf(front, front.length + tail.length + 2);
            System.arraycopy(tail, 0, bytes, front.length, tail.length);
            bytes[bytes.length - 2] = '"';
            bytes[bytes.length - 1] = '}';
            Unreadable unreadable = unreadable(Bytes.wrap(bytes));
            assertThat(unreadable.reason()).isEqualTo(DeathReason.MALFORMED);
            assertThat(unreadable.message()).contains("UTF-8");
        }
        assertThat(unreadable(Bytes.wrap(PUT.getBytes(StandardCharsets.UTF_16LE))).message())
                .contains("UTF-8");
    }

    @Test
    void aRecordWithoutValueIsMalformed() {
        RawRecord raw =
                new RawRecord(
                        "f", new Position("t", 0, 0), 1, Bytes.EMPTY, null, RawRecord.Headers.NONE);
        assertThat(reader.read(raw))
                .isEqualTo(
                        new Unreadable(
                                DeathReason.MALFORMED, "value: null (expected: a JSON object)"));
    }

    @Test
    void sizeIsThatOfKeyAndValueAndIsCheckedFirst() {
        FailureReader small = new FailureReader(100);
        RawRecord raw =
                new RawRecord(
                        "f",
                        new Position("t", 0, 0),
                        1,
                        Bytes.wrap(new byte[60]),
                        Bytes.wrap(new byte[41]),
                        RawRecord.Headers.NONE);
        assertThat(small.read(raw))
                .isEqualTo(
                        new Unreadable(
                                DeathReason.TOO_LARGE, "size: 101 bytes (expected: at most 100)"));
        assertThat(unreadable(Bytes.wrap(new byte[FailureReader.DEFAULT_BYTES_MAX])).reason())
                .isEqualTo(DeathReason.MALFORMED);
        assertThat(unreadable(Bytes.wrap(new byte[FailureReader.DEFAULT_BYTES_MAX + 1])).reason())
                .isEqualTo(DeathReason.TOO_LARGE);
    }

    @Test
    void aRecordOfTheLargestSizeIsRead() {
        String pad = "a".repeat(FailureReader.DEFAULT_BYTES_MAX - PUT.length() - 7);
        String json = PUT.substring(0, PUT.length() - 1) + ",\"x\":\"" + pad + "\"}";
        assertThat(json).hasSize(FailureReader.DEFAULT_BYTES_MAX);
        assertThat(read(Bytes.utf8(json), RawRecord.Headers.NONE)).isInstanceOf(Readable.class);
    }

    @Test
    void anUnknownVersionIsToldBeforeOpAndFields() {
        for (String version : new String[] {"2", "0", "-1", "4294967297", "9".repeat(100)}) {
            String json =
                    "{\"version\":" + version + ",\"write\":{\"op\":\"explode\"},\"graph\":5}";
            assertThat(unreadable(Bytes.utf8(json)).reason())
                    .isEqualTo(DeathReason.UNSUPPORTED_VERSION);
        }
    }

    @Test
    void anUnknownOpIsToldBeforeFields() {
        String json = "{\"graph\":5,\"write\":{\"id\":7,\"op\":\"increment\"},\"version\":1}";
        assertThat(unreadable(Bytes.utf8(json)))
                .isEqualTo(
                        new Unreadable(
                                DeathReason.UNSUPPORTED_OP,
                                "write.op: \"increment\" (expected: put, delete, deleteRecord or"
                                        + " copy)"));
    }

    @Test
    void brokenJsonIsToldBeforeAnUnknownVersion() {
        assertThat(unreadable(Bytes.utf8("{\"version\":2,")).reason())
                .isEqualTo(DeathReason.MALFORMED);
    }

    @Test
    void theTimeOfFailureIsNotAfterThatOfReading() {
        Failure failure = readable(with(PUT, "1769040000123", "9999999999999"));
        assertThat(failure.failedAtMillis()).isEqualTo(GoldenFailures.READ_AT_MILLIS);
        assertThat(readable(PUT).failedAtMillis()).isEqualTo(1769040000123L);
    }

    @Test
    void headersOfARedriveOverrideTheTarget() {
        RawRecord.Headers headers =
                new RawRecord.Headers("ap-south-1", "2", "2026-01-22T00:00:00.500Z", null);
        Reading reading = read(Bytes.utf8(PUT), headers);
        Failure failure = ((Readable) reading).failure();
        assertThat(failure.target()).isEqualTo("ap-south-1");
        assertThat(failure.redrives()).isEqualTo(2);
        assertThat(failure.redrivenAtMillis()).isEqualTo(1769040000500L);
        assertThat(readable(PUT).redrives()).isZero();
        assertThat(readable(PUT).redrivenAtMillis()).isZero();
    }

    @Test
    void aRedriveIsNotAfterTheTimeOfReading() {
        Reading reading =
                read(
                        Bytes.utf8(PUT),
                        new RawRecord.Headers(null, "1", "2126-01-22T00:00:00Z", null));
        assertThat(((Readable) reading).failure().redrivenAtMillis())
                .isEqualTo(GoldenFailures.READ_AT_MILLIS);
    }

    @Test
    void unreadableHeadersAreMalformed() {
        String[] redrives = {"", "-1", "+1", "one", "1.0", " 1", "9999999999", "٣"};
        for (String redrive : redrives) {
            assertMalformed(new RawRecord.Headers(null, redrive, null, null), "er-redrives: ");
        }
        String[] instants = {"", "now", "2026-01-22", "1969-12-31T23:59:59Z", "1769040000500"};
        for (String at : instants) {
            assertMalformed(new RawRecord.Headers(null, null, at, null), "er-redriven-at: ");
        }
        assertMalformed(new RawRecord.Headers("", null, null, null), "er-target: ");
        assertMalformed(new RawRecord.Headers("\uD800", null, null, null), "er-target: \"?\"");
    }

    private void assertMalformed(RawRecord.Headers headers, String message) {
        Unreadable unreadable = (Unreadable) read(Bytes.utf8(PUT), headers);
        assertThat(unreadable.reason()).isEqualTo(DeathReason.MALFORMED);
        assertThat(unreadable.message()).startsWith(message);
    }

    @Test
    void theOrderOfFieldsAndWhiteSpaceMeanNothing() {
        String reordered =
                """
                { "cause": {"kind": "quantum"}, "failedAtMillis": 7, "target": "b", "origin": "a",
                  "token": {"nonce": "00000000000000000000000000000001", "generatedAtMicros": 0},
                  "write": {"value": "", "key": "", "id": {"x": 1, "base64": "AA=="}, "op": "put",
                            "namespace": "n"},
                  "edge": {"target": "t", "source": "s", "type": "e"}, "graph": "g", "version": 1 }
                """;
        Failure failure = readable(reordered);
        assertThat(failure.cause()).isEqualTo(new Cause(Cause.Kind.OTHER, ""));
        assertThat(failure.cell().id()).isEqualTo(Bytes.wrap(new byte[] {0}));
        assertThat(failure.failedAtMillis()).isEqualTo(7);
    }

    @Test
    void messagesAreOneLineOfAtMostFourKibibytes() {
        Unreadable long1 = new Unreadable(DeathReason.MALFORMED, "a\r\n\u2028b\u0000\uDC00c");
        assertThat(long1.message()).isEqualTo("a   b ?c");
        String cut = new Unreadable(DeathReason.MALFORMED, "😀".repeat(2000)).message();
        assertThat(cut.getBytes(StandardCharsets.UTF_8)).hasSize(4096);
        assertThat(Text.isWellFormed(cut)).isTrue();
    }

    private Reading read(Bytes value, RawRecord.Headers headers) {
        return reader.read(GoldenFailures.raw(value, headers));
    }

    private Unreadable unreadable(Bytes value) {
        Reading reading = read(value, RawRecord.Headers.NONE);
        assertThat(reading).isInstanceOf(Unreadable.class);
        return (Unreadable) reading;
    }

    private Failure readable(String json) {
        Reading reading = read(Bytes.utf8(json), RawRecord.Headers.NONE);
        assertThat(reading).isInstanceOf(Readable.class);
        return ((Readable) reading).failure();
    }
}
