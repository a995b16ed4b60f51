package org.entropyrepair.config.yaml;

/**
 * Something wrong with a document, in the form {@code file:line path: value (expected: rule)}.
 *
 * @param file name of the file, as it was given to the reader
 * @param line line, counted from 1
 * @param path where in the document, such as {@code regions.us-east-1.failures[0].topic}; {@code
 *     document} for all of it
 * @param found what is there, in words; never a secret
 * @param expected the rule
 */
public record Problem(String file, int line, String path, String found, String expected) {
    /** One line for a person. */
    @Override
    public String toString() {
        return file + ":" + line + " " + path + ": " + found + " (expected: " + expected + ")";
    }
}
