package org.entropyrepair.console.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.entropyrepair.console.Told.START;
import static org.entropyrepair.console.Told.outcome;
import static org.entropyrepair.console.Told.region;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import org.entropyrepair.console.Told;
import org.entropyrepair.core.model.Outcome;
import org.entropyrepair.core.model.RepairState;
import org.entropyrepair.core.model.Subject;
import org.entropyrepair.core.wire.OutcomeCodec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RepairsTest {
    private final Scratch scratch = Scratch.open();
    private final Repairs repairs = new Repairs(scratch);

    @AfterEach
    void close() {
        scratch.close();
    }

    @Test
    void whatWaitsIsGroupedByReasonAndTheOldestComesFirst() {
        Told.tell(
                repairs,
                outcome("a", "b", "eu", RepairState.BACKING_OFF, 1, START + 50, "no host"),
                outcome("a", "c", "eu", RepairState.BACKING_OFF, 1, START + 20, "no host"),
                outcome("a", "d", "us", RepairState.HOLDING, 1, START + 10, "waiting"),
                outcome("a", "e", "us", RepairState.APPLIED, 1, START + 5, ""));
        assertThat(repairs.waiting())
                .extracting(one -> one.group().reason(), Repairs.Waiting::count)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple("waiting", 1L),
                        org.assertj.core.groups.Tuple.tuple("no host", 2L));
        Repairs.Waiting backingOff = repairs.waiting().get(1);
        assertThat(backingOff.oldestSinceMillis()).isEqualTo(START + 20);
        assertThat(repairs.oldest(backingOff.number(), 10))
                .extracting(Outcome::subject)
                .containsExactly(Told.edge("a", "c"), Told.edge("a", "b"));
        assertThat(repairs.waitingByTarget()).containsEntry("eu", 2L).containsEntry("us", 1L);
    }

    @Test
    void aRepairThatEndsLeavesItsGroupAndOneThatBecomesOlderIsFoundAgain() {
        Told.tell(
                repairs,
                outcome("a", "b", "eu", RepairState.PARKED, 1, START + 50, "paused"),
                outcome("a", "c", "eu", RepairState.PARKED, 1, START + 60, "paused"));
        assertThat(repairs.waiting().get(0).oldestSinceMillis()).isEqualTo(START + 50);
        Told.tell(repairs, outcome("a", "b", "eu", RepairState.APPLIED, 2, START + 70, ""));
        assertThat(repairs.waiting().get(0).oldestSinceMillis()).isEqualTo(START + 60);
        assertThat(repairs.ended("eu")).isEqualTo(1);
        // Older than what has been looked at before: partitions are read in no common order.
        Told.tell(repairs, outcome("a", "z", "eu", RepairState.PARKED, 1, START + 40, "paused"));
        assertThat(repairs.waiting().get(0).oldestSinceMillis()).isEqualTo(START + 40);
        Told.tell(
                repairs,
                outcome("a", "c", "eu", RepairState.HEALED, 2, START + 70, ""),
                outcome("a", "z", "eu", RepairState.HEALED, 2, START + 70, ""));
        assertThat(repairs.waiting()).isEmpty();
        assertThat(repairs.waitingByTarget()).isEmpty();
    }

    @Test
    void anOlderRevisionIsIgnored() {
        Told.tell(
                repairs,
                outcome("a", "b", "eu", RepairState.APPLIED, 9, START, ""),
                outcome("a", "b", "eu", RepairState.PARKED, 8, START, "paused"));
        assertThat(repairs.waiting()).isEmpty();
        assertThat(told(Told.edge("a", "b"))).extracting(Outcome::revision).containsExactly(9L);
    }

    @Test
    void whatCannotBeReadIsCountedAndWhatIsTakenOffTheTopicIsForgotten() {
        Outcome waiting = outcome("a", "b", "eu", RepairState.PARKED, 1, START, "paused");
        Told.tell(repairs, waiting);
        repairs.take(new byte[] {1}, new byte[] {'{'});
        repairs.take(null, new byte[] {'{'});
        assertThat(repairs.unreadable()).isEqualTo(2);
        assertThat(repairs.known()).isEqualTo(1);
        repairs.take(OutcomeCodec.key(waiting).toArray(), null);
        assertThat(repairs.known()).isZero();
        assertThat(repairs.waiting()).isEmpty();
        assertThat(repairs.search("a", 10, 100)).isEmpty();
        assertThat(told(Told.edge("a", "b"))).isEmpty();
    }

    @Test
    void anEdgeIsFoundUntilTheLastOfItsRepairsIsTakenOffTheTopic() {
        Outcome eu = outcome("a", "b", "eu", RepairState.APPLIED, 1, START, "");
        Outcome us = outcome("a", "b", "us", RepairState.PARKED, 1, START, "paused");
        Told.tell(repairs, eu, us, outcome("a", "c", "eu", RepairState.APPLIED, 1, START, ""));
        repairs.take(OutcomeCodec.key(eu).toArray(), null);
        assertThat(repairs.search("b", 10, 100)).containsExactly(Told.edge("a", "b"));
        assertThat(told(Told.edge("a", "b"))).containsExactly(us);
        repairs.take(OutcomeCodec.key(us).toArray(), null);
        assertThat(repairs.search("b", 10, 100)).isEmpty();
        assertThat(repairs.search("a", 10, 100)).containsExactly(Told.edge("a", "c"));
    }

    @Test
    void namesThatBeginAlikeAreToldApartWhateverIsInThem() {
        Told.tell(
                repairs,
                outcome("a", "b", "eu", RepairState.APPLIED, 1, START, ""),
                outcome("a\0", "b", "eu", RepairState.APPLIED, 1, START, ""),
                outcome("a\0b", "a", "eu", RepairState.APPLIED, 1, START, ""),
                outcome("ä", "ß", "eu", RepairState.APPLIED, 1, START, ""));
        assertThat(repairs.search("a", 10, 100))
                .containsExactlyInAnyOrder(
                        Told.edge("a", "b"), Told.edge("a\0", "b"), Told.edge("a\0b", "a"));
        assertThat(repairs.search("b", 10, 100)).hasSize(2);
        assertThat(repairs.search("ß", 10, 100)).containsExactly(Told.edge("ä", "ß"));
    }

    @Test
    void aTargetThatIsParkedAsAWholeIsToldOfEveryEdgeUntilItAnswers() {
        Told.tell(repairs, region("eu", RepairState.PARKED, 5, "no host"));
        Told.tell(repairs, region("eu", RepairState.HEALED, 4, "an old answer"));
        assertThat(repairs.parked()).containsOnlyKeys("eu");
        assertThat(told(Told.edge("a", "b"))).hasSize(1);
        Told.tell(repairs, region("eu", RepairState.HEALED, 6, "answers again"));
        assertThat(repairs.parked()).isEmpty();
    }

    @Test
    void edgesAreFoundByTheBeginningsOfTheirNames() {
        Told.tell(
                repairs,
                outcome("user:42", "user:7", "eu", RepairState.APPLIED, 1, START, ""),
                outcome("user:42", "user:7", "us", RepairState.APPLIED, 1, START, ""),
                outcome("user:42", "item:7", "eu", RepairState.APPLIED, 1, START, ""),
                outcome("user:9", "user:42", "eu", RepairState.APPLIED, 1, START, ""));
        assertThat(repairs.search("user:42", 10, 100)).hasSize(3);
        assertThat(repairs.search("user:4", 10, 100)).hasSize(3);
        assertThat(repairs.search("item:7 user:42", 10, 100))
                .containsExactly(Told.edge("user:42", "item:7"));
        assertThat(repairs.search("likes user:42", 10, 100)).isEmpty();
        assertThat(repairs.search("ser:42", 10, 100)).isEmpty();
        assertThat(repairs.search("user:", 2, 100)).hasSize(2);
        assertThat(repairs.search("user:42 item", 10, 100)).hasSize(1);
    }

    @Test
    void aWordThatManyEdgesHaveLeavesTheOthersTheirLooks() {
        for (int i = 0; i < 30; i++) {
            Told.tell(
                    repairs, outcome("s" + i, "popular", "eu", RepairState.APPLIED, 1, START, ""));
        }
        assertThat(repairs.search("popular s29", 10, 20))
                .containsExactly(Told.edge("s29", "popular"));
    }

    /** The word "recommends" begins no name: all looks that lead there are those of the other. */
    @Test
    void looksAreSharedAmongTheWordsAndWhatIsFurtherIsNotFound() {
        for (int i = 0; i < 30; i++) {
            Told.tell(
                    repairs, outcome("s" + i, "popular", "eu", RepairState.APPLIED, 1, START, ""));
        }
        Subject last = new Subject.Edge("social", "recommends", "s", "popular");
        tellOf(last, "eu");
        assertThat(repairs.search("popular recommends", 10, 60)).isEmpty();
        assertThat(repairs.search("popular recommends", 10, 62)).containsExactly(last);
    }

    /** Their hashes are the same, as of any two names that differ in Aa and BB. */
    @Test
    void edgesThatCollideAreToldApartAndForgottenApart() {
        Outcome one = outcome("Aa", "x", "eu", RepairState.APPLIED, 1, START, "");
        Outcome other = outcome("BB", "x", "eu", RepairState.APPLIED, 1, START, "");
        Told.tell(repairs, one, other);
        assertThat(told(Told.edge("Aa", "x"))).as("they do collide").contains(one, other);
        assertThat(repairs.search("x", 10, 100)).hasSize(2);
        repairs.take(OutcomeCodec.key(one).toArray(), null);
        assertThat(repairs.search("x", 10, 100)).containsExactly(Told.edge("BB", "x"));
    }

    @Test
    void anEdgeOfVeryManyRepairsIsStillFoundWhenOneIsForgotten() {
        for (int i = 0; i < 150; i++) {
            Told.tell(repairs, outcome("a", "b", "r" + i, RepairState.APPLIED, 1, START, ""));
        }
        Outcome first = outcome("a", "b", "r0", RepairState.APPLIED, 1, START, "");
        repairs.take(OutcomeCodec.key(first).toArray(), null);
        assertThat(repairs.search("a", 10, 100)).containsExactly(Told.edge("a", "b"));
    }

    @Test
    void reasonsWithoutEndEndInOneGroup() {
        for (int i = 0; i < Groups.GROUPS_MAX + 5; i++) {
            Told.tell(
                    repairs,
                    outcome("a", "b" + i, "eu", RepairState.BACKING_OFF, 1, START + i, "no " + i));
        }
        assertThat(repairs.waiting()).hasSize(Groups.GROUPS_MAX + 1);
        assertThat(repairs.waiting().get(Groups.GROUPS_MAX).count()).isEqualTo(5);
        assertThat(repairs.waitingByTarget()).containsEntry("eu", Groups.GROUPS_MAX + 5L);
    }

    /** Against a map of the last outcome of each; the seed is in the failure's description. */
    @Test
    void randomHistoriesEndWhereAMapEnds() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        TreeMap<String, Outcome> last = new TreeMap<>();
        RepairState[] states = RepairState.values();
        for (int i = 0; i < 4_000; i++) {
            String to = "t" + random.nextInt(60);
            Outcome next =
                    outcome(
                            "s",
                            to,
                            random.nextBoolean() ? "eu" : "us",
                            states[random.nextInt(states.length)],
                            random.nextInt(400),
                            START + random.nextInt(1_000),
                            "r" + random.nextInt(3));
            last.merge(
                    to + next.target(),
                    next,
                    (old, now) -> now.revision() >= old.revision() ? now : old);
            Told.tell(repairs, next);
            if (i % 50 == 0) {
                compare(last, seed);
            }
        }
        compare(last, seed);
    }

    private void compare(TreeMap<String, Outcome> last, long seed) {
        TreeMap<Group, List<Long>> expected =
                new TreeMap<>(java.util.Comparator.comparing(Group::toString));
        last.values().stream()
                .filter(one -> !one.state().isEnd())
                .forEach(
                        one ->
                                expected.computeIfAbsent(
                                                new Group(
                                                        one.target(),
                                                        one.state().wireName(),
                                                        one.reason(),
                                                        one.scope()),
                                                absent -> new ArrayList<>())
                                        .add(one.sinceMillis()));
        TreeMap<Group, List<Long>> found =
                new TreeMap<>(java.util.Comparator.comparing(Group::toString));
        for (Repairs.Waiting waiting : repairs.waiting()) {
            found.put(
                    waiting.group(),
                    repairs.oldest(waiting.number(), 1_000).stream()
                            .map(Outcome::sinceMillis)
                            .toList());
            assertThat(waiting.count())
                    .isEqualTo(Objects.requireNonNull(found.get(waiting.group())).size());
        }
        expected.values().forEach(times -> times.sort(null));
        assertThat(found).as("seed %d", seed).isEqualTo(expected);
    }

    /** That a repair of a subject of whatever type has been applied. */
    private void tellOf(Subject subject, String region) {
        Outcome like = outcome("a", "b", region, RepairState.APPLIED, 1, START, "");
        Told.tell(
                repairs,
                new Outcome(
                        like.state(),
                        subject,
                        like.cell(),
                        region,
                        like.version(),
                        like.revision(),
                        like.job(),
                        like.atMillis(),
                        like.attempts(),
                        like.sinceMillis(),
                        like.nextAttemptAtMillis(),
                        like.reason(),
                        like.scope()));
    }

    private List<Outcome> told(Subject subject) {
        List<Outcome> told = new ArrayList<>();
        repairs.tell(subject, 100, (key, outcome) -> told.add(outcome));
        return told;
    }
}
