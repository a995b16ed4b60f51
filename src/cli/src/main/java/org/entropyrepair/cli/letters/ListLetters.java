package org.entropyrepair.cli.letters;

import java.util.concurrent.Callable;
import org.entropyrepair.cli.frame.Output;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Lists dead letters. */
@Command(
        name = "list",
        description = {
            "List dead letters, a line each: name, time of death, reason, region that missed it, what"
                    + " was to be written, why not.",
            "Payloads are not shown; see dead-letters show."
        },
        footer = {
            "",
            "Examples:",
            "  entropy-repair dead-letters list --config region.yaml --since 2h --reason REJECTED",
            "  entropy-repair dead-letters list --config region.yaml --json | jq -r .reason | sort |"
                    + " uniq -c"
        })
final class ListLetters implements Callable<Integer> {
    @Mixin private final ChosenLetters chosen = new ChosenLetters();

    @Option(
            names = "--all",
            fallbackValue = "true",
            description = "Those that have been redriven or discarded, too.")
    private boolean all;

    @Override
    public Integer call() {
        LetterTopics.Read where = chosen.where();
        Output output = chosen.output();
        try (Marks marks = where.marks(true, output)) {
            Summary summary = new Summary();
            LetterQueue.Passed passed =
                    where.queue(marks)
                            .each(
                                    chosen.filter(),
                                    all,
                                    (letter, mark) -> {
                                        output.text(Portrait.line(letter, mark));
                                        output.object(Portrait.fields(letter, mark, false));
                                        summary.add(letter);
                                        return summary.count() < chosen.most();
                                    });
            output.progress("dead letters: " + summary.line());
            Summary.sayPassed(output, passed);
        }
        return 0;
    }
}
