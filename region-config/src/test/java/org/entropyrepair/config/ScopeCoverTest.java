package org.entropyrepair.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.entropyrepair.config.ScopeCover.Kind;
import org.junit.jupiter.api.Test;

/** Against going through every repair there could be, one by one. */
class ScopeCoverTest {
    private static final List<String> REGIONS = List.of("r0", "r1", "r2");
    private static final List<Kind> KINDS =
            List.of(
                    new Kind("g0", "t0", "n0"),
                    new Kind("g0", ScopeCover.OTHER_TYPE, "n0"),
                    new Kind("g0", "t1", "n1"),
                    new Kind("g1", "t0", "n2"),
                    new Kind("g1", ScopeCover.OTHER_TYPE, "n2"));

    @Test
    void reachIsThatOfTryingEveryRepair() {
        long seed = 20260123L;
        Random random = new Random(seed);
        int unreachable = 0;
        for (int round = 0; round < 5000; round++) {
            List<Scope.Match> scopes = new ArrayList<>();
            for (int i = 1 + random.nextInt(5); i > 0; i--) {
                scopes.add(match(random));
            }
            List<ScopeCover.Reach> reaches = new ScopeCover(REGIONS, KINDS).reach(scopes);
            Set<Integer> nothing = new TreeSet<>();
            Set<Integer> notFirst = new TreeSet<>();
            for (int i = 0; i < reaches.size(); i++) {
                if (reaches.get(i).matchesNothing()) {
                    nothing.add(i);
                }
                if (!reaches.get(i).matchesFirst()) {
                    notFirst.add(i);
                }
            }
            Set<Integer> expectedNothing = new TreeSet<>();
            Set<Integer> expectedNotFirst = new TreeSet<>();
            tryAll(scopes, expectedNothing, expectedNotFirst);
            assertThat(nothing).as("seed %d round %d", seed, round).isEqualTo(expectedNothing);
            assertThat(notFirst).as("seed %d round %d", seed, round).isEqualTo(expectedNotFirst);
            unreachable += notFirst.size() - nothing.size();
        }
        assertThat(unreachable).isGreaterThan(500);
    }

    private static void tryAll(
            List<Scope.Match> scopes, Set<Integer> nothing, Set<Integer> notFirst) {
        for (int i = 0; i < scopes.size(); i++) {
            nothing.add(i);
            notFirst.add(i);
        }
        for (Kind kind : KINDS) {
            for (String origin : REGIONS) {
                for (String target : REGIONS) {
                    boolean taken = false;
                    for (int i = 0; i < scopes.size(); i++) {
                        if (matches(scopes.get(i), kind, origin, target)) {
                            nothing.remove(i);
                            if (!taken) {
                                notFirst.remove(i);
                            }
                            taken = true;
                        }
                    }
                }
            }
        }
    }

    private static boolean matches(Scope.Match match, Kind kind, String origin, String target) {
        return match.graphs().contains(kind.graph())
                && match.edgeTypes().contains(kind.type())
                && match.namespaces().contains(kind.namespace())
                && match.origins().contains(origin)
                && match.targets().contains(target);
    }

    private static Scope.Match match(Random random) {
        return new Scope.Match(
                names(random, "g", 2),
                names(random, "t", 2),
                names(random, "n", 3),
                names(random, "r", 3),
                names(random, "r", 3));
    }

    private static Names names(Random random, String prefix, int count) {
        if (random.nextInt(3) > 0) {
            return Names.ALL;
        }
        Set<String> some = new LinkedHashSet<>();
        some.add(prefix + random.nextInt(count));
        some.add(prefix + random.nextInt(count));
        return new Names(false, some);
    }
}
