package org.entropyrepair.benchmarks;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.DefaultConsistencyLevel;
import com.datastax.oss.driver.api.core.cql.AsyncResultSet;
import com.datastax.oss.driver.api.core.cql.BoundStatement;
import com.datastax.oss.driver.api.core.cql.PreparedStatement;
import com.datastax.oss.driver.api.core.cql.SimpleStatement;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;
import org.entropyrepair.core.model.Bytes;
import org.entropyrepair.core.model.Cell;
import org.entropyrepair.core.model.Mutation;
import org.entropyrepair.core.model.Token;
import org.entropyrepair.core.model.Version;
import org.entropyrepair.sinks.Store;
import org.entropyrepair.sinks.StoreContext;
import org.entropyrepair.sinks.StoreFactory;
import org.entropyrepair.testkit.cassandra.CassandraServer;

/**
 * Writes per second on a real Cassandra: one by one, in unlogged batches of one partition, and as
 * the store writes them, with the same statement and the same number of writes in flight.
 *
 * <p>Each round runs every way, one after the other, on the same node; what counts is the ratio to
 * writing one by one in the same round.
 */
public final class BatchingBenchmark {
    private static final String NAMESPACE = "edges";
    private static final String KEYSPACE = "batching";
    private static final int VALUE_BYTES = 64;
    private static final int[] SIZES = {2, 5, 10};

    private final Store store;
    private final PartitionWriter writer;
    private final int writes;
    private final int inFlight;
    private final byte[] value = new byte[VALUE_BYTES];
    private long partitions;

    private BatchingBenchmark(Store store, PartitionWriter writer, int writes, int inFlight) {
        this.store = store;
        this.writer = writer;
        this.writes = writes;
        this.inFlight = inFlight;
    }

    /**
     * Runs it.
     *
     * @param args {@code [--writes N] [--rounds N] [--in-flight N]}
     * @throws Exception if the server or a write fails
     */
    public static void main(String[] args) throws Exception {
        Arguments arguments = new Arguments(args);
        int writes = arguments.number("--writes", 20_000);
        int rounds = arguments.number("--rounds", 5);
        int inFlight = arguments.number("--in-flight", 256);
        Path folder = Files.createTempDirectory("entropy-repair-benchmark");
        try (CassandraServer server =
                CassandraServer.in(folder).forThroughput().heapMegabytes(768).start()) {
            createTable(server);
            try (CqlSession session = connect(server);
                    Store store = open(server, inFlight);
                    PartitionWriter writer = new PartitionWriter(session, prepare(session))) {
                new BatchingBenchmark(store, writer, writes, inFlight).run(rounds);
            }
        } finally {
            Folders.delete(folder);
        }
    }

    private static PreparedStatement prepare(CqlSession session) {
        return session.prepare(
                SimpleStatement.builder(
                                "INSERT INTO batching.edges (id, key, value, value_metadata)"
                                        + " VALUES (?, ?, ?, ?) USING TIMESTAMP ? AND TTL ?")
                        .setConsistencyLevel(DefaultConsistencyLevel.LOCAL_QUORUM)
                        .setIdempotence(true)
                        .build());
    }

    private static void createTable(CassandraServer server) {
        server.cql(
                "CREATE KEYSPACE %s WITH replication = {'class': 'NetworkTopologyStrategy', '%s': 1}"
                        .formatted(KEYSPACE, server.dataCentre()));
        server.cql(
                "CREATE TABLE batching.edges (id text, key blob, value blob, value_metadata blob,"
                        + " PRIMARY KEY (id, key))");
    }

    private static CqlSession connect(CassandraServer server) {
        return CqlSession.builder()
                .addContactPoint(
                        new InetSocketAddress(server.address(), CassandraServer.CLIENT_PORT))
                .withLocalDatacenter(server.dataCentre())
                .build();
    }

    private static Store open(CassandraServer server, int inFlight) {
        Map<String, Object> settings =
                Map.of(
                        "contactPoints",
                        List.of(server.contactPoint()),
                        "localDatacenter",
                        server.dataCentre(),
                        "keyspace",
                        KEYSPACE,
                        "maxInFlight",
                        2 * inFlight); // it counts a write until after its answer was heard
        StoreContext.Namespace edges =
                new StoreContext.Namespace(NAMESPACE, "edges", TimeUnit.DAYS.toMillis(10), false);
        return StoreFactory.ofKind("cassandra", BatchingBenchmark.class.getClassLoader())
                .open(new StoreContext("here", settings, Map.of(NAMESPACE, edges)));
    }

    /** A way to write, by how many writes of a partition follow one another. */
    private interface Way {
        void write(InFlight to, int ofPartition) throws InterruptedException;
    }

    private void run(int rounds) throws InterruptedException {
        System.out.printf(
                Locale.ROOT,
                "%,d writes of %d B, %d in flight, %d rounds after a warm-up%n",
                writes,
                VALUE_BYTES,
                inFlight,
                rounds);
        Map<String, Way> alone = new LinkedHashMap<>();
        alone.put("one by one", this::oneByOne);
        alone.put("what waits together", this::whatWaits);
        alone.put("what comes in one tick", this::whatComesInOneTick);
        alone.put("the store", this::byTheStore);
        compare("every write of a partition of its own", alone, 1, rounds);

        Map<String, Way> together = new LinkedHashMap<>();
        together.put("one by one", this::oneByOne);
        for (int size : SIZES) {
            together.put("batches of " + size, (to, of) -> inBatches(to, of, size));
        }
        together.put("what waits together", this::whatWaits);
        together.put("what comes in one tick", this::whatComesInOneTick);
        together.put("the store", this::byTheStore);
        compare("ten writes of each partition, one after the other", together, 10, rounds);
    }

    private void compare(String title, Map<String, Way> ways, int ofPartition, int rounds)
            throws InterruptedException {
        Map<String, Found> found = new LinkedHashMap<>();
        ways.keySet().forEach(name -> found.put(name, new Found()));
        for (int round = 0; round <= rounds; round++) {
            double single = 0;
            for (Map.Entry<String, Way> way : ways.entrySet()) {
                double rate = rate(way.getValue(), ofPartition);
                single = single == 0 ? rate : single; // the first is what the others compare to
                if (round > 0) {
                    Found of = Objects.requireNonNull(found.get(way.getKey()));
                    of.rates.add(rate);
                    of.ratios.add(rate / single);
                }
            }
        }
        System.out.printf(
                "%n%s:%n%n| way | writes/s, median | ratio, median | from | to |%n"
                        + "|---|---|---|---|---|%n",
                title);
        found.forEach((way, of) -> System.out.println("| " + way + " " + of.line()));
    }

    /** What a way reached, round by round. */
    private record Found(List<Double> rates, List<Double> ratios) {
        Found() {
            this(new ArrayList<>(), new ArrayList<>());
        }

        String line() {
            List<Double> sorted = ratios.stream().sorted().toList();
            return String.format(
                    Locale.ROOT,
                    "| %,.0f | %.2f | %.2f | %.2f |",
                    rates.stream().sorted().toList().get(rates.size() / 2),
                    sorted.get(sorted.size() / 2),
                    sorted.get(0),
                    sorted.get(sorted.size() - 1));
        }
    }

    private double rate(Way way, int ofPartition) throws InterruptedException {
        InFlight to = new InFlight(inFlight);
        long began = System.nanoTime();
        way.write(to, ofPartition);
        to.awaitAll();
        return writes / ((System.nanoTime() - began) / 1e9);
    }

    private void oneByOne(InFlight to, int ofPartition) throws InterruptedException {
        inBatches(to, ofPartition, 1);
    }

    private void inBatches(InFlight to, int ofPartition, int size) throws InterruptedException {
        for (int done = 0; done < writes; done += ofPartition) {
            String id = newId();
            for (int from = 0; from < ofPartition; from += size) {
                List<BoundStatement> batch = new ArrayList<>();
                for (int i = from; i < Math.min(ofPartition, from + size); i++) {
                    batch.add(statement(id, i));
                }
                to.enter(batch.size());
                int count = batch.size();
                writer.send(batch).whenComplete((rows, error) -> to.leave(count, error));
            }
        }
    }

    private void whatWaits(InFlight to, int ofPartition) throws InterruptedException {
        each(to, ofPartition, writer::sendOrWait);
    }

    private void whatComesInOneTick(InFlight to, int ofPartition) throws InterruptedException {
        each(to, ofPartition, writer::sendInTick);
    }

    private void each(
            InFlight to,
            int ofPartition,
            BiFunction<String, BoundStatement, CompletionStage<AsyncResultSet>> send)
            throws InterruptedException {
        for (int done = 0; done < writes; done += ofPartition) {
            String id = newId();
            for (int i = 0; i < ofPartition; i++) {
                to.enter(1);
                send.apply(id, statement(id, i)).whenComplete((rows, error) -> to.leave(1, error));
            }
        }
    }

    private void byTheStore(InFlight to, int ofPartition) throws InterruptedException {
        for (int done = 0; done < writes; done += ofPartition) {
            Bytes id = Bytes.utf8(newId());
            for (int i = 0; i < ofPartition; i++) {
                to.enter(1);
                Mutation put =
                        new Mutation(
                                new Cell(NAMESPACE, id, Bytes.utf8("key-" + i)),
                                Version.put(new Token(nowMicros(), 0, i)),
                                Bytes.wrap(value),
                                Bytes.EMPTY);
                store.apply(put).whenComplete((end, error) -> to.leaveAs(end, error));
            }
        }
    }

    private String newId() {
        return "user:" + partitions++;
    }

    private BoundStatement statement(String id, int key) {
        return writer.put()
                .bind()
                .setString(0, id)
                .setBytesUnsafe(1, ByteBuffer.wrap(Bytes.utf8("key-" + key).unsafeArray()))
                .setBytesUnsafe(2, ByteBuffer.wrap(value))
                .setBytesUnsafe(3, null)
                .setLong(4, nowMicros())
                .setInt(5, 0);
    }

    private static long nowMicros() {
        return System.currentTimeMillis() * 1_000;
    }
}
