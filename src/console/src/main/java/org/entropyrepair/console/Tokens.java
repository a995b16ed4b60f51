package org.entropyrepair.console;

import java.security.SecureRandom;
import java.util.Base64;
import java.util.regex.Pattern;

/** The secret that lets changes through. */
public final class Tokens {
    private static final int BYTES = 24;
    private static final Pattern TOKEN = Pattern.compile("[A-Za-z0-9._~-]{16,256}");

    private Tokens() {}

    /** One that nobody can guess. */
    public static String fresh() {
        byte[] bytes = new byte[BYTES];
        new SecureRandom().nextBytes(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    /**
     * The token, if it is one.
     *
     * @throws IllegalArgumentException if it is not; without saying it
     */
    static String check(String token) {
        String stripped = token.strip();
        if (!TOKEN.matcher(stripped).matches()) {
            throw new IllegalArgumentException(
                    "not a token (expected: 16 to 256 letters, digits, '.', '_', '~' or '-')");
        }
        return stripped;
    }
}
