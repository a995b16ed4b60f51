package org.entropyrepair.sinks.dynamodb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.entropyrepair.sinks.dynamodb.TroubleBench.EDGES;
import static org.entropyrepair.sinks.dynamodb.TroubleBench.RECORDS;
import static org.entropyrepair.sinks.dynamodb.TroubleBench.newCell;
import static org.entropyrepair.sinks.dynamodb.TroubleBench.put;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.entropyrepair.core.model.Cell;
import org.entropyrepair.core.model.Mutation;
import org.entropyrepair.sinks.ReadResult;
import org.entropyrepair.sinks.WriteResult;
import org.entropyrepair.testkit.dynamodb.DynamoDbServer;
import org.entropyrepair.testkit.net.TcpProxy;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A server that stands still, dies, refuses or says nothing: every call is answered in time. */
@Tag("slow")
@Timeout(value = 10, unit = TimeUnit.MINUTES)
final class DynamoDbTroubleTest {
    private static final Map<String, Object> USUAL = Map.of();

    /** Of its own, since it is paused and killed. */
    private static DynamoDbServer server = DynamoDbServer.in(Local.newFolder()).onDisk().start();

    @BeforeAll
    static void createTables() {
        TroubleBench.createTables(server);
    }

    @AfterAll
    static void end() {
        server.close();
    }

    @Test
    void serverThatStandsStillIsAnsweredForAndUsedAgain() {
        try (TroubleBench bench = open(USUAL)) {
            bench.landsSoon(EDGES);
            server.pause();
            try {
                assertThat(bench.write(EDGES)).isInstanceOf(WriteResult.Unknown.class);
                assertThat(bench.read(newCell(EDGES))).isInstanceOf(ReadResult.Unreadable.class);
                List<CompletionStage<WriteResult>> many = new ArrayList<>();
                for (int i = 0; i < 3_000; i++) {
                    many.add(bench.store().apply(put(newCell(EDGES))));
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
        TroubleBench bench = open(USUAL);
        bench.landsSoon(EDGES);
        server.pause();
        try {
            CompletionStage<WriteResult> hung = bench.store().apply(put(newCell(EDGES)));
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
        try (TroubleBench bench = open(Map.of("maxConnections", 17L))) {
            try {
                assertThat(bench.write(EDGES)).isInstanceOf(WriteResult.Unavailable.class);
                assertThat(bench.write(EDGES)).isInstanceOf(WriteResult.Unavailable.class);
                assertThat(bench.read(newCell(EDGES))).isInstanceOf(ReadResult.Unreadable.class);
            } finally {
                server.resume();
            }
            bench.landsSoon(EDGES);
        }
    }

    @Test
    void whatWasAcknowledgedIsThereAfterAKill() {
        try (TroubleBench bench = open(USUAL)) {
            bench.landsSoon(EDGES);
            List<Cell> landed = new ArrayList<>();
            for (int i = 0; i < 50; i++) {
                Cell cell = newCell(EDGES);
                assertThat(bench.write(put(cell))).isEqualTo(new WriteResult.Applied());
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
    void swallowedBytesAreUnknown() {
        try (TcpProxy proxy = proxy();
                TroubleBench bench = through(proxy)) {
            bench.landsSoon(EDGES);
            bench.landsSoon(RECORDS);
            proxy.drop();
            assertThat(bench.write(EDGES)).isInstanceOf(WriteResult.Unknown.class);
            assertThat(bench.write(RECORDS)).isInstanceOf(WriteResult.Unknown.class);
            assertThat(bench.read(newCell(RECORDS))).isInstanceOf(ReadResult.Unreadable.class);
            proxy.forward();
            bench.landsSoon(EDGES);
            bench.landsSoon(RECORDS);
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
    void storeClosesWhileBytesAreSwallowedFromTheStart() {
        try (TcpProxy proxy = proxy()) {
            proxy.drop();
            TroubleBench bench = through(proxy);
            CompletionStage<WriteResult> hung = bench.store().apply(put(newCell(EDGES)));
            bench.close();
            assertThat(TroubleBench.answer(hung)).isInstanceOf(WriteResult.Unavailable.class);
        }
    }

    @Test
    void whatIsSaidWhileConnectionsBreakIsTrue() {
        Map<Mutation, CompletionStage<WriteResult>> all = new LinkedHashMap<>();
        try (TcpProxy proxy = proxy();
                TroubleBench bench = through(proxy)) {
            bench.landsSoon(EDGES);
            bench.landsSoon(RECORDS);
            for (int round = 0; round < 20; round++) {
                for (int i = 0; i < 100; i++) {
                    Mutation mutation = put(newCell(i % 4 == 0 ? RECORDS : EDGES));
                    all.put(mutation, bench.store().apply(mutation));
                }
                proxy.resetConnections();
                bench.write(EDGES);
            }
            all.values().forEach(TroubleBench::answer);
            bench.landsSoon(EDGES);
        }
        try (TroubleBench bench = open(USUAL)) {
            bench.landsSoon(EDGES);
            all.forEach(
                    (mutation, answered) -> {
                        WriteResult said = TroubleBench.answer(answered);
                        ReadResult found = bench.read(mutation.cell());
                        if (said instanceof WriteResult.Applied) {
                            assertThat(found)
                                    .isInstanceOfSatisfying(
                                            ReadResult.Held.class,
                                            held ->
                                                    assertThat(held.version())
                                                            .isEqualTo(mutation.version()));
                        } else if (!(said instanceof WriteResult.Unknown)) {
                            assertThat(said)
                                    .isInstanceOfAny(
                                            WriteResult.Unavailable.class,
                                            WriteResult.Throttled.class);
                            assertThat(found)
                                    .as("%s", said)
                                    .isEqualTo(new ReadResult.Nothing(true));
                        }
                    });
        }
    }

    private static TroubleBench open(Map<String, Object> more) {
        return TroubleBench.open(server.endpoint(), more);
    }

    private static TcpProxy proxy() {
        return TcpProxy.open().forwardTo(DynamoDbServer.HOST, server.port());
    }

    private static TroubleBench through(TcpProxy proxy) {
        return TroubleBench.open("http://" + proxy.address(), USUAL);
    }
}
