package org.entropyrepair.cli.letters;

import java.time.Instant;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.Set;
import org.entropyrepair.core.model.DeathReason;
import org.entropyrepair.flow.redrive.LetterFilter;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which dead letters a command is about: those for which every option that is given holds. */
final class FilterOptions {
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
    private Set<String> regions = new LinkedHashSet<>();

    @Option(
            names = "--edge-type",
            split = ",",
            paramLabel = "TYPE",
            description = "Of an edge or node of one of these types.")
    private Set<String> types = new LinkedHashSet<>();

    @Option(
            names = "--namespace",
            split = ",",
            paramLabel = "NAMESPACE",
            description = "Of one of these namespaces.")
    private Set<String> namespaces = new LinkedHashSet<>();

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
    private Set<String> ids = new LinkedHashSet<>();

    /** What is asked for. */
    LetterFilter filter() {
        return new LetterFilter(reasons, regions, types, namespaces, since, until, ids);
    }
}
