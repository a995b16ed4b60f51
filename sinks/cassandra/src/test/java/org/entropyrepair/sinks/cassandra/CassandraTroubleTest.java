package org.entropyrepair.sinks.cassandra;

import static org.assertj.core.api.Assertions.assertThat;
import static org.entropyrepair.sinks.cassandra.TroubleBench.EDGES;
import static org.entropyrepair.sinks.cassandra.TroubleBench.newCell;
import static org.entropyrepair.sinks.cassandra.TroubleBench.newPut;
import static org.entropyrepair.sinks.cassandra.TroubleBench.put;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.entropyrepair.core.model.Bytes;
import org.entropyrepair.core.model.Cell;
import org.entropyrepair.sinks.ReadResult;
import org.entropyrepair.sinks.WriteResult;
import org.entropyrepair.testkit.cassandra.CassandraServer;
import org.entropyrepair.testkit.net.TcpProxy;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A server that stands still, dies, refuses or says nothing: every call is answered in time. */
@Tag("slow")
@Timeout(value = 10, unit = TimeUnit.MINUTES)
class CassandraTroubleTest {
    private static CassandraServer server = Bench.server();
    private static String keyspace = "";

    @BeforeAll
    static void createTables() {
        keyspace = TroubleBench.newTables(server);
    }

    @Test
    void serverThatStandsStillIsAnsweredForAndUsedAgain() {
        try (TroubleBench bench = TroubleBench.open(server, keyspace, Map.of())) {
            bench.landsSoon(EDGES);
            server.pause();
            try {
                assertThat(bench.write(EDGES)).isInstanceOf(WriteResult.Unknown.class);
                assertThat(bench.read(newCell(EDGES))).isInstanceOf(ReadResult.Unreadable.class);
                List<CompletionStage<WriteResult>> many = new ArrayList<>();
                for (int i = 0; i < 3_000; i++) {
                    many.add(bench.store().apply(put(newCell(EDGES), newPut(), Bytes.EMPTY)));
                }
                for (CompletionStage<WriteResult> one : many) {
                    assertThat(TroubleBench.answer(one))
                            .isInstanceOfAny(
                                    WriteResult.Unknown.class,
                                    WriteResult.Unavailable.class,
                                    WriteResult.Throttled.class);
                }
            } finally {
                server.resume();
            }
            bench.landsSoon(EDGES);
        }
    }

    @Test
    void storeClosesWhileTheServerStandsStill() {
        TroubleBench bench = TroubleBench.open(server, keyspace, Map.of());
        bench.landsSoon(EDGES);
        server.pause();
        try {
            CompletionStage<WriteResult> hung =
                    bench.store().apply(put(newCell(EDGES), newPut(), Bytes.EMPTY));
            bench.close();
            assertThat(hung.toCompletableFuture()).isCompleted();
            assertThat(TroubleBench.answer(hung)).isInstanceOf(WriteResult.Unknown.class);
        } finally {
            server.resume();
        }
    }

    @Test
    void storeOpenedWhileTheServerStandsStillIsThereLater() {
        server.pause();
        try (TroubleBench bench = TroubleBench.open(server, keyspace, Map.of("maxInFlight", 17))) {
            try {
                assertThat(bench.write(EDGES)).isInstanceOf(WriteResult.Unavailable.class);
                assertThat(bench.write(EDGES)).isInstanceOf(WriteResult.Unavailable.class);
            } finally {
                server.resume();
            }
            bench.landsSoon(EDGES);
        }
    }

    @Test
    void whatWasAcknowledgedIsThereAfterAKill() {
        try (TroubleBench bench = TroubleBench.open(server, keyspace, Map.of())) {
            bench.landsSoon(EDGES);
            List<Cell> landed = new ArrayList<>();
            for (int i = 0; i < 50; i++) {
                Cell cell = newCell(EDGES);
                assertThat(bench.write(put(cell, newPut(), Bytes.utf8("value"))))
                        .isEqualTo(new WriteResult.Applied());
                landed.add(cell);
            }
            server.kill();
            assertThat(bench.write(EDGES))
                    .isInstanceOfAny(WriteResult.Unavailable.class, WriteResult.Unknown.class);
            bench.endsSoon(EDGES, result -> result instanceof WriteResult.Unavailable);
            assertThat(bench.read(newCell(EDGES))).isInstanceOf(ReadResult.Unreadable.class);
            server.restart();
            bench.landsSoon(EDGES);
            for (Cell cell : landed) {
                assertThat(bench.read(cell)).isInstanceOf(ReadResult.Held.class);
            }
        }
    }

    @Test
    void refusedFromTheStartAndWhileItRuns() {
        try (TcpProxy proxy = proxy()) {
            proxy.refuse();
            try (TroubleBench bench = through(proxy)) {
                assertThat(bench.write(EDGES)).isInstanceOf(WriteResult.Unavailable.class);
                proxy.forward();
                bench.landsSoon(EDGES);
                proxy.refuse();
                bench.endsSoon(EDGES, result -> result instanceof WriteResult.Unavailable);
                proxy.forward();
                bench.landsSoon(EDGES);
            }
        }
    }

    @Test
    void swallowedBytesAreUnknownUntilTheConnectionIsGivenUp() {
        try (TcpProxy proxy = proxy();
                TroubleBench bench = through(proxy)) {
            bench.landsSoon(EDGES);
            proxy.drop();
            assertThat(bench.write(EDGES)).isInstanceOf(WriteResult.Unknown.class);
            bench.endsSoon(EDGES, result -> result instanceof WriteResult.Unavailable);
            proxy.forward();
            bench.landsSoon(EDGES);
        }
    }

    @Test
    void droppedFromTheStart() {
        try (TcpProxy proxy = proxy()) {
            proxy.drop();
            try (TroubleBench bench = through(proxy)) {
                assertThat(bench.write(EDGES)).isInstanceOf(WriteResult.Unavailable.class);
                proxy.forward();
                bench.landsSoon(EDGES);
            }
        }
    }

    @Test
    void everyCallIsAnsweredWhileConnectionsBreak() {
        try (TcpProxy proxy = proxy();
                TroubleBench bench = through(proxy)) {
            bench.landsSoon(EDGES);
            List<CompletionStage<WriteResult>> all = new ArrayList<>();
            for (int round = 0; round < 20; round++) {
                for (int i = 0; i < 100; i++) {
                    all.add(
                            bench.store()
                                    .apply(put(newCell(EDGES), newPut(), Bytes.utf8("value"))));
                }
                proxy.resetConnections();
                bench.write(EDGES);
            }
            for (CompletionStage<WriteResult> one : all) {
                assertThat(TroubleBench.answer(one))
                        .isInstanceOfAny(
                                WriteResult.Applied.class,
                                WriteResult.Unknown.class,
                                WriteResult.Unavailable.class,
                                WriteResult.Throttled.class);
            }
            bench.landsSoon(EDGES);
        }
    }

    private static TcpProxy proxy() {
        return TcpProxy.open().forwardTo(server.address(), CassandraServer.CLIENT_PORT);
    }

    private static TroubleBench through(TcpProxy proxy) {
        return TroubleBench.open(
                server, keyspace, Map.of("contactPoints", List.of(proxy.address())));
    }
}
