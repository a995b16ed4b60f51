package org.entropyrepair.flow.redrive;

import java.io.Serializable;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.entropyrepair.core.model.DeathReason;
import org.entropyrepair.core.model.Failure;
import org.jspecify.annotations.Nullable;

/**
 * Which dead letters are meant: those for which everything that is given holds. What cannot be
 * read, or was left out for its size, has no edge type and no namespace.
 *
 * @param reasons died of one of these; empty for any, like all others
 * @param regions missed by the store of one of these regions
 * @param types of an edge or node of one of these types
 * @param namespaces of one of these namespaces
 * @param since died then or later; null for any time
 * @param until died before; null for any time
 * @param ids called so
 */
public record LetterFilter(
        Set<DeathReason> reasons,
        Set<String> regions,
        Set<String> types,
        Set<String> namespaces,
        @Nullable Instant since,
        @Nullable Instant until,
        Set<String> ids)
        implements Serializable {
    /** Every letter. */
    public static final LetterFilter ALL =
            new LetterFilter(Set.of(), Set.of(), Set.of(), Set.of(), null, null, Set.of());

    private static final long serialVersionUID = 1L;

    /** Keeps its own copies. */
    public LetterFilter {
        reasons = Set.copyOf(reasons);
        regions = Set.copyOf(regions);
        types = Set.copyOf(types);
        namespaces = Set.copyOf(namespaces);
        ids = Set.copyOf(ids);
    }

    /** All that died of one of these. */
    public static LetterFilter ofReasons(Set<DeathReason> reasons) {
        return new LetterFilter(reasons, Set.of(), Set.of(), Set.of(), null, null, Set.of());
    }

    /** All that are called so. */
    public static LetterFilter ofIds(List<String> ids) {
        return new LetterFilter(
                Set.of(), Set.of(), Set.of(), Set.of(), null, null, Set.copyOf(ids));
    }

    /** Whether nothing is asked: every letter will do. */
    public boolean isEmpty() {
        return equals(ALL);
    }

    /** Whether this letter is one of them. */
    public boolean covers(Letter letter) {
        Failure failure = letter.failure();
        Instant diedAt = Instant.ofEpochMilli(letter.dead().deadAtMillis());
        return (reasons.isEmpty() || reasons.contains(letter.dead().reason()))
                && in(regions, letter.target())
                && in(types, failure == null ? null : failure.subject().type())
                && in(namespaces, failure == null ? null : failure.cell().namespace())
                && (since == null || !diedAt.isBefore(since))
                && (until == null || diedAt.isBefore(until))
                && in(ids, letter.id());
    }

    private static boolean in(Set<String> names, @Nullable String name) {
        return names.isEmpty() || (name != null && names.contains(name));
    }
}
