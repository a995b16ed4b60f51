package org.entropyrepair.flow.repair;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.LongStream;
import org.entropyrepair.core.model.Bytes;
import org.entropyrepair.core.model.Cause;
import org.entropyrepair.core.model.Cell;
import org.entropyrepair.core.model.Failure;
import org.entropyrepair.core.model.Op;
import org.entropyrepair.core.model.Position;
import org.entropyrepair.core.model.RawRecord;
import org.entropyrepair.core.model.Subject;
import org.entropyrepair.core.model.Token;
import org.entropyrepair.core.model.Version;
import org.entropyrepair.core.reconcile.EdgeState;
import org.entropyrepair.core.reconcile.Input;
import org.entropyrepair.core.reconcile.Policy;
import org.junit.jupiter.api.Test;

/**
 * Whatever the stores do, however scopes are paced, revised and restarted: once everything is
 * mended every repair is made, each scope within the time that its own rate allows and whatever the
 * others have before them. No rate is ever exceeded, no permit is lost, and nothing is looked at
 * over and over. Thousands of lives of a task without Flink and without waiting, of which each is
 * told by its seed.
 */
class TargetLivesTest {
    private static final int LIVES = Integer.getInteger("lives", 1_000);
    private static final long FIRST = Long.getLong("seed", 1);

    @Test
    void everythingMendedIsRepairedInTimeAndWithinItsRate() {
        List<String> sad = new ArrayList<>();
        for (long seed : LongStream.range(FIRST, FIRST + LIVES).toArray()) {
            try {
                new Life(seed).live();
            } catch (Exception | AssertionError wrong) {
                sad.add("seed " + seed + ": " + wrong);
            }
        }
        assertThat(sad).as(sad.size() + " of " + LIVES + " lives").isEmpty();
    }

    /** One of them. */
    private static final class Life {
        private static final List<String> REGIONS = List.of("a", "b");
        private static final List<String> TYPES = List.of("t0", "t1", "t2");
        private static final double[] RATES = {0, 0, 0.02, 0.5, 7, 100, 2_000};
        private static final int LEASE_MILLIS = 4_000;
        private static final long SETTLES_MILLIS = 60_000;

        private final long seed;
        private final Random random;
        private final SimulatedTask task;
        private final SimulatedStores stores;
        private final RepairSettings.Limits limits;
        private final Map<String, Double> storeRates = new HashMap<>();
        private final Map<String, Double> rates = new HashMap<>();
        private final List<Failure> reported = new ArrayList<>();
        private Policy policy;
        private SimulatedRepairs repairs;
        private long looksBefore;

        Life(long seed) {
            this.seed = seed;
            random = new Random(seed);
            task = new SimulatedTask(random);
            stores = new SimulatedStores(task, random);
            int most = pick(1, 3, 8, 64);
            limits =
                    new RepairSettings.Limits(
                            most,
                            Math.min(most, pick(1, 2, 8)),
                            pick(1, 2, 5, 40),
                            3_600_000,
                            pick(3, 40, 1_000),
                            0,
                            true,
                            false,
                            true);
            for (String region : REGIONS) {
                storeRates.put(region, random.nextInt(4) == 0 ? pick(5, 40, 700) : 0.0);
                stores.watch(region, "", storeRates.getOrDefault(region, 0.0));
            }
            policy = policy("", false);
            repairs = next(Map.of());
        }

        private int pick(int... of) {
            return of[random.nextInt(of.length)];
        }

        private SimulatedRepairs next(Map<Subject, EdgeState> states) {
            SimulatedRepairs next =
                    new SimulatedRepairs(task, stores, policy, storeRates, limits, states);
            stores.serve(next);
            return next;
        }

        /** Scopes by type of edge; some of them slow, or paused. */
        private Policy policy(String suffix, boolean mayPause) {
            List<Policy.ScopeRule> scopes = new ArrayList<>();
            for (String type : TYPES) {
                double rate = RATES[random.nextInt(RATES.length)];
                String name = type + suffix;
                Policy.Action action =
                        mayPause && random.nextInt(3) == 0
                                ? Policy.Action.PAUSE
                                : Policy.Action.REPAIR;
                scopes.add(
                        new Policy.ScopeRule(
                                name,
                                new Policy.Match(Set.of(type), null, null, null),
                                action,
                                false,
                                new Policy.Retry(50, 2, 2_000, 0.2, 0, 0),
                                rate,
                                true));
                rates.put(type, rate);
                REGIONS.forEach(region -> stores.watch(region, name, rate));
            }
            Policy.NamespaceRule rule = new Policy.NamespaceRule("g", 864_000_000, true);
            return new Policy(
                    Set.of("g"),
                    Set.copyOf(REGIONS),
                    Map.of("n0", rule, "n1", rule),
                    new Policy.Lags(random.nextInt(2) * 300L, Map.of()),
                    scopes,
                    new Policy.ClockRule(1_000, 300_000),
                    Map.of(),
                    600_000,
                    10_000,
                    LEASE_MILLIS,
                    true,
                    Map.of());
        }

        void live() throws Exception {
            int happenings = 2 + random.nextInt(14);
            for (int i = 0; i < happenings; i++) {
                happen();
                pass(random.nextInt(10) == 0 ? 20_000 : 1 + random.nextInt(1_500));
            }
            stores.mend();
            if (random.nextBoolean()) {
                revise();
            } else if (isPaused()) {
                repairs.revise(policy = policy("", false));
            }
            drain();
            assertThat(stores.complaints()).isEmpty();
            assertThat(repairs.dead()).isZero();
            assertThat(repairs.inFlight()).as("in flight").isZero();
            for (Target target : repairs.targets()) {
                assertThat(target.inFlight()).as("in flight at " + target.region).isZero();
            }
            for (Failure failure : reported) {
                if (failure.op() == Op.PUT) {
                    Input.Lease at = new Input.Lease(failure.cell(), failure.target(), 0);
                    String name = SimulatedStores.name(failure.subject(), at);
                    assertThat(stores.hasLanded(name)).as(name).isTrue();
                }
            }
        }

        private boolean isPaused() {
            return policy.scopes().stream().anyMatch(s -> s.action() == Policy.Action.PAUSE);
        }

        private void happen() throws Exception {
            switch (random.nextInt(10)) {
                case 0, 1, 2, 3 -> burst(pick(1, 5, 30, 120));
                case 4, 5, 6 -> stores.mood(region(), pickMood());
                case 7 -> stores.sourcesAway(random.nextBoolean());
                case 8 -> {
                    if (random.nextInt(3) == 0) {
                        Map<Subject, EdgeState> states = repairs.states();
                        looksBefore += repairs.looks();
                        task.forgetAll();
                        repairs = next(states);
                    } else {
                        repairs.watermark();
                    }
                }
                default -> {
                    if (random.nextInt(3) == 0) {
                        revise();
                        policy = policy("", true);
                        repairs.revise(policy);
                    }
                }
            }
        }

        private void revise() {
            policy = policy(random.nextBoolean() ? "" : "-renamed", false);
            repairs.revise(policy);
        }

        private SimulatedStores.Mood pickMood() {
            SimulatedStores.Mood[] moods = SimulatedStores.Mood.values();
            return random.nextInt(3) == 0
                    ? SimulatedStores.Mood.WELL
                    : moods[random.nextInt(moods.length)];
        }

        private String region() {
            return REGIONS.get(random.nextInt(REGIONS.size()));
        }

        private void burst(int size) throws Exception {
            int copies = random.nextInt(3) == 0 ? 2 : 20;
            for (int i = 0; i < size; i++) {
                String type = TYPES.get(random.nextInt(TYPES.size()));
                int n = random.nextInt(150);
                Subject edge = new Subject.Edge("g", type, "s" + n, "t" + n);
                String namespace = "n" + random.nextInt(2);
                Failure failure = failure(edge, namespace, region(), random.nextInt(copies) == 0);
                reported.add(failure);
                repairs.arrives(failure);
            }
        }

        private Failure failure(Subject edge, String namespace, String target, boolean copy) {
            long now = task.clockMillis();
            Cell cell = new Cell(namespace, Bytes.utf8("id"), Bytes.utf8("key"));
            Token token = new Token(now * 1_000, now, 1);
            return new Failure(
                    edge,
                    copy ? Op.COPY : Op.PUT,
                    cell,
                    copy ? null : Version.put(token),
                    "a",
                    target,
                    now,
                    new Cause(Cause.Kind.UNAVAILABLE, "simulated"),
                    0,
                    0,
                    new RawRecord(
                            "a/failures",
                            new Position("failures", 0, reported.size()),
                            now,
                            null,
                            null,
                            RawRecord.Headers.NONE));
        }

        /** Passes time; whatever is of no use then must not be much. */
        private void pass(long millis) throws Exception {
            long mails = task.mailsRun();
            long looks = looks();
            long writes = stores.writes();
            long began = task.elapsedMillis();
            task.run(began + millis);
            long seconds = (task.elapsedMillis() - began) / 1_000 + 1;
            long useful = stores.writes() - writes;
            long turns = task.mailsRun() - mails;
            if (turns > 300 + 60 * seconds + 20 * useful + looks() - looks) {
                fail("turns: " + turns + " in " + seconds + " s, " + useful + " writes");
            }
        }

        private long looks() {
            return looksBefore + repairs.looks();
        }

        /** Until nothing is left; each scope at each target has its own time for it. */
        private void drain() throws Exception {
            Map<String, Long> timesMillis = new HashMap<>();
            Map<String, Integer> left = left();
            long began = task.elapsedMillis();
            long last = 0;
            for (String region : REGIONS) {
                int here =
                        left.entrySet().stream()
                                .filter(e -> e.getKey().startsWith(region))
                                .mapToInt(Map.Entry::getValue)
                                .sum();
                for (String type : TYPES) {
                    int own = left.getOrDefault(region + "/" + type, 0);
                    double millis = 0;
                    if (rates.getOrDefault(type, 0.0) > 0) {
                        millis += (own + 1) * 1_000 / rates.getOrDefault(type, 0.0);
                    }
                    if (storeRates.getOrDefault(region, 0.0) > 0) {
                        millis += (here + 1) * 1_000 / storeRates.getOrDefault(region, 0.0);
                    }
                    long time = SETTLES_MILLIS + (long) (1.3 * millis);
                    timesMillis.put(region + "/" + type, time);
                    last = Math.max(last, time);
                }
            }
            long looks = looks();
            long writes = stores.writes();
            while (!repairs.states().isEmpty()) {
                pass(10_000);
                long passed = task.elapsedMillis() - began;
                left().forEach(
                                (lane, count) -> {
                                    long time = timesMillis.getOrDefault(lane, 0L);
                                    if (passed > time) {
                                        fail(
                                                lane
                                                        + ": "
                                                        + count
                                                        + " left after "
                                                        + passed
                                                        + " ms (expected: none after "
                                                        + time
                                                        + ") of "
                                                        + left);
                                    }
                                });
            }
            long seconds = (task.elapsedMillis() - began) / 1_000;
            long wrote = stores.writes() - writes;
            long looked = looks() - looks;
            if (looked > 3_000 + 30 * wrote + 25 * seconds) {
                fail("looks: " + looked + " for " + wrote + " writes in " + seconds + " s");
            }
        }

        private Map<String, Integer> left() {
            Map<String, Integer> left = new HashMap<>();
            repairs.states()
                    .forEach(
                            (edge, state) ->
                                    state.cells()
                                            .forEach(
                                                    cell ->
                                                            cell.repairs()
                                                                    .forEach(
                                                                            repair ->
                                                                                    left.merge(
                                                                                            repair
                                                                                                            .target()
                                                                                                    + "/"
                                                                                                    + edge
                                                                                                            .type(),
                                                                                            1,
                                                                                            Integer
                                                                                                    ::sum))));
            return left;
        }

        @Override
        public String toString() {
            return "Life[" + seed + "]";
        }
    }
}
