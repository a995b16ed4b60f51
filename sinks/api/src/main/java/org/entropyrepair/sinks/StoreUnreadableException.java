package org.entropyrepair.sinks;

/** A scan could not be brought to its end. */
public final class StoreUnreadableException extends Exception {
    private static final long serialVersionUID = 1L;

    /** With what was seen. */
    public StoreUnreadableException(String message) {
        super(message);
    }

    /** With what was seen and what caused it. */
    public StoreUnreadableException(String message, Throwable cause) {
        super(message, cause);
    }
}
