package org.entropyrepair.cli.letters;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import org.entropyrepair.cli.frame.Output;
import org.entropyrepair.flow.redrive.Letter;

/** Counts letters by reason and by the region that missed them. Safe for use by several threads. */
final class Summary {
    private final Map<String, Long> byReason = new TreeMap<>();
    private final Map<String, Long> byRegion = new TreeMap<>();
    private long count;

    synchronized void add(Letter letter) {
        count++;
        byReason.merge(letter.dead().reason().name(), 1L, Long::sum);
        byRegion.merge(letter.target().isEmpty() ? "-" : letter.target(), 1L, Long::sum);
    }

    synchronized long count() {
        return count;
    }

    /** As fields of a JSON object. */
    synchronized Map<String, Object> fields() {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("count", count);
        fields.put("byReason", new TreeMap<>(byReason));
        fields.put("byRegion", new TreeMap<>(byRegion));
        return fields;
    }

    /** As one line. */
    synchronized String line() {
        return count
                + (count == 0 ? "" : " (by reason " + byReason + ", by region " + byRegion + ")");
    }

    /** Says on standard error what a scan passed over, where that is anything. */
    static void sayPassed(Output output, LetterQueue.Passed passed) {
        if (passed.repeats() > 0) {
            output.progress(passed.repeats() + " repeated deliveries left out");
        }
        if (passed.handled() > 0) {
            output.progress(passed.handled() + " dealt with before left out");
        }
        if (passed.unreadable() > 0) {
            output.progress(
                    "%d records are no dead letters this build can read, the first at %s"
                            .formatted(passed.unreadable(), passed.firstUnreadable()));
        }
    }
}
