package org.entropyrepair.flow.state;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.entropyrepair.core.model.Bytes;
import org.entropyrepair.core.model.Cell;
import org.entropyrepair.core.model.RepairState;
import org.entropyrepair.core.model.Token;
import org.entropyrepair.core.model.Version;
import org.entropyrepair.core.reconcile.Answer;
import org.entropyrepair.core.reconcile.Candidate;
import org.entropyrepair.core.reconcile.CellState;
import org.entropyrepair.core.reconcile.EdgeState;
import org.entropyrepair.core.reconcile.Phase;
import org.entropyrepair.core.reconcile.Repair;
import org.junit.jupiter.api.Test;

/** The control part of a repair takes at most 150 bytes beyond names, cell and payload. */
class EdgeStateSizeTest {
    private static final int CONTROL_BYTES_MAX = 150;
    private static final Cell CELL =
            new Cell("social.follows.forward", Bytes.utf8("user:42"), Bytes.utf8("user:7"));
    private static final long NOW = 1769040000123L;

    @Test
    void aRepairWithOneVersionIsFarBelowTheLimit() throws IOException {
        assertThat(controlBytes(1, 1)).isLessThanOrEqualTo(90);
    }

    @Test
    void aRepairWithThreeVersionsOfItsOwnIsBelowTheLimit() throws IOException {
        assertThat(controlBytes(1, 3)).isLessThanOrEqualTo(CONTROL_BYTES_MAX);
    }

    @Test
    void targetsShareTheirVersions() throws IOException {
        assertThat(controlBytes(3, Repair.CANDIDATES_MAX)).isLessThanOrEqualTo(100);
    }

    /** Bytes per repair, without what names the cell and the regions. */
    private static int controlBytes(int targets, int versions) throws IOException {
        List<Candidate> candidates = new ArrayList<>();
        for (int i = 0; i < versions; i++) {
            Token token = new Token(NOW * 1000 + i, -1L - i, Long.MIN_VALUE);
            candidates.add(
                    new Candidate(Version.expiringPut(token, 864_000), 300 + i, NOW + 700, 3));
        }
        List<Repair> repairs = new ArrayList<>();
        for (int i = 0; i < targets; i++) {
            repairs.add(repair("region-" + i, candidates));
        }
        EdgeState state = new EdgeState(1_000, List.of(new CellState(CELL, repairs)));
        EdgeState names = new EdgeState(1_000, List.of(new CellState(CELL, List.of())));
        int nameBytes = ("region-0".length() + 1) * (targets + 1);
        return (size(state) - size(names) - nameBytes) / targets;
    }

    /** Every field there, every number as long as it gets in a year of trouble. */
    private static Repair repair(String target, List<Candidate> candidates) {
        return new Repair(
                target,
                "home-reg",
                candidates,
                new Phase.InFlight(100_000, NOW + 30_000, 300, true),
                100_000,
                300_000,
                100_000,
                NOW,
                NOW + 31_536_000_000L,
                RepairState.BACKING_OFF,
                100_000,
                true,
                Answer.Kind.UNKNOWN);
    }

    private static int size(EdgeState state) throws IOException {
        DataOutputSerializer out = new DataOutputSerializer(256);
        EdgeStateSerializer.INSTANCE.serialize(state, out);
        return out.length();
    }
}
