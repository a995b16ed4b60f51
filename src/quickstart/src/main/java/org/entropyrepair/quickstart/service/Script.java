package org.entropyrepair.quickstart.service;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Random;
import java.util.stream.Collectors;
import org.entropyrepair.core.model.Subject;
import org.entropyrepair.quickstart.graph.Synset;
import org.entropyrepair.quickstart.graph.WordNet;

/**
 * What the clients of the graph service do, in order: every edge is inserted once, and between the
 * inserts edges and nodes that exist already are updated, deleted, inserted again, and written with
 * TTLs that run out. Made by the seed alone. For one thread.
 */
public final class Script implements Iterator<GraphWrite> {
    /** The longest TTL that runs out while the quickstart runs, in seconds. */
    public static final int SHORT_TTL_SECONDS_MAX = 8;

    private static final int LONG_TTL_SECONDS = 30 * 86_400;
    private static final int EDGES_PER_NODE = 8;

    private final List<Subject.Edge> edges;
    private final Map<String, Synset> synsets;
    private final boolean tiesOfPuts;
    private final Random random;
    private final Deque<GraphWrite> next = new ArrayDeque<>();
    private final List<Subject.Node> nodes = new ArrayList<>();
    private int inserted;
    private int revision;

    /**
     * The script that inserts these edges.
     *
     * @param tiesOfPuts whether two clients may write the same cell in the same microsecond by
     *     plain puts, neither being a delete or having a TTL
     */
    public Script(WordNet wordNet, List<Subject.Edge> edges, boolean tiesOfPuts, long seed) {
        this.tiesOfPuts = tiesOfPuts;
        this.edges = List.copyOf(edges);
        this.synsets = wordNet.synsets().stream().collect(Collectors.toMap(Synset::id, s -> s));
        this.random = new Random(seed);
    }

    /** How many edges have been inserted so far. */
    public int inserted() {
        return inserted;
    }

    /** Whether there is an edge left to insert. */
    @Override
    public boolean hasNext() {
        return !next.isEmpty() || inserted < edges.size();
    }

    @Override
    public GraphWrite next() {
        if (!hasNext()) {
            throw new NoSuchElementException("every edge is inserted");
        }
        if (next.isEmpty()) {
            Subject.Edge edge = edges.get(inserted++);
            next.add(putEdge(edge, random.nextInt(50) == 0 ? LONG_TTL_SECONDS : 0, false));
            if (inserted % EDGES_PER_NODE == 0) {
                next.add(putNode(nodeOf(edge.source()), 0));
            }
            if (random.nextInt(4) == 0) {
                touch();
            }
        }
        return next.remove();
    }

    /** A further write to something that exists, after or before every edge is inserted. */
    public GraphWrite again() {
        while (next.isEmpty()) {
            touch();
        }
        return next.remove();
    }

    private void touch() {
        if (inserted == 0) {
            throw new IllegalStateException("inserted: 0 (expected: an edge to write again)");
        }
        Subject.Edge edge = edges.get(random.nextInt(inserted));
        int dice = random.nextInt(100);
        if (dice < 40) {
            next.add(putEdge(edge, 0, false));
        } else if (dice < 57) {
            next.add(deleteEdge(edge, false));
        } else if (dice < 67) {
            next.add(deleteEdge(edge, false));
            next.add(putEdge(edge, 0, false));
        } else if (dice < 78) {
            next.add(putEdge(edge, shortTtl(), false));
        } else if (dice < 88) {
            contest(edge);
        } else if (!nodes.isEmpty()) {
            touchNode(nodes.get(random.nextInt(nodes.size())));
        }
    }

    /** Two clients write one edge in the same microsecond. */
    private void contest(Subject.Edge edge) {
        int first = random.nextInt(3);
        int second = random.nextInt(3);
        boolean plainPuts = first == 2 && second == 2;
        next.add(contestant(edge, first, true));
        next.add(contestant(edge, plainPuts && !tiesOfPuts ? 0 : second, false));
    }

    private GraphWrite contestant(Subject.Edge edge, int what, boolean first) {
        return switch (what) {
            case 0 -> deleteEdge(edge, first);
            case 1 -> putEdge(edge, shortTtl(), first);
            default -> putEdge(edge, 0, first);
        };
    }

    private void touchNode(Subject.Node node) {
        int dice = random.nextInt(10);
        if (dice < 4) {
            next.add(
                    new GraphWrite(
                            node, List.of(CellWrite.delete(Namespaces.record(node))), false));
        } else {
            next.add(putNode(node, dice < 6 ? shortTtl() : 0));
        }
    }

    private int shortTtl() {
        return 1 + random.nextInt(SHORT_TTL_SECONDS_MAX);
    }

    private GraphWrite putEdge(Subject.Edge edge, long ttlSeconds, boolean contested) {
        int number = ++revision;
        String link = "{\"since\":" + number + "}";
        String weight = "{\"weight\":" + random.nextInt(1_000) + ",\"revision\":" + number + "}";
        return new GraphWrite(
                edge,
                List.of(
                        CellWrite.put(Namespaces.forward(edge), link, "", ttlSeconds),
                        CellWrite.put(Namespaces.reverse(edge), link, "", ttlSeconds),
                        CellWrite.put(Namespaces.property(edge), weight, "json", ttlSeconds)),
                contested);
    }

    private static GraphWrite deleteEdge(Subject.Edge edge, boolean contested) {
        return new GraphWrite(
                edge,
                List.of(
                        CellWrite.delete(Namespaces.forward(edge)),
                        CellWrite.delete(Namespaces.reverse(edge)),
                        CellWrite.delete(Namespaces.property(edge))),
                contested);
    }

    private Subject.Node nodeOf(String end) {
        int place = end.indexOf('#');
        String id = place < 0 ? end : end.substring(0, place);
        Subject.Node node = new Subject.Node(WordNet.GRAPH, Namespaces.NODE_TYPE, id);
        nodes.add(node);
        return node;
    }

    private GraphWrite putNode(Subject.Node node, long ttlSeconds) {
        Synset synset = synsets.get(node.id());
        if (synset == null) {
            throw new IllegalArgumentException(node.id() + ": no synset of WordNet");
        }
        String metadata = "revision " + ++revision;
        return new GraphWrite(
                node,
                List.of(
                        CellWrite.put(
                                Namespaces.attribute(node, "words"),
                                synset.words(),
                                metadata,
                                ttlSeconds),
                        CellWrite.put(
                                Namespaces.attribute(node, "gloss"),
                                synset.gloss(),
                                metadata,
                                ttlSeconds)),
                false);
    }
}
