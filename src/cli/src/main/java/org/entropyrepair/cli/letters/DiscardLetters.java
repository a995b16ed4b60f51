package org.entropyrepair.cli.letters;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.entropyrepair.cli.frame.Failed;
import org.entropyrepair.cli.frame.Output;
import org.entropyrepair.core.model.Mark;
import org.entropyrepair.flow.redrive.Letter;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Marks dead letters as set aside on purpose. */
@Command(
        name = "discard",
        description = {
            "Set dead letters aside, with a reason: they are marked and no longer listed.",
            "Nothing is deleted; dead-letters list --all shows them, and redrive --again takes them."
        },
        footer = {
            "",
            "Example:",
            "  entropy-repair dead-letters discard --config region.yaml --reason MALFORMED --because"
                    + " load-test"
        })
final class DiscardLetters implements Callable<Integer> {
    private static final int WAVE = 1000;

    @Spec private CommandSpec command = CommandSpec.create();
    @Mixin private final LetterTopics topics = new LetterTopics();
    @Mixin private final FilterOptions filter = new FilterOptions();
    @Mixin private final Output output = new Output();

    @Option(
            names = "--because",
            required = true,
            paramLabel = "TEXT",
            description = "Why, for those who look at them later.")
    private String because = "";

    @Option(
            names = "--everything",
            fallbackValue = "true",
            description = "All of them: without a filter this has to be said.")
    private boolean everything;

    @Option(
            names = "--dry-run",
            fallbackValue = "true",
            description = "Only count what would be discarded.")
    private boolean dryRun;

    @Override
    public Integer call() {
        if (filter.filter().isEmpty() && !everything) {
            throw new ParameterException(
                    command.commandLine(), "no filter (expected: at least one, or --everything)");
        }
        LetterTopics.Read where = topics.read();
        Summary summary = new Summary();
        try (Marks marks = where.marks(dryRun, output)) {
            List<CompletableFuture<Void>> wave = new ArrayList<>();
            LetterQueue.Passed passed =
                    where.queue(marks)
                            .each(
                                    filter.filter(),
                                    false,
                                    (letter, mark) -> {
                                        summary.add(letter);
                                        if (!dryRun) {
                                            wave.add(marks.put(mark(letter)));
                                            if (wave.size() >= WAVE) {
                                                await(wave);
                                            }
                                        }
                                        return true;
                                    });
            await(wave);
            Summary.sayPassed(output, passed);
        }
        output.text((dryRun ? "would be discarded: " : "discarded: ") + summary.line());
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("dryRun", dryRun);
        fields.put("discarded", summary.fields());
        output.object(fields);
        return 0;
    }

    private Mark mark(Letter letter) {
        return new Mark(letter.id(), Mark.How.DISCARDED, Instant.now(), because, null);
    }

    private static void await(List<CompletableFuture<Void>> wave) {
        try {
            wave.forEach(CompletableFuture::join);
        } catch (CompletionException failed) {
            Throwable cause = failed.getCause() == null ? failed : failed.getCause();
            throw new Failed(String.valueOf(cause.getMessage()), failed);
        }
        wave.clear();
    }
}
