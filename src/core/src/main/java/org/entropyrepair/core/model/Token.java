package org.entropyrepair.core.model;

import java.util.HexFormat;

/**
 * The idempotency token of the original graph write, which also names that write. One token for all
 * its cells, regions and retries; it travels unchanged and is never re-stamped.
 *
 * <p>The natural order is that of tokens alone; versions of a cell are ordered by {@link Version}.
 *
 * @param generatedAtMicros microseconds since 1970
 * @param nonceHigh first 64 bits of the nonce
 * @param nonceLow last 64 bits of the nonce
 */
public record Token(long generatedAtMicros, long nonceHigh, long nonceLow)
        implements Comparable<Token> {
    /** Length of a nonce in hexadecimal digits. */
    public static final int NONCE_DIGITS = 32;

    /**
     * A token from its written form.
     *
     * @param nonce 32 lower-case hexadecimal digits
     * @throws IllegalArgumentException if the nonce is anything else
     */
    public static Token of(long generatedAtMicros, String nonce) {
        if (nonce.length() != NONCE_DIGITS || !isLowerHex(nonce)) {
            throw new IllegalArgumentException(
                    "nonce: " + nonce + " (expected: 32 lower-case hexadecimal digits)");
        }
        return new Token(
                generatedAtMicros,
                HexFormat.fromHexDigitsToLong(nonce, 0, 16),
                HexFormat.fromHexDigitsToLong(nonce, 16, 32));
    }

    private static boolean isLowerHex(String digits) {
        for (int i = 0; i < digits.length(); i++) {
            char c = digits.charAt(i);
            if (!(c >= '0' && c <= '9' || c >= 'a' && c <= 'f')) {
                return false;
            }
        }
        return true;
    }

    /** The nonce as 32 lower-case hexadecimal digits. */
    public String nonce() {
        HexFormat hex = HexFormat.of();
        return hex.toHexDigits(nonceHigh) + hex.toHexDigits(nonceLow);
    }

    /** Order of the nonces alone, as unsigned bytes. */
    public int compareNonce(Token other) {
        int high = Long.compareUnsigned(nonceHigh, other.nonceHigh);
        return high != 0 ? high : Long.compareUnsigned(nonceLow, other.nonceLow);
    }

    @Override
    public int compareTo(Token other) {
        int time = Long.compare(generatedAtMicros, other.generatedAtMicros);
        return time != 0 ? time : compareNonce(other);
    }

    @Override
    public String toString() {
        return generatedAtMicros + "/" + nonce();
    }
}
