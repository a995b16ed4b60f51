package org.entropyrepair.flow.redrive;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.entropyrepair.core.model.Bytes;
import org.entropyrepair.core.model.DeadLetter;
import org.entropyrepair.core.model.DeathReason;
import org.entropyrepair.core.wire.DeadLetterCodec;
import org.entropyrepair.core.wire.FailureWriter;
import org.entropyrepair.core.wire.RedriveHeaders;
import org.entropyrepair.core.wire.WireHeaders;
import org.entropyrepair.testkit.letters.DeadLetters;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class RoutesTest {
    private final Routes routes = TestingRoads.ROUTES;

    @Test
    void aLetterGoesToTheTopicOfItsOriginThatItCameFrom() {
        assertThat(to(TestingRoads.letter(1))).isEqualTo("us/failures.us");
    }

    @Test
    void oneThatCameThroughAMirrorGoesToItsOrigin() {
        DeadLetter mirrored =
                DeadLetters.dead(DeadLetters.failure(1, "eu", "us"), DeathReason.REJECTED, 0);
        assertThat(to(TestingRoads.letter(mirrored))).isEqualTo("eu/failures.eu");
    }

    @Test
    void anOriginThatTheConfigDoesNotKnowIsNoWay() {
        DeadLetter stranger =
                DeadLetters.dead(
                        DeadLetters.failure(1, "mars", "us"), DeathReason.UNKNOWN_REGION, 0);
        assertThat(to(TestingRoads.letter(stranger))).contains("origin: mars (expected: ");
    }

    @Test
    void whatCannotBeReadGoesWhereItCameFromThoughTwoRegionsHaveATopicOfThatName() {
        assertThat(to(TestingRoads.letter(DeadLetters.unreadable("eu/failures.eu", "?"))))
                .isEqualTo("eu/failures.eu");
        assertThat(to(TestingRoads.letter(DeadLetters.unreadable("us/failures.eu", "?"))))
                .isEqualTo("us/failures.eu");
        assertThat(to(TestingRoads.letter(DeadLetters.unreadable("us/gone", "?"))))
                .contains("er-topic: gone (expected: ");
    }

    @Test
    void theRecordSaysThatItIsRedrivenAndForWhom() {
        DeadLetter dead = DeadLetters.dead(DeadLetters.failure(1), DeathReason.REJECTED, 2);
        Map<String, String> expected = new HashMap<>();
        expected.put(WireHeaders.TARGET, "eu");
        expected.put(WireHeaders.REDRIVES, "3");
        expected.put(WireHeaders.REDRIVEN_AT, "2026-01-22T00:00:00Z");
        expected.put(WireHeaders.TRACEPARENT, "00-trace");
        assertThat(
                        RedriveHeaders.of(
                                TestingRoads.letter(dead).dead(),
                                Instant.parse("2026-01-22T00:00:00Z")))
                .isEqualTo(expected);
    }

    @Test
    void aTruncatedLetterIsCompletedFromItsSourceIfThatIsItsOwn() {
        DeadLetter dead = DeadLetters.dead(DeadLetters.failure(1), DeathReason.REJECTED, 1);
        DeadLetterCodec.Encoded whole = DeadLetterCodec.encode(dead, 1 << 20);
        Letter truncated = truncated(whole);
        assertThat(truncated.failure()).isNull();
        Bytes own = dead.raw().value();
        SourceRecords.Found found = sources(own).complete(truncated);
        assertThat(found).isInstanceOf(SourceRecords.Found.Whole.class);
        Letter completed = ((SourceRecords.Found.Whole) found).letter();
        assertThat(completed.dead().raw().value()).isEqualTo(own);
        assertThat(completed.truncated()).isFalse();
        assertThat(Objects.requireNonNull(completed.failure()).origin()).isEqualTo("us");

        for (Bytes other : new Bytes[] {FailureWriter.write(DeadLetters.failure(9)), null}) {
            assertThat(sources(other).complete(truncated))
                    .isInstanceOfSatisfying(
                            SourceRecords.Found.Gone.class,
                            gone -> assertThat(gone.why()).contains("failures.us, partition 1"));
        }
    }

    @Test
    void aLetterThatHasBeenRoundOftenEnoughStays() {
        Triage triage = new Triage(routes, sources(null), 3);
        assertThat(triage.of(redriven(2))).isInstanceOf(Triage.Verdict.Go.class);
        assertThat(triage.of(redriven(3))).isInstanceOf(Triage.Verdict.Looping.class);
    }

    private static Letter redriven(int times) {
        return TestingRoads.letter(
                DeadLetters.dead(DeadLetters.failure(1), DeathReason.REJECTED, times));
    }

    private static Letter truncated(DeadLetterCodec.Encoded whole) {
        List<DeadLetterCodec.Header> headers = new ArrayList<>(whole.headers());
        headers.add(new DeadLetterCodec.Header(WireHeaders.TRUNCATED, Bytes.utf8("true")));
        return Letter.of(
                DeadLetters.record(new DeadLetterCodec.Encoded(whole.key(), null, headers), 0),
                TestingRoads.FAILURES);
    }

    /** All topics are empty but for this record; nothing if it is null. */
    private SourceRecords sources(@Nullable Bytes value) {
        return new SourceRecords(
                routes,
                TestingRoads.FAILURES,
                (road, place) ->
                        value == null
                                ? Optional.empty()
                                : Optional.of(
                                        DeadLetters.record(
                                                place.topic(),
                                                place.partition(),
                                                place.offset(),
                                                Bytes.utf8("key"),
                                                value,
                                                new RecordHeaders())),
                new HashMap<>());
    }

    private String to(Letter letter) {
        Routes.Route route = routes.of(letter);
        return route instanceof Routes.Route.To to
                ? to.road().name()
                : ((Routes.Route.Nowhere) route).why();
    }
}
