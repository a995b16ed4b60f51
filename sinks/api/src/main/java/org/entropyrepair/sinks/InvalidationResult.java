package org.entropyrepair.sinks;

/** How an invalidation ended. Every end is a value: a cache never throws for what it may do. */
public sealed interface InvalidationResult {
    /** What it held of the cell before, if anything, is gone, wherever it held it. */
    record Invalidated() implements InvalidationResult {}

    /**
     * It may still hold an old value.
     *
     * @param message what was seen; says no key and no value
     */
    record NotInvalidated(String message) implements InvalidationResult {}
}
