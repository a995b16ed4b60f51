package org.entropyrepair.cli.explain;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.entropyrepair.config.RegionConfigReader;
import org.entropyrepair.config.yaml.Secrets;
import org.entropyrepair.core.model.Bytes;
import org.entropyrepair.core.model.Cell;
import org.entropyrepair.core.model.Outcome;
import org.entropyrepair.core.model.RepairState;
import org.entropyrepair.core.model.Subject;
import org.entropyrepair.core.model.Token;
import org.entropyrepair.core.model.Version;
import org.entropyrepair.core.wire.OutcomeCodec;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class StoryTest {
    private static final Subject EDGE = new Subject.Edge("social", "follows", "a", "b");
    private static final Instant WRITTEN = Instant.parse("2026-01-22T00:00:00Z");
    private static final Version PUT = Version.put(new Token(WRITTEN.toEpochMilli() * 1000, 0, 1));

    private final Story story = new Story(EDGE);

    @Test
    void nothingSaidIsNothingKnown() {
        assertThat(story.verdict()).isEqualTo(Story.Verdict.UNKNOWN);
        take(outcome(new Subject.Edge("social", "follows", "a", "c"), RepairState.DEAD, 1));
        assertThat(story.repairs()).isEmpty();
    }

    @Test
    void olderRevisionsAreIgnoredInWhateverOrderTheyCome() {
        take(outcome(EDGE, RepairState.APPLIED, 7));
        take(outcome(EDGE, RepairState.BACKING_OFF, 6));
        assertThat(story.repairs())
                .singleElement()
                .extracting(Outcome::state)
                .isEqualTo(RepairState.APPLIED);
        assertThat(story.verdict()).isEqualTo(Story.Verdict.WHOLE);
        take(outcome(EDGE, RepairState.PARKED, 8));
        assertThat(story.verdict()).isEqualTo(Story.Verdict.HALF);
    }

    @Test
    void oneRepairThatIsDeadMakesTheEdgeLostWhateverTheOthersAre() {
        take(outcome(EDGE, RepairState.APPLIED, 1));
        Outcome other = outcome(EDGE, RepairState.DEAD, 1);
        take(at("ap", other));
        assertThat(story.verdict()).isEqualTo(Story.Verdict.LOST);
        assertThat(story.repairs()).extracting(Outcome::target).containsExactly("ap", "eu");
    }

    @Test
    void aTargetThatIsParkedAsAWholeIsJoinedUntilItAnswers() {
        Outcome parked = whole(RepairState.PARKED, 5);
        take(parked);
        assertThat(story.waiting("eu")).contains(parked);
        assertThat(story.waiting("ap")).isEmpty();
        take(whole(RepairState.HEALED, 6));
        take(whole(RepairState.PARKED, 4));
        assertThat(story.waiting("eu")).isEmpty();
    }

    @Test
    void aTargetThatIsBehindIsToldFromOneThatIsOut() {
        Outcome behind = whole(RepairState.HOLDING, 5);
        take(behind);
        assertThat(story.waiting("eu")).contains(behind);
        assertThat(story.waiting(RepairState.HOLDING)).containsExactly(behind);
        assertThat(story.waiting(RepairState.PARKED)).isEmpty();
        take(whole(RepairState.HEALED, 6));
        assertThat(story.waiting(RepairState.HOLDING)).isEmpty();
    }

    @Test
    void anOutcomeWhoseNamesWereLeftOutIsNoTarget() {
        story.take(Bytes.utf8("of a repair"), whole(RepairState.PARKED, 5));
        assertThat(story.waiting(RepairState.PARKED)).isEmpty();
    }

    @Test
    void whatWillEndAWaitIsReadFromTheConfig() {
        Endings endings =
                new Endings(
                        RegionConfigReader.read(
                                        "region.yaml",
                                        """
                                        apiVersion: entropy-repair/v1
                                        graph: social
                                        unknownKept: 1d
                                        regions:
                                          eu:
                                            failures: [{bootstrapServers: "h:1", topic: f}]
                                            store: {kind: rocksdb, path: /nowhere/eu}
                                        namespaces:
                                          n: {edgeType: follows, record: forward, table: t, tombstonesKept: 10d}
                                        scopes:
                                          - {name: some, match: {}, action: repair, retry: {maxAttempts: 9, maxAge: 3h}}
                                        deadLetters: {bootstrapServers: "h:1", topic: d}
                                        outcomes: {bootstrapServers: "h:1", topic: o}
                                        """,
                                        Secrets.of(Map.of(), Path.of("/nowhere")))
                                .orThrow());
        assertThat(endings.of(outcome(EDGE, RepairState.BACKING_OFF, 1)))
                .containsExactly(
                        "TOMBSTONE_WINDOW after "
                                + WRITTEN.plus(Duration.ofDays(10)).minus(Duration.ofHours(1)),
                        "ATTEMPTS_EXHAUSTED after 2 of 9 attempts",
                        "AGE_EXHAUSTED after 3h in which its target answered");
        assertThat(endings.of(outcome(EDGE, RepairState.APPLIED, 1))).isEmpty();
        Version expiring = Version.expiringPut(PUT.token(), 60);
        assertThat(endings.of(of(EDGE, RepairState.PARKED, 1, "eu", expiring, "")))
                .containsExactly(
                        "expired at 2026-01-22T00:01:00Z, then written as a delete",
                        "UNKNOWN_… or NO_SCOPE at 2026-01-23T00:00:05Z unless the config comes to"
                                + " know it");
    }

    private void take(Outcome outcome) {
        story.take(OutcomeCodec.key(outcome), outcome);
    }

    private static Outcome outcome(Subject subject, RepairState state, long revision) {
        return of(subject, state, revision, "eu", PUT, "some");
    }

    private static Outcome at(String target, Outcome outcome) {
        return of(EDGE, outcome.state(), outcome.revision(), target, PUT, "some");
    }

    private static Outcome whole(RepairState state, long revision) {
        return of(null, state, revision, "eu", null, "");
    }

    private static Outcome of(
            @Nullable Subject subject,
            RepairState state,
            long revision,
            String target,
            @Nullable Version version,
            String scope) {
        return new Outcome(
                state,
                subject,
                subject == null ? null : new Cell("n", Bytes.utf8("a"), Bytes.utf8("b")),
                target,
                version,
                revision,
                "job",
                WRITTEN.toEpochMilli() + 9000,
                2,
                WRITTEN.toEpochMilli() + 5000,
                0,
                "because",
                scope);
    }
}
