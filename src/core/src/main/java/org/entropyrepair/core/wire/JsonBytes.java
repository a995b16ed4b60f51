package org.entropyrepair.core.wire;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** What has to be known about bytes before a JSON parser may see them, and the parser's limits. */
final class JsonBytes {
    /** Deeper nesting is malformed; the contract itself needs 4. */
    static final int NESTING_MAX = 64;

    private static final VarHandle LONGS =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long HIGH_BITS = 0x8080808080808080L;

    private JsonBytes() {}

    /**
     * The factory of all parsers and generators here; thread-safe. Names are not interned and
     * colliding names do not throw: both would let a stranger's field names reach the whole JVM.
     */
    static JsonFactory factory(int stringBytesMax) {
        return JsonFactory.builder()
                .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
                .disable(JsonFactory.Feature.FAIL_ON_SYMBOL_HASH_OVERFLOW)
                .enable(JsonWriteFeature.COMBINE_UNICODE_SURROGATES_IN_UTF8)
                .streamReadConstraints(
                        StreamReadConstraints.builder()
                                .maxNestingDepth(NESTING_MAX)
                                .maxStringLength(stringBytesMax)
                                .build())
                .build();
    }

    /**
     * Whether these are valid UTF-8 that can start a JSON text. Jackson alone would let overlong
     * forms and encoded surrogates pass, skip a byte order mark, and guess UTF-16 from zero bytes.
     */
    static boolean isUtf8(byte[] bytes) {
        for (int i = 0; i < Math.min(4, bytes.length); i++) {
            if (bytes[i] == 0 || (i == 0 && bytes[i] == (byte) 0xEF)) {
                return false;
            }
        }
        int i = 0;
        while (i < bytes.length) {
            if (i + Long.BYTES <= bytes.length && ((long) LONGS.get(bytes, i) & HIGH_BITS) == 0) {
                i += Long.BYTES;
            } else if (bytes[i] >= 0) {
                i++;
            } else {
                int length = sequenceLength(bytes, i);
                if (length == 0) {
                    return false;
                }
                i += length;
            }
        }
        return true;
    }

    /** Length of the multi-byte sequence at {@code at}; 0 if it is none (Unicode, table 3-7). */
    private static int sequenceLength(byte[] bytes, int at) {
        int lead = bytes[at] & 0xFF;
        if (lead < 0xC2 || lead > 0xF4) {
            return 0;
        }
        int length = lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
        if (at + length > bytes.length) {
            return 0;
        }
        int second = bytes[at + 1] & 0xFF;
        int least = lead == 0xE0 ? 0xA0 : lead == 0xF0 ? 0x90 : 0x80;
        int most = lead == 0xED ? 0x9F : lead == 0xF4 ? 0x8F : 0xBF;
        if (second < least || second > most) {
            return 0;
        }
        for (int i = at + 2; i < at + length; i++) {
            if ((bytes[i] & 0xC0) != 0x80) {
                return 0;
            }
        }
        return length;
    }

    /**
     * Whether an escape could stand for a surrogate: without one, valid UTF-8 holds no lone
     * surrogate, and no string has to be looked at for it.
     */
    static boolean mayEscapeSurrogates(byte[] bytes) {
        for (int i = 0; i + 2 < bytes.length; i++) {
            if (bytes[i] == '\\' && bytes[i + 1] == 'u' && (bytes[i + 2] | 0x20) == 'd') {
                return true;
            }
        }
        return false;
    }

    /**
     * Whether these characters are standard, padded base64 (RFC 4648, section 4) without anything
     * between.
     */
    static boolean isBase64(char[] chars, int offset, int length) {
        if (length % 4 != 0) {
            return false;
        }
        int end = offset + length;
        if (length > 0 && chars[end - 1] == '=') {
            end -= chars[end - 2] == '=' ? 2 : 1;
        }
        for (int i = offset; i < end; i++) {
            char c = chars[i];
            boolean letter =
                    (c >= 'A' && c <= 'Z')
                            || (c >= 'a' && c <= 'z')
                            || (c >= '0' && c <= '9')
                            || c == '+'
                            || c == '/';
            if (!letter) {
                return false;
            }
        }
        return true;
    }
}
