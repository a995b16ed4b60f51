package org.entropyrepair.quickstart.hosts;

import java.util.List;
import java.util.stream.Stream;
import org.entropyrepair.quickstart.graph.PointerType;
import org.jspecify.annotations.Nullable;

/** The kinds of stores that the regions may have, and what the quickstart does with each. */
public enum StoreKind {
    /** Embedded in this JVM. */
    ROCKSDB("rocksdb", 20_000, true),
    /** A cluster of one Apache Cassandra node per region, and one more that nothing befalls. */
    CASSANDRA("cassandra", 2_000, false),
    /** DynamoDB Local, one per region. */
    DYNAMODB("dynamodb", 500, true);

    private final String kind;
    private final int edgesDefault;
    private final boolean ordersNonces;

    StoreKind(String kind, int edgesDefault, boolean ordersNonces) {
        this.kind = kind;
        this.edgesDefault = edgesDefault;
        this.ordersNonces = ordersNonces;
    }

    /** The kind of that name; null if there is none. */
    public static @Nullable StoreKind named(String kind) {
        return Stream.of(values()).filter(one -> one.kind.equals(kind)).findFirst().orElse(null);
    }

    /** Its name in a region config. */
    public String kind() {
        return kind;
    }

    /** How many edges make a run of about a minute or two. */
    public int edgesDefault() {
        return edgesDefault;
    }

    /** How many cells the graph service may have on their way to all regions together. */
    public int cellsInFlightMax() {
        return this == ROCKSDB ? 1_024 : 256;
    }

    /**
     * Whether of two plain puts of one microsecond the store takes the one with the larger nonce
     * (design §3). Cassandra's plain layout has no nonce: Cassandra takes the larger value there,
     * column by column, and may never see the one which merging left out.
     */
    public boolean ordersNonces() {
        return ordersNonces;
    }

    /** What the regions are made of, in words. */
    public String servers() {
        return switch (this) {
            case ROCKSDB -> "embedded RocksDB stores";
            case CASSANDRA -> "a Cassandra cluster each, and one to compare them with";
            case DYNAMODB -> "a DynamoDB Local each";
        };
    }

    /** What the regions are compared with in the end, in words. */
    public String truth() {
        return this == CASSANDRA
                ? "what the undisturbed cluster holds"
                : "what last write wins must give";
    }

    /**
     * The edge types that are written, three tables each. Of a server's start-up making many tables
     * would be the longest part, so there are the most frequent types only.
     */
    public List<PointerType> edgeTypes() {
        return this == ROCKSDB
                ? List.of(PointerType.values())
                : List.of(
                        PointerType.HYPERNYM,
                        PointerType.HYPONYM,
                        PointerType.DERIVATION,
                        PointerType.SIMILAR_TO,
                        PointerType.MEMBER_HOLONYM,
                        PointerType.MEMBER_MERONYM);
    }
}
