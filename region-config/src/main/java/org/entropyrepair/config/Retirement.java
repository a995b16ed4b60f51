package org.entropyrepair.config;

/** How repairs of the store of a retired region end. */
public enum Retirement implements Word {
    /** On purpose, each with an outcome. */
    DISCARD("discard"),
    /** As dead letters, which can be redriven. */
    DEAD_LETTER("dead-letter");

    private final String word;

    Retirement(String word) {
        this.word = word;
    }

    @Override
    public String word() {
        return word;
    }
}
