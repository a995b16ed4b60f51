package org.entropyrepair.jobs.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.entropyrepair.core.model.Bytes;
import org.entropyrepair.core.model.Mutation;
import org.entropyrepair.core.model.Outcome;
import org.entropyrepair.core.model.RepairState;
import org.entropyrepair.core.model.Token;
import org.entropyrepair.core.model.Version;
import org.entropyrepair.core.wire.FailureMessage;
import org.entropyrepair.testkit.fake.Answer;
import org.entropyrepair.testkit.fake.ScriptedStore;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * In the middle of an outage of {@code eu}, the job's own region {@code ap} is destroyed, with all
 * state, its broker, its topics and its store. The job starts elsewhere without any state, and
 * loses nothing of what the topics of the others still hold.
 */
@Tag("slow")
@ExtendWith(OneStage.class)
@Timeout(300)
class LosingEverythingTest {
    private static final Duration LONGEST = Duration.ofSeconds(90);
    private static final int FAILURES = 200;
    private static final int GARBAGE = 5;
    private static final Set<RepairState> HARMLESS =
            EnumSet.of(RepairState.APPLIED, RepairState.HEALED, RepairState.SUPERSEDED);

    @Test
    void whatTheTopicsStillHoldIsRepairedFromNothing(Stage stage) throws Exception {
        RepairScene before = RepairScene.on(stage, "eu", "ap").home("ap");
        try (RepairRig first = before.open()) {
            ScriptedStore eu = first.store("eu");
            List<FailureMessage> toAp = puts("a", "ap");
            List<FailureMessage> toEu = puts("e", "eu");
            FailureMessage refused = Reports.put("refused", "eu", "ap");
            first.store("ap").forCell(refused.write().cell(), new Answer.Rejected("never"));
            eu.always(new Answer.Unavailable("no host"));
            RunningJob job = first.start();
            first.publish("eu", toAp.toArray(FailureMessage[]::new));
            first.publish("eu", toEu.toArray(FailureMessage[]::new));
            first.publish("eu", refused);
            for (int i = 0; i < GARBAGE; i++) {
                first.publish(
                        "eu", List.of(first.record("eu", "g" + i, Bytes.utf8("garbage " + i))));
            }
            toAp.forEach(failure -> first.awaitEnd(failure, LONGEST));
            first.await("letters", LONGEST, () -> first.ends().letterIds().size() == GARBAGE + 1);
            first.await("eu is tried", LONGEST, () -> eu.writes() > 0);
            job.checkpoint();
            int triedBefore = eu.writes();
            assertThat(first.ends().ended().keySet())
                    .noneMatch(repair -> repair.target().equals("eu"));
            Set<String> letters = Set.copyOf(first.ends().letterIds());

            job.cancel();
            stage.proxy("ap").refuse();
            try (RepairRig second = elsewhere(stage, before).open()) {
                second.store("ap").forCell(refused.write().cell(), new Answer.Rejected("never"));
                FailureMessage overtaken = toEu.get(0);
                Mutation newer = newer(overtaken);
                eu.forCell(newer.cell(), new Answer.Honest()).apply(newer);
                RunningJob again = second.start();
                second.await("eu is tried again", LONGEST, () -> eu.writes() > triedBefore);
                FailureMessage meanwhile = Reports.put("meanwhile", "eu", "eu");
                second.publish("eu", meanwhile);
                eu.honest();

                Stream.concat(toAp.stream(), toEu.stream())
                        .forEach(failure -> second.awaitEnd(failure, LONGEST));
                second.awaitEnd(meanwhile, LONGEST);
                second.await(
                        "letters", LONGEST, () -> second.ends().letterIds().size() == GARBAGE + 1);
                assertThat(second.ends().letterIds()).isEqualTo(letters);
                assertThat(second.ends().ended().values().stream().map(Outcome::state))
                        .filteredOn(state -> state != RepairState.DEAD)
                        .hasSize(2 * FAILURES + 1)
                        .allMatch(HARMLESS::contains);
                assertThat(second.awaitEnd(overtaken, LONGEST).state())
                        .isEqualTo(RepairState.SUPERSEDED);
                assertThat(held(eu, overtaken)).isEqualTo(newer.version());
                toEu.stream().skip(1).forEach(failure -> assertHeld(eu, failure));
                toAp.forEach(failure -> assertHeld(second.store("ap"), failure));
                assertHeld(eu, meanwhile);
                again.assertNeverRestarted();
            } finally {
                stage.proxy("ap").forward();
            }
        }
    }

    /** The same with another home; of the store of {@code eu} what there was, of others nothing. */
    private static RepairScene elsewhere(Stage stage, RepairScene before) {
        return RepairScene.on(stage, "eu", "ap")
                .home("us")
                .goesOnAfter(before)
                .storeOf("eu", "{kind: scripted, name: " + before.storeName("eu") + "}");
    }

    private static List<FailureMessage> puts(String prefix, String target) {
        return IntStream.range(0, FAILURES)
                .mapToObj(i -> Reports.put(prefix + i, "eu", target))
                .toList();
    }

    /** What a service wrote itself after the failure. */
    private static Mutation newer(FailureMessage failure) {
        Token token = Reports.token();
        return new Mutation(
                failure.write().cell(), Version.put(token), Reports.value(token), Bytes.EMPTY);
    }

    private static Version held(ScriptedStore store, FailureMessage failure) {
        return Objects.requireNonNull(
                        store.held(failure.write().cell()).orElse(null), () -> "lost: " + failure)
                .version();
    }

    private static void assertHeld(ScriptedStore store, FailureMessage failure) {
        assertThat(held(store, failure)).isEqualTo(Reports.landed(failure).version());
    }
}
