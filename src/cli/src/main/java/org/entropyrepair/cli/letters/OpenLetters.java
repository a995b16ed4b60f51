package org.entropyrepair.cli.letters;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.entropyrepair.config.RegionConfig;
import org.entropyrepair.core.model.Failure;
import org.entropyrepair.core.model.Subject;
import org.entropyrepair.flow.redrive.LetterFilter;

/** The dead letters of one edge that nobody has dealt with yet, for other rooms. */
public final class OpenLetters {
    private OpenLetters() {}

    /** A line for each, by name; those that cannot be read are nobody's. */
    public static Map<String, String> of(
            RegionConfig config, Subject subject, Consumer<String> warnings) {
        LetterTopics.Read where = LetterTopics.Read.of(config);
        Map<String, String> lines = new LinkedHashMap<>();
        try (Marks marks = Marks.read(where.handled(), warnings)) {
            where.queue(marks)
                    .each(
                            LetterFilter.ALL,
                            false,
                            (letter, mark) -> {
                                Failure failure = letter.failure();
                                if (failure != null && failure.subject().equals(subject)) {
                                    lines.put(letter.id(), Portrait.line(letter, mark));
                                }
                                return true;
                            });
        }
        return lines;
    }
}
