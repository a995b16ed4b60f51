package org.entropyrepair.sinks.rocksdb;

/** The database cannot be opened now; the message says why and what was expected. */
final class EngineUnavailableException extends Exception {
    private static final long serialVersionUID = 1L;

    EngineUnavailableException(String message, Throwable cause) {
        super(message, cause);
    }
}
