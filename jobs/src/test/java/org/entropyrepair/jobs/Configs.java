package org.entropyrepair.jobs;

import java.nio.file.Path;
import java.util.Map;
import org.entropyrepair.config.RegionConfig;
import org.entropyrepair.config.RegionConfigReader;
import org.entropyrepair.config.yaml.Secrets;

/** Region configs for tests: three regions, embedded stores, brokers wherever they are. */
final class Configs {
    private Configs() {}

    /** A config whose brokers nobody asks. */
    static RegionConfig config() {
        return read(text("127.0.0.1:1", "/nowhere"));
    }

    /** Reads a text that is in order. */
    static RegionConfig read(String text) {
        return RegionConfigReader.read(
                        "region.yaml", text, Secrets.of(Map.of(), Path.of("/nowhere")))
                .orThrow();
    }

    /** The text of a config; {@code us} has a second, mirrored feed. */
    static String text(String brokers, String storeFolder) {
        return """
                apiVersion: entropy-repair/v1
                graph: social
                regions:
                  us:
                    failures:
                      - {bootstrapServers: "BROKERS", topic: failures.us}
                      - {bootstrapServers: "BROKERS", topic: mirror.failures.us}
                    store: {kind: rocksdb, path: FOLDER/us}
                  eu:
                    failures: [{bootstrapServers: "BROKERS", topic: failures.eu}]
                    store: {kind: rocksdb, path: FOLDER/eu}
                  ap:
                    failures: [{bootstrapServers: "BROKERS", topic: failures.ap}]
                    store: {kind: rocksdb, path: FOLDER/ap}
                namespaces:
                  social.follows.forward: {edgeType: follows, record: forward, table: forward, tombstonesKept: 10d}
                  social.follows.reverse: {edgeType: follows, record: reverse, table: reverse, tombstonesKept: 12d}
                replicationLag: {default: 100ms}
                scopes:
                  - {name: everything, match: {}, action: repair}
                deadLetters: {bootstrapServers: "BROKERS", topic: dead-letters}
                outcomes: {bootstrapServers: "BROKERS", topic: outcomes}
                """
                .replace("BROKERS", brokers)
                .replace("FOLDER", storeFolder);
    }
}
