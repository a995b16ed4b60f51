package org.entropyrepair.sinks.memcached;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.entropyrepair.core.model.Bytes;
import org.entropyrepair.sinks.Cache;
import org.entropyrepair.sinks.CacheContext;
import org.entropyrepair.sinks.KeyTemplate;
import org.entropyrepair.testkit.contract.CacheContract;
import org.entropyrepair.testkit.memcached.MemcachedReader;
import org.entropyrepair.testkit.memcached.MemcachedServer;
import org.entropyrepair.testkit.net.TcpProxy;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;

@Tag("slow")
final class MemcachedCacheContractTest extends CacheContract {
    @TempDir static Path folder;
    private static MemcachedServer memcached;
    private static TcpProxy proxy;

    @BeforeAll
    static void start() {
        memcached = MemcachedServer.start(folder);
        proxy = TcpProxy.open().forwardTo("127.0.0.1", memcached.port());
    }

    @AfterAll
    static void stop() {
        proxy.close();
        memcached.close();
    }

    @Override
    protected Cache open(Map<String, List<KeyTemplate>> keys) {
        return new MemcachedCacheFactory()
                .open(
                        new CacheContext(
                                "here",
                                Map.of(
                                        "kind",
                                        "memcached",
                                        "zones",
                                        List.of(List.of(proxy.address())),
                                        "timeout",
                                        "1s"),
                                keys));
    }

    @Override
    protected TcpProxy proxy() {
        return proxy;
    }

    @Override
    protected Server server() {
        return new Server() {
            @Override
            public void fill(Bytes name) {
                try (MemcachedReader reader = memcached.reader()) {
                    reader.set(name.unsafeArray(), "old");
                }
            }

            @Override
            public boolean holds(Bytes name) {
                try (MemcachedReader reader = memcached.reader()) {
                    return reader.holds(name.unsafeArray());
                }
            }

            @Override
            public void pause() {
                memcached.pause();
            }

            @Override
            public void resume() {
                memcached.resume();
            }

            @Override
            public void kill() {
                memcached.kill();
            }

            @Override
            public void restart() {
                memcached.restart();
            }
        };
    }
}
