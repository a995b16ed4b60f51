package org.entropyrepair.cli.letters;

import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.entropyrepair.core.model.DeathReason;
import org.entropyrepair.core.model.Failure;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/**
 * Which dead letters a command is about: those for which every option that is given holds. What
 * cannot be read, or was left out for its size, has no edge type and no namespace.
 */
final class LetterFilter {
    @Option(
            names = "--reason",
            split = ",",
            paramLabel = "REASON",
            description = "Died of one of these: ${COMPLETION-CANDIDATES}.")
    private Set<DeathReason> reasons = EnumSet.noneOf(DeathReason.class);

    @Option(
            names = "--region",
            split = ",",
            paramLabel = "REGION",
            description = "Missed by the store of one of these regions.")
    private List<String> regions = new ArrayList<>();

    @Option(
            names = "--edge-type",
            split = ",",
            paramLabel = "TYPE",
            description = "Of an edge or node of one of these types.")
    private List<String> types = new ArrayList<>();

    @Option(
            names = "--namespace",
            split = ",",
            paramLabel = "NAMESPACE",
            description = "Of one of these namespaces.")
    private List<String> namespaces = new ArrayList<>();

    @Option(
            names = "--since",
            paramLabel = "TIME",
            description =
                    "Died at this moment or later: an ISO-8601 instant, or how long ago (2h).")
    private @Nullable Instant since;

    @Option(
            names = "--until",
            paramLabel = "TIME",
            description = "Died before this moment: an ISO-8601 instant, or how long ago (2h).")
    private @Nullable Instant until;

    @Option(names = "--id", split = ",", paramLabel = "ID", description = "Called so (er-id).")
    private List<String> ids = new ArrayList<>();

    /** All that are called so. */
    static LetterFilter ofIds(List<String> ids) {
        LetterFilter filter = new LetterFilter();
        filter.ids = List.copyOf(ids);
        return filter;
    }

    /** Whether nothing is asked: every letter will do. */
    boolean isEmpty() {
        return reasons.isEmpty()
                && regions.isEmpty()
                && types.isEmpty()
                && namespaces.isEmpty()
                && since == null
                && until == null
                && ids.isEmpty();
    }

    /** Whether this letter is one of them. */
    boolean covers(Letter letter) {
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

    private static boolean in(List<String> names, @Nullable String name) {
        return names.isEmpty() || (name != null && names.contains(name));
    }
}
