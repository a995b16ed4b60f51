package org.entropyrepair.quickstart.graph;

import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The types of WordNet's pointers, which are the edge types of the quickstart's graph. Symbols and
 * names are those of WordNet's manual page {@code wninput(5WN)}, "pointer symbols".
 */
public enum PointerType {
    /** Opposite in meaning; lexical. */
    ANTONYM("!", "antonym"),
    /** The more general term. */
    HYPERNYM("@", "hypernym"),
    /** The class of which this is an instance. */
    INSTANCE_HYPERNYM("@i", "instance-hypernym"),
    /** The more special term. */
    HYPONYM("~", "hyponym"),
    /** An instance of this class. */
    INSTANCE_HYPONYM("~i", "instance-hyponym"),
    /** The group of which this is a member. */
    MEMBER_HOLONYM("#m", "member-holonym"),
    /** What is made of this substance. */
    SUBSTANCE_HOLONYM("#s", "substance-holonym"),
    /** The whole of which this is a part. */
    PART_HOLONYM("#p", "part-holonym"),
    /** A member of this group. */
    MEMBER_MERONYM("%m", "member-meronym"),
    /** A substance of which this is made. */
    SUBSTANCE_MERONYM("%s", "substance-meronym"),
    /** A part of this whole. */
    PART_MERONYM("%p", "part-meronym"),
    /** A noun for which an adjective expresses a value, and the reverse. */
    ATTRIBUTE("=", "attribute"),
    /** A word of the same root; lexical. */
    DERIVATION("+", "derivation"),
    /** A verb which this verb entails. */
    ENTAILMENT("*", "entailment"),
    /** A verb which this verb causes. */
    CAUSE(">", "cause"),
    /** Related, without a more exact word for it. */
    ALSO_SEE("^", "also-see"),
    /** A verb of similar meaning. */
    VERB_GROUP("$", "verb-group"),
    /** An adjective of similar meaning. */
    SIMILAR_TO("&", "similar-to"),
    /** The verb of which this adjective is a participle; lexical. */
    PARTICIPLE("<", "participle"),
    /** The noun an adjective pertains to, or the adjective an adverb comes from; lexical. */
    PERTAINYM("\\", "pertainym"),
    /** The topic to which this belongs. */
    TOPIC(";c", "topic"),
    /** Something which belongs to this topic. */
    TOPIC_MEMBER("-c", "topic-member"),
    /** The region to which this belongs. */
    REGION(";r", "region"),
    /** Something which belongs to this region. */
    REGION_MEMBER("-r", "region-member"),
    /** The usage to which this belongs. */
    USAGE(";u", "usage"),
    /** Something which belongs to this usage. */
    USAGE_MEMBER("-u", "usage-member");

    private static final Map<String, PointerType> BY_SYMBOL =
            Stream.of(values()).collect(Collectors.toMap(PointerType::symbol, type -> type));

    private final String symbol;
    private final String edgeType;

    PointerType(String symbol, String edgeType) {
        this.symbol = symbol;
        this.edgeType = edgeType;
    }

    /** The symbol in WordNet's data files. */
    public String symbol() {
        return symbol;
    }

    /** The edge type in the quickstart's graph. */
    public String edgeType() {
        return edgeType;
    }

    /**
     * The type of a symbol.
     *
     * @throws IllegalArgumentException if WordNet has none such
     */
    public static PointerType ofSymbol(String symbol) {
        PointerType type = BY_SYMBOL.get(symbol);
        if (type == null) {
            throw new IllegalArgumentException(
                    "pointer: " + symbol + " (expected: one of " + BY_SYMBOL.keySet() + ")");
        }
        return type;
    }
}
