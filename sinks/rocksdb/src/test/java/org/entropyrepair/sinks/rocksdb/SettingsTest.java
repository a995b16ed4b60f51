package org.entropyrepair.sinks.rocksdb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.Map;
import org.entropyrepair.sinks.StoreContext;
import org.entropyrepair.sinks.StoreFactory;
import org.junit.jupiter.api.Test;

final class SettingsTest {
    private final StoreFactory factory =
            StoreFactory.ofKind("rocksdb", SettingsTest.class.getClassLoader());

    @Test
    void pathIsEnough() {
        Map<String, Object> settings =
                Map.of("kind", "rocksdb", "maxWritesPerSecond", 100, "path", "/data/eu");
        assertThat(factory.check(settings)).isEmpty();
        assertThat(Settings.of(settings)).isEqualTo(new Settings(Path.of("/data/eu"), false, 2));
    }

    @Test
    void everySettingIsRead() {
        Map<String, Object> settings = Map.of("path", "/data/eu", "syncWrites", true, "workers", 4);
        assertThat(Settings.of(settings)).isEqualTo(new Settings(Path.of("/data/eu"), true, 4));
    }

    @Test
    void everyProblemIsNamedAtOnce() {
        Map<String, Object> settings =
                Map.of("path", " ", "syncWrites", "yes", "workers", 0, "pth", "/data");
        assertThat(factory.check(settings).stream().map(StoreFactory.Problem::setting))
                .containsExactly("path", "syncWrites", "workers", "pth");
        assertThatThrownBy(() -> factory.open(new StoreContext("eu", settings, Bench.NAMESPACES)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("workers: 0 (expected: a number, 1 to 64)");
    }

    @Test
    void pathIsRequired() {
        assertThat(factory.check(Map.of("kind", "rocksdb")))
                .containsExactly(new StoreFactory.Problem("path", "nothing", "a folder"));
    }

    @Test
    void oneFolderIsForOneProcess() {
        assertThat(factory.sharedAcrossProcesses()).isFalse();
    }
}
