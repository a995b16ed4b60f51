package org.entropyrepair.quickstart.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.entropyrepair.config.RegionConfig;
import org.entropyrepair.config.RegionConfigReader;
import org.entropyrepair.config.yaml.Secrets;
import org.entropyrepair.quickstart.hosts.EmbeddedHosts;
import org.entropyrepair.quickstart.hosts.StoreHosts;
import org.entropyrepair.quickstart.hosts.StoreKind;
import org.entropyrepair.quickstart.service.Namespaces;
import org.entropyrepair.sinks.StoreFactory;
import org.junit.jupiter.api.Test;

class RegionFileTest {
    @Test
    void theConfigOfARunIsAccepted() {
        StoreHosts hosts = new EmbeddedHosts(Path.of("/somewhere"));
        List<String> regions = Options.REGION_NAMES;
        String text = RegionFile.text(regions, StoreKind.ROCKSDB, hosts, "127.0.0.1:9092", "run-1");

        RegionConfig config =
                RegionConfigReader.read(
                                "region.yaml", text, Secrets.ofMachine(Path.of("/somewhere")))
                        .orThrow();

        assertThat(config.regions().keySet()).containsExactlyElementsOf(regions);
        assertThat(config.namespaces().keySet())
                .containsExactlyElementsOf(Namespaces.all(StoreKind.ROCKSDB.edgeTypes()));
        assertThat(config.maxRecordBytes()).isEqualTo(RegionFile.RECORD_BYTES_MAX);
        assertThat(config.deadLetters().topic()).isEqualTo(RegionFile.DEAD_LETTERS);
        assertThat(config.outcomes().topic()).isEqualTo(RegionFile.OUTCOMES);
        config.regions().values().forEach(region -> settingsAreGood(region.store().settings()));
    }

    private static void settingsAreGood(Map<String, Object> settings) {
        StoreFactory factory =
                StoreFactory.ofKind(
                        String.valueOf(settings.get("kind")),
                        RegionFileTest.class.getClassLoader());
        assertThat(factory.check(settings)).isEmpty();
    }
}
