package org.entropyrepair.publisher;

import java.util.List;
import java.util.stream.IntStream;
import org.entropyrepair.core.model.Bytes;

/** Numbered records, to tell order by. */
final class Records {
    private Records() {}

    static Outgoing numbered(int number) {
        return new Outgoing(Bytes.utf8("k"), Bytes.utf8(number + "|"), null);
    }

    /** A record of its number and {@code padBytes} more. */
    static Outgoing numbered(int number, int padBytes) {
        return new Outgoing(
                Bytes.utf8("k"), Bytes.utf8(number + "|" + "x".repeat(padBytes)), Bytes.utf8("t"));
    }

    static List<Outgoing> range(int from, int to) {
        return IntStream.range(from, to).mapToObj(Records::numbered).toList();
    }

    static int numberOf(Outgoing record) {
        String text = record.value().toString();
        return Integer.parseInt(text.substring(0, text.indexOf('|')));
    }
}
