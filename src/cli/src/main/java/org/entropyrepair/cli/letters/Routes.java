package org.entropyrepair.cli.letters;

import java.util.ArrayList;
import java.util.List;
import org.entropyrepair.cli.topics.TopicAt;
import org.entropyrepair.config.Feed;
import org.entropyrepair.config.PolicyMapper;
import org.entropyrepair.config.Region;
import org.entropyrepair.config.RegionConfig;
import org.entropyrepair.core.model.DeadLetter;
import org.entropyrepair.core.model.Failure;
import org.entropyrepair.core.model.RawRecord;
import org.entropyrepair.core.wire.DeadLetterId;

/** Which failure topic a dead letter goes back to, by a region config. Pure. */
final class Routes {
    private final List<Road> roads = new ArrayList<>();

    /**
     * A failure topic.
     *
     * @param region whose it is
     * @param name as the pipeline calls it: {@code region/topic}
     * @param feed the rest
     */
    record Road(String region, String name, Feed feed) {
        TopicAt topic() {
            return TopicAt.of(feed);
        }
    }

    /** Where a letter goes. */
    sealed interface Route {
        /** To this topic. */
        record To(Road road) implements Route {}

        /** Nowhere; one line says why. */
        record Nowhere(String why) implements Route {}
    }

    Routes(RegionConfig config) {
        for (Region region : config.regions().values()) {
            for (Feed feed : region.failures()) {
                roads.add(new Road(region.name(), PolicyMapper.feedName(region, feed), feed));
            }
        }
    }

    /**
     * The way back of a letter: a topic of its origin that takes failures of this origin, best the
     * one it came from; where no origin can be read, the one it came from.
     */
    Route of(Letter letter) {
        Failure failure = letter.failure();
        if (failure == null) {
            return ofUnreadable(letter.dead());
        }
        String origin = failure.origin();
        List<Road> candidates =
                roads.stream()
                        .filter(road -> road.region().equals(origin))
                        .filter(road -> road.feed().accepts().origins().contains(origin))
                        .toList();
        if (candidates.isEmpty()) {
            return new Route.Nowhere(
                    "origin: "
                            + origin
                            + " (expected: a region of the config with a failure topic that accepts"
                            + " its failures)");
        }
        String topic = letter.dead().raw().position().topic();
        return new Route.To(
                candidates.stream()
                        .filter(road -> road.feed().topic().equals(topic))
                        .findFirst()
                        .orElse(candidates.get(0)));
    }

    /** The topics of that name, on whatever brokers. */
    List<Road> called(String topic) {
        return roads.stream().filter(road -> road.feed().topic().equals(topic)).toList();
    }

    /** Topics of several regions may have one name: the letter's own name tells them apart. */
    private Route ofUnreadable(DeadLetter dead) {
        String topic = dead.raw().position().topic();
        for (Road road : called(topic)) {
            if (isFrom(dead, road)) {
                return new Route.To(road);
            }
        }
        return new Route.Nowhere(
                "er-topic: " + topic + " (expected: the failure topic of the config it came from)");
    }

    /** Whether what could not be read came from this topic. */
    static boolean isFrom(DeadLetter dead, Road road) {
        RawRecord raw = dead.raw();
        return DeadLetterId.ofUnreadable(
                        new RawRecord(
                                road.name(), raw.position(), 0, null, null, RawRecord.Headers.NONE))
                .equals(dead.id());
    }
}
