package org.entropyrepair.cli.letters;

import java.util.concurrent.Callable;
import org.entropyrepair.cli.frame.Output;
import org.entropyrepair.cli.frame.Values;
import org.entropyrepair.core.wire.FailureReader;
import org.entropyrepair.flow.topic.TopicScan;
import org.jspecify.annotations.Nullable;
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
    @Mixin private final LetterTopics topics = new LetterTopics();
    @Mixin private final FilterOptions filter = new FilterOptions();
    @Mixin private final Output output = new Output();

    @Option(
            names = "--limit",
            paramLabel = "N",
            converter = Values.Count.class,
            description = "No more than so many.")
    private @Nullable Integer limit;

    @Option(
            names = "--all",
            fallbackValue = "true",
            description = "Those that have been redriven or discarded, too.")
    private boolean all;

    @Override
    public Integer call() {
        LetterTopics.Read where = topics.read();
        try (Marks marks = Marks.read(where.handled(), output::progress)) {
            LetterQueue queue =
                    new LetterQueue(
                            visitor -> TopicScan.all(where.letters(), visitor),
                            new FailureReader(where.config().maxRecordBytes()),
                            marks::of);
            Summary summary = new Summary();
            int most = Values.or(limit, Integer.MAX_VALUE);
            LetterQueue.Passed passed =
                    queue.each(
                            filter.filter(),
                            all,
                            (letter, mark) -> {
                                output.text(Portrait.line(letter, mark));
                                output.object(Portrait.fields(letter, mark, false));
                                summary.add(letter);
                                return summary.count() < most;
                            });
            output.progress("dead letters: " + summary.line());
            Summary.sayPassed(output, passed);
        }
        return 0;
    }
}
