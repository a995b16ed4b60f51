package org.entropyrepair.quickstart.service;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.entropyrepair.core.model.Cause;
import org.entropyrepair.core.model.DeathReason;
import org.entropyrepair.core.model.Op;
import org.entropyrepair.core.model.Subject;
import org.entropyrepair.core.model.Token;
import org.entropyrepair.quickstart.TestingStore;
import org.entropyrepair.quickstart.faults.FaultPlan;
import org.entropyrepair.quickstart.graph.PointerType;
import org.entropyrepair.quickstart.graph.Synset;
import org.entropyrepair.quickstart.graph.WordNet;
import org.entropyrepair.quickstart.judge.Contents;
import org.entropyrepair.quickstart.judge.Judge;
import org.entropyrepair.quickstart.judge.LogJudge;
import org.entropyrepair.quickstart.judge.Verdict;
import org.entropyrepair.quickstart.judge.WriteLog;
import org.entropyrepair.quickstart.service.FailureRecords.Failed;
import org.entropyrepair.sinks.Store;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GraphServiceTest {
    private static final long SEED = 11;
    private static final List<String> REGIONS = List.of("a", "b", "c");

    @TempDir Path folder;

    @Test
    void tearsTheGraphAndReportsAllThatIsNeededToHealIt() throws Exception {
        Map<String, Store> stores = new LinkedHashMap<>();
        REGIONS.forEach(region -> stores.put(region, new TestingStore()));
        List<Failed> failures = Collections.synchronizedList(new ArrayList<>());
        try (WriteLog log = new WriteLog(folder.resolve("log"));
                GraphService service =
                        new GraphService(
                                stores,
                                log::append,
                                new FaultPlan(SEED, REGIONS.size(), 120),
                                failures::add,
                                tokens(),
                                1_024,
                                SEED)) {
            Script script = script(1_500);
            while (script.hasNext()) {
                service.write(script.next());
            }
            assertThat(service.drain(30_000)).isTrue();

            Map<String, Contents> regions = new LinkedHashMap<>();
            stores.forEach((region, store) -> regions.put(region, Contents.of(store)));
            Judge judge =
                    new LogJudge(log, Namespaces.all(List.of(PointerType.HYPERNYM)), regions, true);
            long after = service.lastShortExpiryMicros() + 1;
            assertThat(after).isGreaterThan(1);
            Verdict torn = judge.judge(after);
            assertThat(torn.divergent()).as("seed %d", SEED).isGreaterThan(100);

            List<Failed> toRepair =
                    new ArrayList<>(failures.stream().filter(f -> f.provoked() == null).toList());
            Collections.shuffle(toRepair, new Random(SEED));
            for (Failed failed : toRepair) {
                Store target = requireNonNull(stores.get(failed.target()));
                target.apply(failed.write().mutation(failed.token()));
            }
            assertThat(judge.judge(after).examples()).as("seed %d", SEED).isEmpty();
        }
        everyKindOfTroubleIsAmong(failures);
    }

    private static void everyKindOfTroubleIsAmong(List<Failed> failures) {
        Set<Cause.Kind> causes =
                failures.stream().map(f -> f.cause().kind()).collect(Collectors.toSet());
        assertThat(causes)
                .containsExactlyInAnyOrder(
                        Cause.Kind.TIMEOUT,
                        Cause.Kind.PARTIAL,
                        Cause.Kind.THROTTLED,
                        Cause.Kind.UNAVAILABLE,
                        Cause.Kind.OTHER);
        assertThat(failures.stream().map(f -> f.write().op()).collect(Collectors.toSet()))
                .containsExactlyInAnyOrder(Op.PUT, Op.DELETE, Op.DELETE_RECORD);
        assertThat(
                        failures.stream()
                                .map(Failed::provoked)
                                .filter(reason -> reason != null)
                                .collect(Collectors.toSet()))
                .isEqualTo(EnumSet.of(DeathReason.CLOCK_DRIFT, DeathReason.TOMBSTONE_WINDOW));
        assertThat(failures.stream().map(Failed::origin).collect(Collectors.toSet()))
                .containsAll(REGIONS);
        assertThat(failures.size())
                .as("duplicates")
                .isGreaterThan(
                        (int)
                                failures.stream()
                                        .map(f -> List.of(f.write().cell(), f.token(), f.target()))
                                        .distinct()
                                        .count());
    }

    @Test
    void theSameSeedMakesTheSameScript() {
        assertThat(all(script(300))).isEqualTo(all(script(300)));
    }

    @Test
    void everyEdgeIsInsertedAndSomeAreWrittenAgain() {
        Script script = script(300);
        List<GraphWrite> writes = all(script);

        assertThat(script.inserted()).isEqualTo(300);
        assertThat(writes.stream().map(GraphWrite::subject).filter(s -> s instanceof Subject.Edge))
                .hasSizeGreaterThan(350);
        assertThat(script.again().cells()).isNotEmpty();
    }

    @Test
    void plainPutsMeetInOneMicrosecondOnlyWhereTheyMay() {
        assertThat(tiesOfPuts(all(script(3_000)))).isPositive();
        assertThat(tiesOfPuts(all(script(3_000, false)))).isZero();
    }

    private static long tiesOfPuts(List<GraphWrite> writes) {
        return IntStream.range(0, writes.size() - 1)
                .filter(
                        i ->
                                writes.get(i).contested()
                                        && isPlainPut(writes.get(i))
                                        && isPlainPut(writes.get(i + 1)))
                .count();
    }

    private static boolean isPlainPut(GraphWrite write) {
        return write.cells().stream().allMatch(c -> c.op() == Op.PUT && c.ttlSeconds() == 0);
    }

    private static List<GraphWrite> all(Script script) {
        List<GraphWrite> all = new ArrayList<>();
        script.forEachRemaining(all::add);
        return all;
    }

    private static Script script(int edges) {
        return script(edges, true);
    }

    private static Script script(int edges, boolean tiesOfPuts) {
        List<Subject.Edge> made = new ArrayList<>();
        List<Synset> synsets = new ArrayList<>();
        for (int i = 0; i < edges; i++) {
            String target = "n" + (i * 7 % edges) + "#1";
            made.add(new Subject.Edge(WordNet.GRAPH, "hypernym", "n" + i, target));
            synsets.add(new Synset("n" + i, "word" + i, "gloss " + i));
        }
        return new Script(new WordNet(synsets, made, edges), made, tiesOfPuts, SEED);
    }

    private static Supplier<Token> tokens() {
        Random nonces = new Random(SEED);
        long[] last = {0};
        return () -> {
            last[0] = Math.max(last[0] + 1, System.currentTimeMillis() * 1_000);
            return new Token(last[0], nonces.nextLong(), nonces.nextLong());
        };
    }
}
