package org.entropyrepair.quickstart.graph;

/**
 * A node of WordNet: a set of synonymous words.
 *
 * @param id part of speech and offset, such as {@code n00001740}
 * @param words the words, separated by commas
 * @param gloss what they mean
 */
public record Synset(String id, String words, String gloss) {}
