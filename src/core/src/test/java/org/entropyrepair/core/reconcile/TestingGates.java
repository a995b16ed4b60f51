package org.entropyrepair.core.reconcile;

import java.util.Map;

/**
 * Gates as a test has set them; open where it has not.
 *
 * @param byTarget what writes meet
 * @param doubtful whether no target has answered since it failed last
 */
record TestingGates(Map<String, Gates.Gate> byTarget, boolean doubtful) implements Gates {
    static final String TROUBLE = "table: none (expected: one)";

    @Override
    public Gate at(String target, String scope, String namespace) {
        return byTarget.getOrDefault(target, Gate.OPEN);
    }

    @Override
    public Fault fault(String target, String namespace) {
        return switch (at(target, "", namespace)) {
            case PARKED -> Fault.TARGET;
            case NAMESPACE_PARKED -> Fault.NAMESPACE;
            case OPEN, FULL, OVERFULL -> doubtful ? Fault.DOUBT : Fault.REPAIR;
        };
    }

    @Override
    public String trouble(String target, String namespace) {
        return TROUBLE;
    }
}
