package org.entropyrepair.core.wire;

/** Text as the wire carries it: well-formed, on one line, no longer than allowed. */
final class Text {
    /** Most bytes of UTF-8 that a message or a header holds. */
    static final int BYTES_MAX = 4096;

    private static final int EXCERPT_CHARS_MAX = 80;

    private Text() {}

    /** Whether {@code text} has no lone surrogate, so that it can be written as UTF-8. */
    static boolean isWellFormed(CharSequence text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (Character.isSurrogate(c)) {
                boolean paired =
                        Character.isHighSurrogate(c)
                                && i + 1 < text.length()
                                && Character.isLowSurrogate(text.charAt(i + 1));
                if (!paired) {
                    return false;
                }
                i++;
            }
        }
        return true;
    }

    /** {@code text} with line ends and other controls as spaces, lone surrogates as {@code ?}. */
    static String oneLine(String text) {
        if (isPrintable(text) && isWellFormed(text)) {
            return text;
        }
        StringBuilder line = new StringBuilder(text.length());
        text.codePoints()
                .forEach(
                        c -> {
                            boolean lone = c >= Character.MIN_SURROGATE && c <= 0xDFFF;
                            line.appendCodePoint(lone ? '?' : isUnprintable(c) ? ' ' : c);
                        });
        return line.toString();
    }

    private static boolean isPrintable(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (isUnprintable(text.charAt(i))) {
                return false;
            }
        }
        return true;
    }

    private static boolean isUnprintable(int c) {
        return Character.isISOControl(c) || c == 0x2028 || c == 0x2029;
    }

    /** As much of the front of well-formed {@code text} as fits into {@code bytesMax} of UTF-8. */
    static String cut(String text, int bytesMax) {
        if (text.length() <= bytesMax / 3) {
            return text;
        }
        int bytes = 0;
        for (int i = 0; i < text.length(); ) {
            int c = text.codePointAt(i);
            bytes += c < 0x80 ? 1 : c < 0x800 ? 2 : c < 0x10000 ? 3 : 4;
            if (bytes > bytesMax) {
                return text.substring(0, i);
            }
            i += Character.charCount(c);
        }
        return text;
    }

    /** {@code text} in quotation marks, its tail left out where it is long; for messages. */
    static String excerpt(String text) {
        if (text.length() <= EXCERPT_CHARS_MAX) {
            return '"' + text + '"';
        }
        return '"'
                + text.substring(0, EXCERPT_CHARS_MAX)
                + "\"… ("
                + text.length()
                + " characters)";
    }
}
