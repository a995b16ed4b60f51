package org.entropyrepair.flow.state;

/**
 * The names of states which are known outside of the operator that keeps them. None ever changes.
 */
public final class StateNames {
    /** What is pending of an edge, without payloads; of the repair operator. */
    public static final String EDGE_CONTROL = "edge-control";

    private StateNames() {}
}
