package org.entropyrepair.flow.redrive;

import java.util.List;
import java.util.Map;
import org.entropyrepair.core.model.DeadLetter;
import org.entropyrepair.core.model.DeathReason;
import org.entropyrepair.core.wire.FailureReader;
import org.entropyrepair.flow.topic.TopicAt;
import org.entropyrepair.testkit.letters.DeadLetters;

/** Two regions; {@code us} has a mirror of {@code eu}'s topic that is called the same. */
final class TestingRoads {
    static final FailureReader FAILURES = new FailureReader();
    static final Routes ROUTES =
            new Routes(
                    List.of(
                            road("us", "failures.eu", "eu"),
                            road("us", "failures.us.local", "us"),
                            road("us", "failures.us", "us"),
                            road("eu", "failures.eu", "eu")));

    private TestingRoads() {}

    static Letter letter(int number) {
        return letter(DeadLetters.dead(DeadLetters.failure(number), DeathReason.REJECTED, 0));
    }

    static Letter letter(DeadLetter dead) {
        return Letter.of(DeadLetters.record(dead, 0), FAILURES);
    }

    private static Road road(String region, String topic, String origin) {
        return new Road(
                region,
                region + "/" + topic,
                new TopicAt(topic, Map.of("bootstrap.servers", "127.0.0.1:1")),
                origin.equals(region));
    }
}
