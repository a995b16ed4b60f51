package org.entropyrepair.console.model;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.entropyrepair.core.model.Subject;
import org.jspecify.annotations.Nullable;

/**
 * Leads from names of nodes to the repairs of their edges, and from an edge to its repairs.
 *
 * <p>Tables of the scratch: {@code s} (hash of the subject, name of the repair), to be compared
 * with the subject itself; {@code n} (name of a node, 0, hash of the subject, name of the repair).
 */
final class Names {
    private static final byte[] NOTHING = new byte[0];
    private static final byte[] END = {0};

    private final Scratch scratch;

    Names(Scratch scratch) {
        this.scratch = scratch;
    }

    void add(Scratch.Change change, Subject subject, byte[] repair) {
        for (byte[] key : keys(subject, repair)) {
            change.put(key, NOTHING);
        }
    }

    void remove(Scratch.Change change, Subject subject, byte[] repair) {
        for (byte[] key : keys(subject, repair)) {
            change.delete(key);
        }
    }

    private static List<byte[]> keys(Subject subject, byte[] repair) {
        List<byte[]> keys = new ArrayList<>();
        byte[] hash = hash(subject);
        keys.add(Scratch.key('s', hash, repair));
        for (String name : names(subject)) {
            keys.add(Scratch.key('n', Scratch.utf8(name), END, hash, repair));
        }
        return keys;
    }

    private static List<String> names(Subject subject) {
        if (subject instanceof Subject.Edge edge) {
            return edge.source().equals(edge.target())
                    ? List.of(edge.source())
                    : List.of(edge.source(), edge.target());
        }
        return List.of(((Subject.Node) subject).id());
    }

    /** Collisions are rare and harmless: whoever reads compares the subject. */
    private static byte[] hash(Subject subject) {
        long wide = 1125899906842597L;
        for (byte part : Scratch.utf8(subject.toString())) {
            wide = 31 * wide + part;
        }
        return ByteBuffer.allocate(Long.BYTES).putLong(wide).array();
    }

    /** Names of the repairs of an edge, and perhaps a few more. */
    List<byte[]> repairs(Subject subject, int most) {
        List<byte[]> repairs = new ArrayList<>();
        byte[] prefix = Scratch.key('s', hash(subject));
        scratch.each(
                prefix,
                (key, unused) -> {
                    repairs.add(Arrays.copyOfRange(key, prefix.length, key.length));
                    return repairs.size() < most;
                });
        return repairs;
    }

    List<Subject> search(
            String text, int most, int looksMost, Function<byte[], @Nullable Subject> subjects) {
        Set<Subject> found = new LinkedHashSet<>();
        List<String> words = Arrays.stream(text.strip().split("\\s+")).distinct().toList();
        List<String> starts = new ArrayList<>(words);
        starts.sort(Comparator.comparingInt(String::length).reversed());
        int[] looks = {looksMost};
        for (String start : starts) {
            if (!start.isEmpty() && looks[0] > 0 && found.size() < most) {
                collect(start, words, most, looks, subjects, found);
            }
        }
        return List.copyOf(found);
    }

    private void collect(
            String start,
            List<String> words,
            int most,
            int[] looks,
            Function<byte[], @Nullable Subject> subjects,
            Set<Subject> found) {
        int hashAndMore = Long.BYTES;
        long[] last = {0};
        boolean[] any = {false};
        scratch.each(
                Scratch.key('n', Scratch.utf8(start)),
                (key, unused) -> {
                    int end = 1;
                    while (key[end] != 0) {
                        end++;
                    }
                    long hash = ByteBuffer.wrap(key, end + 1, hashAndMore).getLong();
                    if (any[0] && hash == last[0]) {
                        return true; // another cell of the same edge
                    }
                    any[0] = true;
                    last[0] = hash;
                    Subject subject =
                            subjects.apply(
                                    Arrays.copyOfRange(key, end + 1 + hashAndMore, key.length));
                    if (subject != null && matches(subject, words)) {
                        found.add(subject);
                    }
                    return --looks[0] > 0 && found.size() < most;
                });
    }

    private static boolean matches(Subject subject, List<String> words) {
        List<String> all = new ArrayList<>(names(subject));
        all.add(subject.type());
        return words.stream()
                .allMatch(word -> all.stream().anyMatch(name -> name.startsWith(word)));
    }
}
