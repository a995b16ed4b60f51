package org.entropyrepair.core.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.entropyrepair.core.model.Cell;
import org.entropyrepair.core.model.Version;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * The reconciler against a reference model: random histories of random graph writes, with
 * everything going wrong that may. The laws are checked after each step; in the end every region
 * holds what last-write-wins gives, computed from the writes alone.
 *
 * <p>A failure names its history; {@code replay} runs that one alone.
 */
class HistoriesTest {
    private static final long FIRST_SEED = 1_000_000;

    @Test
    void twentyThousandHistoriesKeepTheLaws() {
        run(FIRST_SEED, 20_000);
    }

    @Test
    @Tag("slow")
    void aHundredThousandHistoriesKeepTheLaws() {
        run(2 * FIRST_SEED, 100_000);
    }

    @Test
    void aHistoryRunsTheSameEachTime() {
        for (long seed = 0; seed < 50; seed++) {
            History history = History.of(seed);
            assertThat(held(history, new HistoryRun(history, seed).live()))
                    .isEqualTo(held(history, new HistoryRun(history, seed).live()));
        }
    }

    private static void run(long firstSeed, int histories) {
        for (long seed = firstSeed; seed < firstSeed + histories; seed++) {
            try {
                replay(seed);
            } catch (AssertionError | RuntimeException broken) {
                throw new AssertionError("history " + seed + ": " + broken.getMessage(), broken);
            }
        }
    }

    /** Lives through a history once; some of them in two more orders, which must end the same. */
    private static void replay(long seed) {
        History history = History.of(seed);
        Map<String, Map<Cell, Version>> end = live(history, seed);
        if (history.isExact() && seed % 4 == 0) {
            for (int i = 1; i <= 2; i++) {
                assertThat(live(history, seed * 31 + i))
                        .as("the same end in any order")
                        .isEqualTo(end);
            }
        }
    }

    private static Map<String, Map<Cell, Version>> live(History history, long seed) {
        HistoryRun run = new HistoryRun(history, seed);
        Map<String, LastWriteStore> stores = run.live();
        TestingOperator operator = run.operator();
        Laws.require(operator.isSettled(), "nothing is pending in the end", operator.state());
        for (String region : history.regions()) {
            for (Cell cell : history.cells()) {
                Version held = stores.getOrDefault(region, new LastWriteStore()).held(cell);
                if (history.isExact()) {
                    Version winner = LastWriteStore.winner(sound(history, cell));
                    assertThat(held).as("winner of %s in %s", cell, region).isEqualTo(winner);
                } else {
                    withinBounds(history, region, cell, held, operator.ended);
                }
            }
        }
        return held(history, stores);
    }

    /** Everything written to a cell, but for what every store refuses. */
    private static List<Version> sound(History history, Cell cell) {
        List<Version> versions = new ArrayList<>();
        for (History.GraphWrite write : history.writes()) {
            if (write.cell().equals(cell) && !write.poisoned()) {
                versions.add(write.version());
            }
        }
        return versions;
    }

    /**
     * Where versions may end unwritten: nothing older than the best of those which did not, nothing
     * that nobody wrote.
     */
    private static void withinBounds(
            History history,
            String region,
            Cell cell,
            @Nullable Version held,
            Map<Debts.Place, Set<Version>> ended) {
        List<Version> all = sound(history, cell);
        Set<Version> gone = ended.getOrDefault(new Debts.Place(cell, region), Set.of());
        List<Version> due = new ArrayList<>(all);
        int place = history.regions().indexOf(region);
        due.removeIf(
                version -> gone.contains(version) && !hasLanded(history, cell, version, place));
        Version least = LastWriteStore.winner(due);
        if (held == null) {
            assertThat(least).as("held in %s", region).isNull();
        } else {
            assertThat(all).as("held in %s", region).contains(held);
            assertThat(least == null ? 0 : LastWriteStore.order(held, least))
                    .as("%s in %s, at least %s", held, region, least)
                    .isNotNegative();
        }
    }

    private static boolean hasLanded(History history, Cell cell, Version version, int region) {
        return history.writes().stream()
                .anyMatch(
                        write ->
                                write.cell().equals(cell)
                                        && write.version().equals(version)
                                        && write.landings().get(region) != History.Landing.MISSED);
    }

    private static Map<String, Map<Cell, Version>> held(
            History history, Map<String, LastWriteStore> stores) {
        Map<String, Map<Cell, Version>> held = new HashMap<>();
        stores.forEach(
                (region, store) -> {
                    Map<Cell, Version> cells = new HashMap<>();
                    for (Cell cell : history.cells()) {
                        Version version = store.held(cell);
                        if (version != null) {
                            cells.put(cell, version);
                        }
                    }
                    held.put(region, cells);
                });
        return held;
    }
}
