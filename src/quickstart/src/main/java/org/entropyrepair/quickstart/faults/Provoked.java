package org.entropyrepair.quickstart.faults;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.entropyrepair.core.model.Cell;
import org.entropyrepair.core.model.DeathReason;
import org.entropyrepair.core.model.Token;
import org.jspecify.annotations.Nullable;

/**
 * The dead letters that were provoked, and those that came: in the end they must be the same.
 * Thread-safe.
 *
 * <p>A record which nobody can make sense of is known by its place in Kafka; a failure whose token
 * must not be written by what it would have written, however often it was published.
 */
public final class Provoked {
    private static final int EXAMPLES_MAX = 5;

    private final Map<String, DeathReason> expected = new HashMap<>();
    private final Set<String> ids = new HashSet<>();
    private final Map<String, DeathReason> came = new HashMap<>();
    private final List<String> unexpected = new ArrayList<>();

    /** A record was written that must die, at this place. */
    public synchronized void record(DeathReason reason, String topic, int partition, long offset) {
        expected.put(place(topic, partition, offset), reason);
    }

    /** A failure was published that must die. */
    public synchronized void failure(DeathReason reason, Cell cell, Token token, String target) {
        expected.put(write(cell, token, target), reason);
    }

    /**
     * A dead letter came.
     *
     * @param id its {@code er-id}; repeats are ignored
     * @param reason its reason
     * @param place {@link #place} of the record it came from
     * @param write {@link #write} of what it would have written; null if nobody can tell
     * @return whether it is new
     */
    public synchronized boolean came(
            String id, DeathReason reason, String place, @Nullable String write) {
        if (!ids.add(id)) {
            return false;
        }
        String name = write != null && expected.containsKey(write) ? write : place;
        if (came.putIfAbsent(name, reason) != null) {
            unexpected.add("a second " + reason + " of " + name);
        }
        return true;
    }

    /** How many different dead letters came. */
    public synchronized int count() {
        return ids.size();
    }

    /** How many were provoked, by reason. */
    public synchronized Map<DeathReason, Integer> expectedByReason() {
        Map<DeathReason, Integer> counts = new EnumMap<>(DeathReason.class);
        expected.values().forEach(reason -> counts.merge(reason, 1, Integer::sum));
        return counts;
    }

    /**
     * What is not as it should be: dead letters that did not come, that nobody provoked, or that
     * came for another reason.
     *
     * @return how many there are, and some of them in words
     */
    public synchronized Difference difference() {
        List<String> all = new ArrayList<>(unexpected);
        expected.forEach(
                (name, reason) -> {
                    DeathReason was = came.get(name);
                    if (was == null) {
                        all.add(reason + " did not come: " + name);
                    } else if (was != reason) {
                        all.add(reason + " came as " + was + ": " + name);
                    }
                });
        came.forEach(
                (name, reason) -> {
                    if (!expected.containsKey(name)) {
                        all.add(reason + " was not provoked: " + name);
                    }
                });
        return new Difference(
                all.size(), List.copyOf(all.subList(0, Math.min(EXAMPLES_MAX, all.size()))));
    }

    /**
     * How the dead letters that came differ from those that were provoked.
     *
     * @param count how many do
     * @param examples some of them, in words
     */
    public record Difference(int count, List<String> examples) {}

    /** The name of a place in Kafka. */
    public static String place(String topic, int partition, long offset) {
        return topic + "/" + partition + "/" + offset;
    }

    /** The name of a constituent write in one region. */
    public static String write(Cell cell, Token token, String target) {
        return cell.namespace()
                + " "
                + cell.id().toBase64()
                + " "
                + (cell.key() == null ? "-" : cell.key().toBase64())
                + " "
                + token.nonce()
                + " "
                + target;
    }
}
