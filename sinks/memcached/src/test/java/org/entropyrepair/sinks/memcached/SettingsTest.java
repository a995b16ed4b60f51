package org.entropyrepair.sinks.memcached;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import org.entropyrepair.core.model.Bytes;
import org.entropyrepair.sinks.CacheFactory;
import org.entropyrepair.sinks.KeyTemplate;
import org.entropyrepair.sinks.StoreFactory.Problem;
import org.junit.jupiter.api.Test;

final class SettingsTest {
    private final CacheFactory factory = new MemcachedCacheFactory();

    @Test
    void theFactoryIsFoundByItsKind() {
        assertThat(CacheFactory.ofKind("memcached", getClass().getClassLoader()))
                .isInstanceOf(MemcachedCacheFactory.class);
        assertThat(ServiceLoader.load(CacheFactory.class)).hasSize(1);
        assertThatThrownBy(() -> CacheFactory.ofKind("redis", getClass().getClassLoader()))
                .hasMessage("cache.kind: redis (expected: one of [memcached])");
    }

    @Test
    void goodSettingsAreRead() {
        Settings settings =
                Settings.of(
                        Map.of(
                                "kind",
                                "memcached",
                                "zones",
                                List.of(List.of("a:1", "[::1]:2"), List.of("10.0.0.1:65535")),
                                "placement",
                                "ketama",
                                "timeout",
                                "2s"));
        assertThat(settings.timeoutMillis()).isEqualTo(2_000);
        assertThat(settings.placement()).isEqualTo(Placement.Kind.KETAMA);
        assertThat(settings.zones().get(0).get(1)).isEqualTo(new Server("[::1]:2", "::1", 2));
    }

    @Test
    void withoutFurtherWordEveryServerIsToldAndASecondIsWaited() {
        Settings settings = Settings.of(Map.of("zones", List.of(List.of("a:1"))));
        assertThat(settings.placement()).isEqualTo(Placement.Kind.EVERY);
        assertThat(settings.timeoutMillis()).isEqualTo(1_000);
    }

    @Test
    void allThatIsWrongIsSaidWithItsPlace() {
        assertThat(
                        factory.check(
                                Map.of(
                                        "zones",
                                        List.of(
                                                List.of("a", "b:0", "c:1", "c:1", 7, "d e:1"),
                                                List.of(),
                                                "x:1"),
                                        "placement",
                                        "modulo",
                                        "timeout",
                                        61_000L,
                                        "colour",
                                        "green")))
                .containsExactly(
                        new Problem("zones[0][0]", "a", "host:port"),
                        new Problem("zones[0][1]", "b:0", "host:port"),
                        new Problem("zones[0][3]", "c:1", "each server once"),
                        new Problem("zones[0][4]", "7", "host:port"),
                        new Problem("zones[0][5]", "d e:1", "host:port"),
                        new Problem("zones[1]", "not a zone", "a list of host:port"),
                        new Problem("zones[2]", "not a zone", "a list of host:port"),
                        new Problem("placement", "modulo", "every or ketama"),
                        new Problem(
                                "timeout", "61000", "duration such as 500ms or 2s, at most 60s"),
                        new Problem(
                                "colour",
                                "a setting that kind memcached does not have",
                                "one of [placement, timeout, zones]"));
        assertThat(factory.check(Map.of()))
                .containsExactly(
                        new Problem(
                                "zones", "nothing", "a list of zones, each a list of host:port"));
        assertThatThrownBy(() -> Settings.of(Map.of("zones", List.of())))
                .hasMessageContaining("zones: not zones (expected: ");
    }

    @Test
    void aTemplateWhoseNamesNoMemcachedTakesIsRefused() {
        assertThat(factory.check(KeyTemplate.parse("{id}"))).isEmpty();
        assertThat(factory.check(KeyTemplate.parse("x".repeat(250) + "{id}"))).isEmpty();
        assertThat(factory.check(KeyTemplate.parse("x".repeat(251) + "{id}"))).hasSize(1);
        assertThat(factory.check(KeyTemplate.parse("a {id}")))
                .extracting(Problem::expected)
                .hasSize(1);
    }

    @Test
    void keysThatMemcachedDoesNotTakeAreTold() {
        assertThat(MemcachedCache.wrongWith(Bytes.utf8("gr\u00fc\u00df:dich"))).isEmpty();
        assertThat(MemcachedCache.wrongWith(Bytes.utf8("x".repeat(250)))).isEmpty();
        assertThat(MemcachedCache.wrongWith(Bytes.utf8("x".repeat(251))))
                .contains("251 bytes (expected: 1 to 250)");
        assertThat(MemcachedCache.wrongWith(Bytes.EMPTY)).isPresent();
        for (byte sign : new byte[] {0, '\r', '\n', '\t', ' ', 0x7f}) {
            assertThat(MemcachedCache.wrongWith(Bytes.wrap(new byte[] {'a', sign}))).isPresent();
        }
    }
}
