package org.entropyrepair.core.reconcile;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.entropyrepair.core.model.Bytes;
import org.entropyrepair.core.model.Mutation;
import org.entropyrepair.core.model.Version;
import org.jspecify.annotations.Nullable;

/**
 * What the reads of a copy mean (design, section 9). Pure; begin with {@link #of}.
 *
 * <p>The winner is the greatest version that any region holds. Two regions may hold the same
 * version with different bytes (a drifted replica; two writes of one microsecond in a store that
 * keeps no nonce): then the larger bytes win, which is how Cassandra settles it.
 */
public final class CopyChoice {
    private CopyChoice() {}

    /**
     * What a copy may write.
     *
     * @param putAgeMillisMax age from which a put could undo a delete that has been purged
     * @param clock what to do with a token ahead of time
     * @param leaseMillis how long the copy may take
     */
    public record Rules(long putAgeMillisMax, Policy.ClockRule clock, long leaseMillis) {}

    /** What a region shows of the cell. */
    public sealed interface Seen {
        /** It holds this version; the bytes are empty where it has no value. */
        record Held(Version version, Bytes value, Bytes metadata) implements Seen {}

        /** It shows nothing, which is a delete or not unless it {@code showsDeletes}. */
        record Nothing(boolean showsDeletes) implements Seen {}

        /** It could not be read. */
        record Unreadable(String message) implements Seen {}
    }

    /** What to do now. */
    public sealed interface Choice {
        /** Nothing more: this is the end. */
        record End(Answer answer) implements Choice {}

        /**
         * Write the winner.
         *
         * @param winner the winner with its bytes
         * @param found what the answer has to say
         * @param readBack whether a target that took it has to be read again, see {@link #readBack}
         */
        record Write(Mutation winner, Answer.Found found, boolean readBack) implements Choice {}
    }

    /**
     * What to do, now that the regions have been read.
     *
     * @param seen what each of the copy's regions shows
     */
    public static Choice of(Effect.Copy copy, Map<String, Seen> seen, long nowMillis) {
        Seen target = seen.getOrDefault(copy.target(), new Seen.Unreadable("target was not read"));
        Answer away = away(copy, target, seen);
        if (away != null) {
            return new Choice.End(away);
        }
        Seen.Held winner = winner(seen);
        if (winner == null && copy.least() == null) {
            return end(Answer.Kind.HEALED, "", null);
        }
        if (winner == null || isLess(winner.version(), copy.least())) {
            return new Choice.End(notFound(copy, nowMillis));
        }
        Answer.Found found = new Answer.Found(winner.version(), holders(copy, seen));
        if (isSame(winner, target) && !copy.writeAnyway()) {
            return end(Answer.Kind.HEALED, "", found);
        }
        long aheadMillis = millis(winner.version()) - nowMillis;
        if (aheadMillis > copy.rules().clock().maxDriftMillis()) {
            return new Choice.End(ahead(copy, aheadMillis, found));
        }
        boolean live = winner.version().isLive(nowMillis * 1000);
        if (live && -aheadMillis > copy.rules().putAgeMillisMax() && hidesDeletes(seen)) {
            return end(
                    Answer.Kind.AMBIGUOUS,
                    "copy: the winner is a put of "
                            + -aheadMillis
                            + " ms ago (expected: at most "
                            + copy.rules().putAgeMillisMax()
                            + " ms where a region shows nothing and cannot show deletes)",
                    found);
        }
        boolean mayBeHidden = target instanceof Seen.Nothing nothing && !nothing.showsDeletes();
        long leaseEndsMicros = (nowMillis + copy.rules().leaseMillis()) * 1000;
        return new Choice.Write(
                new Mutation(copy.cell(), winner.version(), winner.value(), winner.metadata()),
                found,
                // one that may run out meanwhile would show nothing, too
                mayBeHidden && winner.version().isLive(leaseEndsMicros));
    }

    /**
     * What it means that a target, which showed nothing before, took the winner and shows this now.
     * Still nothing: it holds a delete that it cannot show, as old as the winner or newer.
     */
    public static Answer readBack(Answer.Found found, Seen target) {
        if (target instanceof Seen.Nothing) {
            return new Answer(Answer.Kind.DELETED, "", found);
        }
        if (target instanceof Seen.Held held && !isLess(held.version(), found.winner())) {
            boolean newer = isLess(found.winner(), held.version());
            Answer.Kind kind = newer ? Answer.Kind.SUPERSEDED : Answer.Kind.APPLIED;
            return new Answer(kind, "", found);
        }
        String message =
                target instanceof Seen.Unreadable unreadable
                        ? unreadable.message()
                        : "an older version was read after the write";
        return new Answer(Answer.Kind.UNKNOWN, message, found);
    }

    private static @Nullable Answer away(Effect.Copy copy, Seen target, Map<String, Seen> seen) {
        if (target instanceof Seen.Unreadable unreadable) {
            return new Answer(Answer.Kind.UNAVAILABLE, unreadable.message());
        }
        for (String region : copy.regions()) {
            Seen source = seen.getOrDefault(region, new Seen.Unreadable("not read"));
            if (source instanceof Seen.Unreadable unreadable) {
                return new Answer(Answer.Kind.SOURCE_AWAY, region + ": " + unreadable.message());
            }
        }
        return null;
    }

    private static Seen.@Nullable Held winner(Map<String, Seen> seen) {
        Seen.Held winner = null;
        for (Seen each : new TreeMap<>(seen).values()) {
            if (each instanceof Seen.Held held && (winner == null || beats(held, winner))) {
                winner = held;
            }
        }
        return winner;
    }

    private static boolean beats(Seen.Held held, Seen.Held other) {
        int order = held.version().compareTo(other.version());
        if (order == 0) {
            order = held.value().compareTo(other.value());
        }
        return (order == 0 ? held.metadata().compareTo(other.metadata()) : order) > 0;
    }

    /** By time alone: not every store can tell the nonce of what it holds. */
    private static boolean isLess(Version version, @Nullable Version least) {
        return least != null
                && version.token().generatedAtMicros() < least.token().generatedAtMicros();
    }

    /** Whether it is this write, with these bytes; stores may tell its expiry only roughly. */
    private static boolean isSame(Seen.Held winner, Seen target) {
        return target instanceof Seen.Held held
                && held.version().token().equals(winner.version().token())
                && held.version().rank() == winner.version().rank()
                && held.value().equals(winner.value())
                && held.metadata().equals(winner.metadata());
    }

    private static List<String> holders(Effect.Copy copy, Map<String, Seen> seen) {
        return copy.regions().stream()
                .filter(region -> !region.equals(copy.target()))
                .filter(region -> seen.get(region) instanceof Seen.Held)
                .toList();
    }

    private static boolean hidesDeletes(Map<String, Seen> seen) {
        return seen.values().stream()
                .anyMatch(each -> each instanceof Seen.Nothing nothing && !nothing.showsDeletes());
    }

    /** It waits for what it has to find, until that could have been deleted and forgotten. */
    private static Answer notFound(Effect.Copy copy, long nowMillis) {
        Version least = copy.least();
        long ageMillis = least == null ? 0 : nowMillis - millis(least);
        if (ageMillis <= copy.rules().putAgeMillisMax()) {
            return new Answer(Answer.Kind.NOT_FOUND, "");
        }
        return new Answer(
                Answer.Kind.AMBIGUOUS,
                "copy: no region holds the version of "
                        + ageMillis
                        + " ms ago or a newer one (expected: within "
                        + copy.rules().putAgeMillisMax()
                        + " ms, after which its delete may be forgotten)");
    }

    private static Answer ahead(Effect.Copy copy, long aheadMillis, Answer.Found found) {
        long waitMillisMax = copy.rules().clock().maxWaitMillis();
        return aheadMillis <= waitMillisMax
                ? new Answer(Answer.Kind.AHEAD, "", found)
                : new Answer(
                        Answer.Kind.DRIFTED,
                        "copy: the winner's token is "
                                + aheadMillis
                                + " ms ahead of the clock (expected: at most "
                                + waitMillisMax
                                + " ms)",
                        found);
    }

    private static Choice end(Answer.Kind kind, String message, Answer.@Nullable Found found) {
        return new Choice.End(new Answer(kind, message, found));
    }

    private static long millis(Version version) {
        return Math.floorDiv(version.token().generatedAtMicros(), 1000L);
    }
}
