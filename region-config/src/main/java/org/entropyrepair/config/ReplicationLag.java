package org.entropyrepair.config;

import java.time.Duration;
import java.util.List;

/**
 * How long a write may take to be replicated from one region to another; a repair is held that long
 * before its first attempt.
 *
 * @param defaultLag of routes that are not named; {@code default} in the file
 * @param routes those that are, each pair once
 */
public record ReplicationLag(Duration defaultLag, List<Route> routes) {
    /**
     * A directed pair of regions; a pair of a region with itself is the hold of its own failures.
     *
     * @param from where the write was attempted
     * @param to where it is missing
     * @param lag how long it may take
     */
    public record Route(String from, String to, Duration lag) {}

    /** The lag between two regions. */
    public Duration between(String from, String to) {
        return routes.stream()
                .filter(route -> route.from().equals(from) && route.to().equals(to))
                .map(Route::lag)
                .findFirst()
                .orElse(defaultLag);
    }
}
