package org.entropyrepair.sinks.cassandra;

import static org.assertj.core.api.Assertions.assertThat;
import static org.entropyrepair.sinks.cassandra.TroubleBench.EDGES;
import static org.entropyrepair.sinks.cassandra.TroubleBench.newCell;
import static org.entropyrepair.sinks.cassandra.TroubleBench.newPut;
import static org.entropyrepair.sinks.cassandra.TroubleBench.put;

import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.entropyrepair.core.model.Bytes;
import org.entropyrepair.core.model.Cell;
import org.entropyrepair.core.model.Token;
import org.entropyrepair.core.model.Version;
import org.entropyrepair.sinks.ReadResult;
import org.entropyrepair.sinks.WriteResult;
import org.entropyrepair.testkit.cassandra.CassandraServer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What is wrong with one record is said of that record; others go on. */
@Tag("slow")
@Timeout(value = 10, unit = TimeUnit.MINUTES)
class CassandraRecordTest {
    private final CassandraServer server = Bench.server();

    @Test
    void whatTheServerOrItsFormatWillNeverTakeIsRejected() {
        onTables(
                bench -> {
                    for (int bytes : List.of(5 << 20, (16 << 20) - 10, 20 << 20)) {
                        assertThat(bench.write(put(newCell(EDGES), newPut(), zeros(bytes))))
                                .isInstanceOf(WriteResult.Rejected.class);
                        bench.landsSoon(EDGES);
                    }
                    Cell id = new Cell(EDGES, zeros(65_536), Bytes.utf8("key"));
                    Cell key = new Cell(EDGES, Bytes.utf8("id"), zeros(65_536));
                    Cell binary = new Cell(EDGES, Bytes.wrap(new byte[] {-1}), Bytes.utf8("key"));
                    for (Cell wrong : List.of(id, key, binary)) {
                        assertThat(bench.write(put(wrong, newPut(), Bytes.EMPTY)))
                                .isInstanceOf(WriteResult.Rejected.class);
                    }
                    Cell longest = new Cell(EDGES, Bytes.utf8("id"), zeros(65_535));
                    assertThat(bench.write(put(longest, newPut(), Bytes.EMPTY)))
                            .isEqualTo(new WriteResult.Applied());
                    bench.landsSoon(EDGES);
                });
    }

    @Test
    void ttlThatCassandraCannotKeepIsRejected() {
        onTables(
                bench -> {
                    Token token = newPut().token();
                    long twentyYears = 20L * 365 * 86_400;
                    for (long seconds : List.of(twentyYears + 10, twentyYears * 1_000)) {
                        Version version = Version.expiringPut(token, seconds);
                        assertThat(bench.write(put(newCell(EDGES), version, Bytes.EMPTY)))
                                .isInstanceOfSatisfying(
                                        WriteResult.Rejected.class,
                                        why -> assertThat(why.message()).contains("ttlSeconds"));
                    }
                    // Within the limit, but after the last moment that its files can hold.
                    Version version = Version.expiringPut(token, twentyYears - 10);
                    assertThat(bench.write(put(newCell(EDGES), version, Bytes.EMPTY)))
                            .isInstanceOf(WriteResult.Rejected.class);
                    bench.landsSoon(EDGES);
                });
    }

    @Test
    void timestampThatCassandraRefusesIsRejected() {
        onTables(
                bench -> {
                    for (Version version :
                            List.of(
                                    Version.put(new Token(Long.MIN_VALUE, 0, 0)),
                                    Version.delete(new Token(Long.MIN_VALUE, 0, 0)))) {
                        assertThat(bench.write(put(newCell(EDGES), version, Bytes.EMPTY)))
                                .isInstanceOf(WriteResult.Rejected.class);
                    }
                    Version earliest = Version.put(new Token(Long.MIN_VALUE + 1, 0, 0));
                    Cell cell = newCell(EDGES);
                    assertThat(bench.write(put(cell, earliest, Bytes.EMPTY)))
                            .isEqualTo(new WriteResult.Applied());
                    assertThat(bench.read(cell)).isInstanceOf(ReadResult.Held.class);
                });
    }

    @Test
    void moreThanIsLetInAtOnceIsThrottledAndNothingIsLost() {
        String keyspace = TroubleBench.newTables(server);
        try (TroubleBench bench = TroubleBench.open(server, keyspace, Map.of("maxInFlight", 10))) {
            bench.landsSoon(EDGES);
            var all =
                    java.util.stream.IntStream.range(0, 1_000)
                            .mapToObj(
                                    i ->
                                            bench.store()
                                                    .apply(
                                                            put(
                                                                    newCell(EDGES),
                                                                    newPut(),
                                                                    Bytes.EMPTY)))
                            .toList();
            var results = all.stream().map(TroubleBench::answer).toList();
            assertThat(results)
                    .hasAtLeastOneElementOfType(WriteResult.Throttled.class)
                    .hasAtLeastOneElementOfType(WriteResult.Applied.class)
                    .hasOnlyElementsOfTypes(WriteResult.Throttled.class, WriteResult.Applied.class);
            bench.landsSoon(EDGES);
        }
    }

    @Test
    void roomIsThereAgainWhenAnAnswerIsHeard() {
        String keyspace = TroubleBench.newTables(server);
        try (TroubleBench bench = TroubleBench.open(server, keyspace, Map.of("maxInFlight", 1))) {
            bench.landsSoon(EDGES);
            CompletionStage<WriteResult> last =
                    CompletableFuture.completedFuture(new WriteResult.Applied());
            for (int i = 0; i < 100; i++) {
                last =
                        last.thenCompose(
                                before ->
                                        before instanceof WriteResult.Applied
                                                ? bench.store()
                                                        .apply(
                                                                put(
                                                                        newCell(EDGES),
                                                                        newPut(),
                                                                        Bytes.EMPTY))
                                                : CompletableFuture.completedFuture(before));
            }
            assertThat(TroubleBench.answer(last)).isEqualTo(new WriteResult.Applied());
        }
    }

    private void onTables(Consumer<TroubleBench> body) {
        String keyspace = TroubleBench.newTables(server);
        try (TroubleBench bench = TroubleBench.open(server, keyspace, Map.of())) {
            bench.landsSoon(EDGES);
            body.accept(bench);
        }
    }

    private static Bytes zeros(int size) {
        return Bytes.wrap(new byte[size]);
    }
}
