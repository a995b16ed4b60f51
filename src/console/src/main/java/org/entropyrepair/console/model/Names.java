package org.entropyrepair.console.model;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.entropyrepair.core.model.Subject;

/**
 * Leads from names of nodes to the repairs of their edges, and from an edge to its repairs.
 *
 * <p>Tables of the scratch: {@code s} (hash of the subject, name of the repair), to be compared
 * with the subject itself; {@code n} (name of a node, 0, hash of the subject, name of the repair);
 * each to the subject itself, so that a search decodes no outcome.
 */
final class Names {
    private static final byte[] END = {0};

    private final Scratch scratch;

    Names(Scratch scratch) {
        this.scratch = scratch;
    }

    void add(Scratch.Change change, Subject subject, byte[] repair) {
        byte[] written = write(subject);
        for (byte[] key : keys(subject, repair)) {
            change.put(key, written);
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

    List<Subject> search(String text, int most, int looksMost) {
        Set<Subject> found = new LinkedHashSet<>();
        List<String> words = Arrays.stream(text.strip().split("\\s+")).distinct().toList();
        List<String> starts = new ArrayList<>(words);
        starts.sort(Comparator.comparingInt(String::length).reversed());
        int[] looks = {looksMost};
        for (String start : starts) {
            if (!start.isEmpty() && looks[0] > 0 && found.size() < most) {
                scratch.each(
                        Scratch.key('n', Scratch.utf8(start)),
                        (key, written) -> {
                            Subject subject = read(written);
                            if (matches(subject, words)) {
                                found.add(subject);
                            }
                            return --looks[0] > 0 && found.size() < most;
                        });
            }
        }
        return List.copyOf(found);
    }

    private static byte[] write(Subject subject) {
        List<String> parts = new ArrayList<>(List.of(subject.graph(), subject.type()));
        if (subject instanceof Subject.Edge edge) {
            parts.add(edge.source());
            parts.add(edge.target());
        } else {
            parts.add(((Subject.Node) subject).id());
        }
        List<byte[]> texts = parts.stream().map(Scratch::utf8).toList();
        int size = texts.stream().mapToInt(part -> Integer.BYTES + part.length).sum();
        ByteBuffer written = ByteBuffer.allocate(size);
        texts.forEach(part -> written.putInt(part.length).put(part));
        return written.array();
    }

    private static Subject read(byte[] written) {
        ByteBuffer left = ByteBuffer.wrap(written);
        List<String> parts = new ArrayList<>();
        while (left.hasRemaining()) {
            byte[] part = new byte[left.getInt()];
            left.get(part);
            parts.add(new String(part, StandardCharsets.UTF_8));
        }
        return parts.size() == 3
                ? new Subject.Node(parts.get(0), parts.get(1), parts.get(2))
                : new Subject.Edge(parts.get(0), parts.get(1), parts.get(2), parts.get(3));
    }

    private static boolean matches(Subject subject, List<String> words) {
        List<String> all = new ArrayList<>(names(subject));
        all.add(subject.type());
        return words.stream()
                .allMatch(word -> all.stream().anyMatch(name -> name.startsWith(word)));
    }
}
