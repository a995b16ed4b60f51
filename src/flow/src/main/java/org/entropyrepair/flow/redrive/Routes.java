package org.entropyrepair.flow.redrive;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import org.entropyrepair.core.model.DeadLetter;
import org.entropyrepair.core.model.Failure;
import org.entropyrepair.core.model.RawRecord;
import org.entropyrepair.core.wire.DeadLetterId;

/** Which failure topic a dead letter goes back to. Pure; travels with the job graph. */
public final class Routes implements Serializable {
    private static final long serialVersionUID = 1L;

    private final ArrayList<Road> roads;

    /** Where a letter goes. */
    public sealed interface Route {
        /** To this topic. */
        record To(Road road) implements Route {}

        /** Nowhere; one line says why. */
        record Nowhere(String why) implements Route {}
    }

    /** Over these failure topics, in the order of the config. */
    public Routes(List<Road> roads) {
        this.roads = new ArrayList<>(roads);
    }

    /**
     * The way back of a letter: a topic of its origin that takes failures of this origin, best the
     * one it came from; where no origin can be read, the one it came from.
     */
    public Route of(Letter letter) {
        Failure failure = letter.failure();
        if (failure == null) {
            return ofUnreadable(letter.dead());
        }
        String origin = failure.origin();
        List<Road> candidates =
                roads.stream()
                        .filter(road -> road.region().equals(origin))
                        .filter(Road::acceptsOwn)
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
                        .filter(road -> road.topic().topic().equals(topic))
                        .findFirst()
                        .orElse(candidates.get(0)));
    }

    /** The topics of that name, on whatever brokers. */
    List<Road> called(String topic) {
        return roads.stream().filter(road -> road.topic().topic().equals(topic)).toList();
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
