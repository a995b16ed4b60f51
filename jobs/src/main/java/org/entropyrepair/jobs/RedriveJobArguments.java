package org.entropyrepair.jobs;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.entropyrepair.config.yaml.Moments;
import org.entropyrepair.core.model.DeathReason;
import org.entropyrepair.flow.redrive.LetterFilter;
import org.jspecify.annotations.Nullable;

/** The command line of the redrive job, read. */
sealed interface RedriveJobArguments {
    /** What the command takes. */
    String USAGE =
            """
            usage: RedriveJob --config FILE [options]
              --config FILE              the region config
              --config-inline TEXT       the region config itself: its name, a colon, its gzipped
                                         text in Base64
              --reason A,B               letters that died of one of these reasons (default: any,
                                         as for all filters; all that are given have to hold)
              --region A,B               missed by the store of one of these regions
              --edge-type A,B            of an edge or node of one of these types
              --namespace A,B            of one of these namespaces
              --since TIME               died then or later: ISO-8601, or how long ago (2h)
              --until TIME               died before: ISO-8601, or how long ago (2h)
              --id A,B                   called so (er-id)
              --rate N                   no more than so many a second, all tasks together
              --max-redrives N           leave letters alone that have been redriven so often
                                         (default: 3)
              --dry-run BOOL             only count (default: false)
              --job-name NAME            name of the job (default: entropy-repair-redrive)
              --help                     print this\
            """;

    /** In order. */
    record Run(GivenConfig config, RedriveJobOptions options) implements RedriveJobArguments {}

    /** Asked how it is used. */
    record Help() implements RedriveJobArguments {}

    /** Used wrongly; one line says how. */
    record Wrong(String message) implements RedriveJobArguments {}

    /** Reads a command line. */
    static RedriveJobArguments parse(String[] args) {
        if (Arrays.asList(args).contains("--help")) {
            return new Help();
        }
        try {
            Arguments given = Arguments.of(args, rules());
            GivenConfig config =
                    given.value(Option.CONFIG.flag, Arguments::file)
                            .<GivenConfig>map(GivenConfig.File::new)
                            .or(() -> given.value(Option.CONFIG_INLINE.flag, Option::inline))
                            .orElseThrow(() -> given.missing(Option.CONFIG.flag));
            return new Run(config, options(given));
        } catch (Arguments.WrongArgument wrong) {
            return new Wrong(wrong.line());
        }
    }

    private static RedriveJobOptions options(Arguments given) {
        RedriveJobOptions standard = RedriveJobOptions.DEFAULT;
        LetterFilter filter =
                new LetterFilter(
                        given.value(Option.REASON.flag, Option::reasons).orElse(Set.of()),
                        given.value(Option.REGION.flag, Arguments::names).orElse(Set.of()),
                        given.value(Option.EDGE_TYPE.flag, Arguments::names).orElse(Set.of()),
                        given.value(Option.NAMESPACE.flag, Arguments::names).orElse(Set.of()),
                        given.value(Option.SINCE.flag, Arguments::moment).orElse(null),
                        given.value(Option.UNTIL.flag, Arguments::moment).orElse(null),
                        given.value(Option.ID.flag, Arguments::names).orElse(Set.of()));
        return new RedriveJobOptions(
                given.value(Option.JOB_NAME.flag, Arguments::name).orElse(standard.jobName()),
                filter,
                given.value(Option.MAX_REDRIVES.flag, Arguments::count)
                        .orElse(standard.redrivesMax()),
                given.value(Option.RATE.flag, Arguments::count).orElse(standard.perSecond()),
                given.value(Option.DRY_RUN.flag, Arguments::flag).orElse(standard.dryRun()));
    }

    private static Map<String, String> rules() {
        Map<String, String> rules = new LinkedHashMap<>();
        for (Option option : Option.values()) {
            rules.put(option.flag, option.rule);
        }
        return rules;
    }

    /** One option with its rule. */
    enum Option {
        CONFIG("--config", "a file"),
        CONFIG_INLINE("--config-inline", "NAME:BASE64 of a gzipped config"),
        REASON("--reason", "of " + Arrays.toString(DeathReason.values()) + ", comma-separated"),
        REGION("--region", "names of regions, comma-separated"),
        EDGE_TYPE("--edge-type", "types, comma-separated"),
        NAMESPACE("--namespace", "names of namespaces, comma-separated"),
        SINCE("--since", Moments.RULE),
        UNTIL("--until", Moments.RULE),
        ID("--id", "er-ids, comma-separated"),
        RATE("--rate", "a whole number of at least 1"),
        MAX_REDRIVES("--max-redrives", "a whole number of at least 1"),
        DRY_RUN("--dry-run", "true or false"),
        JOB_NAME("--job-name", "a name");

        private final String flag;
        private final String rule;

        Option(String flag, String rule) {
            this.flag = flag;
            this.rule = rule;
        }

        private static @Nullable Set<DeathReason> reasons(String text) {
            Set<String> names = Arguments.names(text);
            if (names == null) {
                return null;
            }
            Set<DeathReason> reasons = EnumSet.noneOf(DeathReason.class);
            for (String name : names) {
                try {
                    reasons.add(DeathReason.valueOf(name.toUpperCase(Locale.ROOT)));
                } catch (IllegalArgumentException unknown) {
                    return null;
                }
            }
            return reasons;
        }

        private static @Nullable GivenConfig inline(String text) {
            try {
                return GivenConfig.Inline.of(text);
            } catch (IllegalArgumentException notInline) {
                return null;
            }
        }
    }
}
