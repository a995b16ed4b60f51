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
 * <p>Tables of the scratch: {@code s} (hash of the subject, name of the repair), of which the
 * repair has to be compared with the subject itself; {@code n} (name of a node, 0, subject), to
 * where the subject begins: once for each edge, however many repairs it has, and a search decodes
 * no outcome.
 */
final class Names {
    private static final byte[] END = {0};
    private static final byte[] NOTHING = {};

    private final Scratch scratch;

    Names(Scratch scratch) {
        this.scratch = scratch;
    }

    void add(Scratch.Change change, Subject subject, byte[] repair) {
        byte[] written = write(subject);
        change.put(Scratch.key('s', hash(written), repair), NOTHING);
        for (String name : names(subject)) {
            byte[] key = named(name, written);
            change.put(
                    key,
                    ByteBuffer.allocate(Integer.BYTES).putInt(key.length - written.length).array());
        }
    }

    /**
     * Takes a repair from its edge.
     *
     * @param isLast whether the edge has no other
     */
    void remove(Scratch.Change change, Subject subject, byte[] repair, boolean isLast) {
        byte[] written = write(subject);
        change.delete(Scratch.key('s', hash(written), repair));
        if (isLast) {
            names(subject).forEach(name -> change.delete(named(name, written)));
        }
    }

    private static byte[] named(String name, byte[] subject) {
        return Scratch.key('n', Scratch.utf8(name), END, subject);
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
    private static byte[] hash(byte[] subject) {
        long wide = 1125899906842597L;
        for (byte part : subject) {
            wide = 31 * wide + part;
        }
        return ByteBuffer.allocate(Long.BYTES).putLong(wide).array();
    }

    /** Names of the repairs of an edge, and perhaps a few more. */
    List<byte[]> repairs(Subject subject, int most) {
        List<byte[]> repairs = new ArrayList<>();
        byte[] prefix = Scratch.key('s', hash(write(subject)));
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
        for (String start : starts) {
            // Of a word that many edges have, and which comes first, the others would get none.
            int[] looks = {looksMost / starts.size()};
            if (!start.isEmpty() && looks[0] > 0 && found.size() < most) {
                scratch.each(
                        Scratch.key('n', Scratch.utf8(start)),
                        (key, begin) -> {
                            Subject subject = read(key, ByteBuffer.wrap(begin).getInt());
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

    private static Subject read(byte[] key, int begin) {
        ByteBuffer left = ByteBuffer.wrap(key).position(begin);
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
