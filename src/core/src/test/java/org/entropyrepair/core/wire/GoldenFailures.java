package org.entropyrepair.core.wire;

import java.io.IOException;
import java.io.InputStream;
import java.util.LinkedHashMap;
import java.util.Map;
import org.entropyrepair.core.model.Bytes;
import org.entropyrepair.core.model.Cause;
import org.entropyrepair.core.model.Cell;
import org.entropyrepair.core.model.Position;
import org.entropyrepair.core.model.RawRecord;
import org.entropyrepair.core.model.Subject;
import org.entropyrepair.core.model.Token;

/** What the golden files of failures say, in words. */
final class GoldenFailures {
    static final long READ_AT_MILLIS = 1769040001000L;
    static final Token TOKEN = Token.of(1769040000000000L, "9f86d081884c7d659a2feaa0c55ad015");

    private static final String FORWARD = "social.follows.forward";
    private static final Subject FOLLOWS =
            new Subject.Edge("social", "follows", "user:42", "user:7");
    private static final Subject USER = new Subject.Node("social", "user", "user:42");
    private static final Cell CELL = new Cell(FORWARD, Bytes.utf8("user:42"), Bytes.utf8("user:7"));
    private static final Bytes VALUE = Bytes.utf8("{\"since\":2024}");
    private static final Cause TIMEOUT = new Cause(Cause.Kind.TIMEOUT, "no answer in 500 ms");

    private GoldenFailures() {}

    /** Name of the file without its suffix → what it says. */
    static Map<String, FailureMessage> all() {
        Map<String, FailureMessage> all = new LinkedHashMap<>();
        all.put("put", of(FOLLOWS, new FailureMessage.Write.Put(CELL, VALUE)));
        all.put(
                "put-ttl",
                of(FOLLOWS, new FailureMessage.Write.Put(CELL, VALUE, Bytes.EMPTY, 86400)));
        all.put(
                "put-node",
                of(
                        USER,
                        new FailureMessage.Write.Put(
                                new Cell(
                                        "social.user.property", Bytes.utf8("user:42"), Bytes.EMPTY),
                                Bytes.EMPTY,
                                Bytes.wrap(new byte[] {0, 1, (byte) 0xFE, (byte) 0xFF}),
                                0)));
        all.put(
                "put-binary-id",
                of(
                        FOLLOWS,
                        new FailureMessage.Write.Put(
                                new Cell(
                                        FORWARD,
                                        Bytes.wrap(new byte[] {(byte) 0x80, 0, 0x7F, (byte) 0xFF}),
                                        Bytes.wrap(new byte[] {(byte) 0xFB, (byte) 0xEF, 0x3E})),
                                VALUE)));
        all.put(
                "put-unicode",
                new FailureMessage(
                        new Subject.Edge("social", "follows", "użytkownik\t\"42\"\\/", "用户:7😀"),
                        new FailureMessage.Write.Put(
                                new Cell(
                                        FORWARD,
                                        Bytes.utf8("użytkownik\u0001\u001f\u007f 😀"),
                                        Bytes.utf8("用户:7😀")),
                                VALUE),
                        TOKEN,
                        "us-east-1",
                        "eu-west-1",
                        1769040000123L,
                        new Cause(Cause.Kind.OTHER, "line 1\nline 2")));
        all.put("delete", of(FOLLOWS, new FailureMessage.Write.Delete(CELL)));
        all.put(
                "delete-record",
                of(
                        USER,
                        new FailureMessage.Write.DeleteRecord(
                                Cell.wholeRecord(FORWARD, Bytes.utf8("user:42")))));
        all.put("copy", of(FOLLOWS, new FailureMessage.Write.Copy(CELL)));
        all.put(
                "copy-without-token",
                new FailureMessage(
                        FOLLOWS,
                        new FailureMessage.Write.Copy(CELL),
                        null,
                        "us-east-1",
                        "eu-west-1",
                        1769040000123L,
                        new Cause(Cause.Kind.AUDIT, "")));
        return all;
    }

    /** What one file says. */
    static FailureMessage named(String name) {
        FailureMessage message = all().get(name);
        if (message == null) {
            throw new IllegalStateException("golden message missing: " + name);
        }
        return message;
    }

    private static FailureMessage of(Subject subject, FailureMessage.Write write) {
        return new FailureMessage(
                subject, write, TOKEN, "us-east-1", "eu-west-1", 1769040000123L, TIMEOUT);
    }

    /** The bytes of a golden file. */
    static Bytes file(String name) {
        try (InputStream in = GoldenFailures.class.getResourceAsStream("/golden/wire/" + name)) {
            if (in == null) {
                throw new IllegalStateException("golden file missing: " + name);
            }
            return Bytes.wrap(in.readAllBytes());
        } catch (IOException unreadable) {
            throw new IllegalStateException(unreadable);
        }
    }

    /** A record as it is read from a failure topic, without headers. */
    static RawRecord raw(Bytes value) {
        return raw(value, RawRecord.Headers.NONE);
    }

    /** A record as it is read from a failure topic. */
    static RawRecord raw(Bytes value, RawRecord.Headers headers) {
        return new RawRecord(
                "us-east-1/failures",
                new Position("failures", 3, 14),
                READ_AT_MILLIS,
                null,
                value,
                headers);
    }
}
