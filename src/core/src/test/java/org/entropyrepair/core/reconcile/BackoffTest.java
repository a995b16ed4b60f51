package org.entropyrepair.core.reconcile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.entropyrepair.core.reconcile.TestingFailure.of;
import static org.entropyrepair.core.reconcile.TestingFailure.put;
import static org.entropyrepair.core.reconcile.TestingPolicy.EU;
import static org.entropyrepair.core.reconcile.TestingPolicy.SCOPE;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.entropyrepair.core.model.Bytes;
import org.entropyrepair.core.model.Cell;
import org.junit.jupiter.api.Test;

class BackoffTest {
    @Test
    void waitsGrowByTheMultiplierUpToTheCeiling() {
        assertThat(waits(new Policy.Retry(1_000, 2, 10_000, 0, 0, 0), 6))
                .containsExactly(1_000L, 2_000L, 4_000L, 8_000L, 10_000L, 10_000L);
    }

    @Test
    void jitterStaysWithinItsShareAndDoesNotDriftAway() {
        List<Long> waits = waits(new Policy.Retry(1_000, 2, 60_000, 0.2, 0, 0), 200);

        long expected = 1_000;
        for (long wait : waits) {
            assertThat((double) wait).isBetween(expected * 0.8 - 1, expected * 1.2);
            expected = Math.min(60_000, expected * 2);
        }
        assertThat(new HashSet<>(waits.subList(10, 200)).size()).isGreaterThan(100);
    }

    @Test
    void theSameRepairWaitsTheSame() {
        Policy.Retry retry = new Policy.Retry(1_000, 2, 60_000, 0.5, 0, 0);

        assertThat(waits(retry, 20)).isEqualTo(waits(retry, 20));
    }

    @Test
    void repairsOfOneOutageAreSpread() {
        Set<Long> due = new HashSet<>();
        for (int i = 0; i < 100; i++) {
            Cell cell =
                    new Cell(
                            TestingPolicy.NAMESPACE, Bytes.utf8("user:" + i), Bytes.utf8("user:7"));
            TestingEdge edge = edge(new Policy.Retry(10_000, 2, 60_000, 0.2, 0, 0));
            edge.read(of(put(0), EU).cell(cell)).lookAt(3_000);
            edge.step(
                    new Input.Answered(
                            cell,
                            EU,
                            edge.lastWrite().lease(),
                            new Answer(Answer.Kind.UNAVAILABLE, ""),
                            edge.gates()));
            due.add(((Phase.Waiting) edge.repair(cell, EU).phase()).dueMillis());
        }
        assertThat(due).hasSizeGreaterThan(90);
    }

    private static List<Long> waits(Policy.Retry retry, int times) {
        TestingEdge edge = edge(retry).read(of(put(0), EU));
        List<Long> waits = new ArrayList<>();
        long at = 3_000;
        for (int i = 0; i < times; i++) {
            edge.lookAt(at).answer(EU, Answer.Kind.UNAVAILABLE);
            waits.add(edge.due(EU) - at);
            at = edge.due(EU);
        }
        return waits;
    }

    private static TestingEdge edge(Policy.Retry retry) {
        return new TestingEdge(new TestingPolicy().retry(SCOPE, retry));
    }
}
