package org.entropyrepair.quickstart.replay;

import java.util.List;

/** What a user gave cannot be replayed; the lines say where and why, as users read them. */
public final class RefusedException extends Exception {
    private static final long serialVersionUID = 1L;

    /** Refused for one reason. */
    RefusedException(String line) {
        super(line);
    }

    /** Refused for all of these. */
    RefusedException(List<?> lines) {
        super(String.join("\n", lines.stream().map(String::valueOf).toList()));
    }
}
