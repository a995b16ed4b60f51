package org.entropyrepair.cli.frame;

import java.util.List;

/** Ends a command with exit code 1; its lines, all that is to be said, go to standard error. */
public final class Failed extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** Says one line. */
    public Failed(String line) {
        super(line);
    }

    /** Says several, such as all problems of a file. */
    public Failed(List<?> lines) {
        super(String.join("\n", lines.stream().map(Object::toString).toList()));
    }

    /** Says one line because of another failure, whose own trace is of no use to people. */
    public Failed(String line, Throwable cause) {
        super(line, cause);
    }
}
