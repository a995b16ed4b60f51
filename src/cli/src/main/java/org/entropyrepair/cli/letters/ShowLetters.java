package org.entropyrepair.cli.letters;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import org.entropyrepair.cli.frame.Failed;
import org.entropyrepair.cli.frame.Output;
import org.entropyrepair.flow.redrive.LetterFilter;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Shows all that is known of some dead letters. */
@Command(
        name = "show",
        description = {
            "Show all that is known of dead letters, those that have been dealt with among them.",
            "The failure's own record is shown as its size and hash, unless it is to be revealed."
        },
        footer = {
            "",
            "Example:",
            "  entropy-repair dead-letters show --config region.yaml 9f86d081884c7d659a2feaa0c55ad015"
        })
final class ShowLetters implements Callable<Integer> {
    @Mixin private final LetterTopics topics = new LetterTopics();
    @Mixin private final Output output = new Output();

    @Parameters(paramLabel = "ID", arity = "1..*", description = "What they are called (er-id).")
    private List<String> ids = new ArrayList<>();

    @Option(
            names = "--reveal",
            fallbackValue = "true",
            description = "Show the failure's own record, values and all.")
    private boolean reveal;

    @Override
    public Integer call() {
        LetterTopics.Read where = topics.read();
        Set<String> missing = new LinkedHashSet<>(ids);
        try (Marks marks = where.marks(true, output)) {
            where.queue(marks)
                    .each(
                            LetterFilter.ofIds(ids),
                            true,
                            (letter, mark) -> {
                                show(Portrait.fields(letter, mark, reveal));
                                missing.remove(letter.id());
                                return !missing.isEmpty();
                            });
        }
        if (!missing.isEmpty()) {
            throw new Failed(
                    missing.stream()
                            .map(
                                    id ->
                                            id
                                                    + ": no dead letter (expected: one of "
                                                    + where.letters()
                                                    + ")")
                            .toList());
        }
        return 0;
    }

    private void show(Map<String, Object> fields) {
        output.object(fields);
        fields.forEach((name, value) -> output.text("%-14s %s".formatted(name, value)));
        output.text("");
    }
}
