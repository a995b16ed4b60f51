package org.entropyrepair.flow.repair;

import java.util.ArrayList;
import java.util.List;
import org.entropyrepair.core.model.Token;
import org.entropyrepair.core.model.Version;
import org.entropyrepair.core.reconcile.Candidate;
import org.entropyrepair.core.reconcile.CellState;
import org.entropyrepair.core.reconcile.EdgeState;
import org.entropyrepair.core.reconcile.Phase;
import org.entropyrepair.core.reconcile.Repair;

/** States of edges for tests that do not care how an edge gets there. */
final class States {
    private States() {}

    static EdgeState parkedFor(String... targets) {
        List<Repair> repairs = new ArrayList<>();
        for (String target : targets) {
            repairs.add(repair(target, 1, new Phase.Parked(Phase.Why.TARGET, 1)));
        }
        return new EdgeState(0, List.of(new CellState(Failures.cell(1), repairs)));
    }

    static EdgeState held(int nextPayload, long which) {
        return in(nextPayload, which, new Phase.Holding(which, which + 1));
    }

    /** With one repair, which stands there. */
    static EdgeState in(Phase phase) {
        return in(0, 1, phase);
    }

    private static EdgeState in(int nextPayload, long which, Phase phase) {
        Repair repair = repair("eu", which, phase);
        return new EdgeState(
                nextPayload, List.of(new CellState(Failures.cell(1), List.of(repair))));
    }

    static Repair repair(String target, long which, Phase phase) {
        Version version = Version.put(new Token(which, 0, 1));
        return new Repair(
                target,
                "us",
                List.of(new Candidate(version, 0, which, 0)),
                phase,
                0,
                0,
                7,
                which,
                which,
                null,
                0,
                false,
                null);
    }
}
