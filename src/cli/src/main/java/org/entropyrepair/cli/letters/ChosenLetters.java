package org.entropyrepair.cli.letters;

import org.entropyrepair.cli.frame.Output;
import org.entropyrepair.cli.frame.Values;
import org.entropyrepair.flow.redrive.LetterFilter;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What a command is told that goes through letters up to a limit. */
final class ChosenLetters {
    @Mixin private final LetterTopics topics = new LetterTopics();
    @Mixin private final FilterOptions filter = new FilterOptions();
    @Mixin private final Output output = new Output();

    @Option(
            names = "--limit",
            paramLabel = "N",
            converter = Values.Count.class,
            description = "No more than so many.")
    private @Nullable Integer limit;

    LetterTopics.Read where() {
        return topics.read();
    }

    LetterFilter filter() {
        return filter.filter();
    }

    Output output() {
        return output;
    }

    /** The limit; without one, more than there are. */
    int most() {
        return Values.or(limit, Integer.MAX_VALUE);
    }
}
