package org.entropyrepair.core.wire;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import org.entropyrepair.core.model.Bytes;
import org.entropyrepair.core.model.DeathReason;
import org.entropyrepair.core.model.Failure;
import org.entropyrepair.core.model.RawRecord;

/**
 * Reads write-failure records, version 1 (design, section 4): from bytes to one {@link Reading},
 * never to an exception.
 *
 * <p>The checks stand in the contract's order and the first that fails names the reason: size,
 * JSON, version, op, fields (with the headers of a redrive). Unknown fields are ignored, but must
 * be JSON like everything else. Values are checked here and decoded only when they are written (see
 * {@link MutationReader}).
 *
 * <p>Immutable and thread-safe.
 */
public final class FailureReader {
    /** The limit on key and value together where none is given, in bytes: 1 MiB. */
    public static final int DEFAULT_BYTES_MAX = 1 << 20;

    private final int bytesMax;
    private final JsonFactory json;

    /** A reader with the limit {@link #DEFAULT_BYTES_MAX}. */
    public FailureReader() {
        this(DEFAULT_BYTES_MAX);
    }

    /**
     * A reader with a limit of its own.
     *
     * @param bytesMax most bytes of a record's key and value together; more are {@code TOO_LARGE}
     * @throws IllegalArgumentException if it is not positive
     */
    public FailureReader(int bytesMax) {
        if (bytesMax <= 0) {
            throw new IllegalArgumentException("bytesMax: " + bytesMax + " (expected: over 0)");
        }
        this.bytesMax = bytesMax;
        this.json = JsonBytes.factory(bytesMax);
    }

    /** What {@code raw} turns out to be. */
    public Reading read(RawRecord raw) {
        try {
            return new Reading.Readable(failureOf(raw));
        } catch (Unfit unfit) {
            return unfit.toReading();
        } catch (JsonProcessingException notJson) {
            long at = notJson.getLocation() == null ? -1 : notJson.getLocation().getByteOffset();
            return malformed("JSON: " + notJson.getOriginalMessage() + " (at byte " + at + ")");
        } catch (IOException | RuntimeException bug) {
            // A record on which the parser itself fails would otherwise restart the job for ever.
            return malformed("value: the parser failed on it with " + bug.getClass().getName());
        }
    }

    private Failure failureOf(RawRecord raw) throws Unfit, IOException {
        Bytes key = raw.key();
        Bytes value = raw.value();
        long size = (key == null ? 0L : key.size()) + (value == null ? 0L : value.size());
        if (size > bytesMax) {
            throw new Unfit(
                    DeathReason.TOO_LARGE,
                    "size: " + size + " bytes (expected: at most " + bytesMax + ")");
        }
        if (value == null) {
            throw Unfit.malformed("value", "null", "a JSON object");
        }
        try (JsonCursor cursor = new JsonCursor(json, value.unsafeArray())) {
            FailureBody body = FailureBody.parse(cursor);
            body.check();
            String target = body.target();
            RawRecord.Headers headers = raw.headers();
            return new Failure(
                    body.subject(),
                    body.op(),
                    body.cell(),
                    body.version(),
                    body.origin(),
                    targetOf(headers, target),
                    Math.min(body.failedAtMillis(), raw.readAtMillis()),
                    body.cause(),
                    redrivesOf(headers),
                    Math.min(redrivenAtMillisOf(headers), raw.readAtMillis()),
                    raw);
        }
    }

    private static String targetOf(RawRecord.Headers headers, String bodyTarget) throws Unfit {
        String target = headers.target();
        if (target == null) {
            return bodyTarget;
        }
        if (target.isEmpty() || !Text.isWellFormed(target)) {
            throw Unfit.malformed(
                    WireHeaders.TARGET, Text.excerpt(target), "the name of a region, in UTF-8");
        }
        return target;
    }

    private static int redrivesOf(RawRecord.Headers headers) throws Unfit {
        String redrives = headers.redrives();
        if (redrives == null) {
            return 0;
        }
        int count = 0;
        boolean digits = !redrives.isEmpty() && redrives.length() <= 9;
        for (int i = 0; digits && i < redrives.length(); i++) {
            char c = redrives.charAt(i);
            digits = c >= '0' && c <= '9';
            count = 10 * count + (c - '0');
        }
        if (!digits) {
            throw Unfit.malformed(
                    WireHeaders.REDRIVES, Text.excerpt(redrives), "an integer from 0 to 999999999");
        }
        return count;
    }

    private static long redrivenAtMillisOf(RawRecord.Headers headers) throws Unfit {
        String redrivenAt = headers.redrivenAt();
        if (redrivenAt == null) {
            return 0;
        }
        try {
            long millis = Instant.parse(redrivenAt).toEpochMilli();
            if (millis >= 0) {
                return millis;
            }
        } catch (DateTimeException | ArithmeticException notAnInstant) {
            // Told below, like an instant before 1970.
        }
        throw Unfit.malformed(
                WireHeaders.REDRIVEN_AT,
                Text.excerpt(redrivenAt),
                "an ISO-8601 instant such as 2026-01-22T00:00:00Z, not before 1970");
    }

    private static Reading malformed(String message) {
        return new Reading.Unreadable(DeathReason.MALFORMED, message);
    }
}
