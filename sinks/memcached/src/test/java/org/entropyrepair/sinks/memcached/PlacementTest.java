package org.entropyrepair.sinks.memcached;

import static org.assertj.core.api.Assertions.assertThat;
import static org.entropyrepair.testkit.contract.StoreBench.await;
import static org.entropyrepair.testkit.contract.StoreBench.until;

import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import net.spy.memcached.ConnectionFactoryBuilder;
import net.spy.memcached.DefaultHashAlgorithm;
import net.spy.memcached.FailureMode;
import net.spy.memcached.MemcachedClient;
import org.entropyrepair.core.model.Bytes;
import org.entropyrepair.core.model.Cell;
import org.entropyrepair.core.model.Subject;
import org.entropyrepair.sinks.Cache;
import org.entropyrepair.sinks.CacheContext;
import org.entropyrepair.sinks.InvalidationResult;
import org.entropyrepair.sinks.KeyTemplate;
import org.entropyrepair.testkit.memcached.MemcachedReader;
import org.entropyrepair.testkit.memcached.MemcachedServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Two zones of three servers each, filled as readers fill them: nothing stays behind anywhere. */
@Tag("slow")
@Timeout(120)
final class PlacementTest {
    private static final int CELLS = 500;
    private static final Subject EDGE = new Subject.Edge("social", "follows", "a", "b");
    private static final KeyTemplate NAME = KeyTemplate.parse("app:{id}:{key|hex}");

    @TempDir Path folder;
    private final List<List<MemcachedServer>> zones = new ArrayList<>();

    @BeforeEach
    void start() {
        for (int zone = 0; zone < 2; zone++) {
            zones.add(
                    List.of(
                            MemcachedServer.start(folder),
                            MemcachedServer.start(folder),
                            MemcachedServer.start(folder)));
        }
    }

    @AfterEach
    void stop() {
        zones.forEach(zone -> zone.forEach(MemcachedServer::close));
    }

    @ParameterizedTest
    @ValueSource(strings = {"every", "ketama"})
    void whatReadersPlaceOnARingIsGoneInAllZones(String placement) throws Exception {
        for (List<MemcachedServer> zone : zones) {
            fillByRing(zone);
            assertThat(zone).allMatch(server -> size(server) > CELLS / 10);
            assertThat(zone.stream().mapToLong(PlacementTest::size).sum()).isEqualTo(CELLS);
        }
        try (Cache cache = open(placement)) {
            for (int i = 0; i < CELLS; i++) {
                assertThat(await(cache.invalidate(EDGE, cell(i))))
                        .isEqualTo(new InvalidationResult.Invalidated());
            }
        }
        assertThat(zones)
                .allSatisfy(zone -> assertThat(zone).allMatch(server -> size(server) == 0));
    }

    @Test
    void aZoneThatIsAwayLeavesTheOtherClean() throws Exception {
        for (List<MemcachedServer> zone : zones) {
            fillByRing(zone);
        }
        zones.get(0).forEach(MemcachedServer::kill);
        try (Cache cache = open("ketama")) {
            for (int i = 0; i < CELLS; i++) {
                assertThat(await(cache.invalidate(EDGE, cell(i))))
                        .isInstanceOf(InvalidationResult.NotInvalidated.class);
            }
        }
        assertThat(zones.get(1)).allMatch(server -> size(server) == 0);
    }

    private Cache open(String placement) {
        return new MemcachedCacheFactory()
                .open(
                        new CacheContext(
                                "here",
                                Map.of(
                                        "zones",
                                        zones.stream()
                                                .map(
                                                        zone ->
                                                                zone.stream()
                                                                        .map(
                                                                                MemcachedServer
                                                                                        ::address)
                                                                        .toList())
                                                .toList(),
                                        "placement",
                                        placement),
                                Map.of("links", List.of(NAME))));
    }

    /** By spymemcached, as an EVCache or an ordinary service does. */
    private static void fillByRing(List<MemcachedServer> zone) throws Exception {
        MemcachedClient client =
                new MemcachedClient(
                        new ConnectionFactoryBuilder()
                                .setLocatorType(ConnectionFactoryBuilder.Locator.CONSISTENT)
                                .setHashAlg(DefaultHashAlgorithm.KETAMA_HASH)
                                .setFailureMode(FailureMode.Cancel)
                                .setDaemon(true)
                                .build(),
                        zone.stream()
                                .map(server -> new InetSocketAddress("127.0.0.1", server.port()))
                                .toList());
        try {
            until(() -> client.getAvailableServers().size() == zone.size());
            for (int i = 0; i < CELLS; i++) {
                String name = NAME.nameOf(EDGE, cell(i)).orElseThrow().toString();
                assertThat(client.set(name, 0, "old").get(20, TimeUnit.SECONDS)).isTrue();
            }
        } finally {
            client.shutdown();
        }
    }

    private static Cell cell(int i) {
        return new Cell("links", Bytes.utf8("user:" + i), Bytes.utf8("key"));
    }

    private static long size(MemcachedServer server) {
        try (MemcachedReader reader = server.reader()) {
            return reader.size();
        }
    }
}
