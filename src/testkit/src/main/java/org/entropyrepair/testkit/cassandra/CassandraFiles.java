package org.entropyrepair.testkit.cassandra;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Writes a node's configuration files into its folder. */
final class CassandraFiles {
    private CassandraFiles() {}

    /** The folder on the class path where Cassandra finds them. */
    static Path conf(Path folder) {
        return folder.resolve("conf");
    }

    static Path yaml(Path folder) {
        return conf(folder).resolve("cassandra.yaml");
    }

    static void write(Path folder, String address, CassandraServer.Builder options)
            throws IOException {
        Files.createDirectories(conf(folder));
        Files.writeString(
                yaml(folder),
                NODE.formatted(
                                folder.resolve("data"),
                                folder.resolve("commitlog"),
                                folder.resolve("hints"),
                                folder.resolve("saved_caches"),
                                folder.resolve("cdc"),
                                address)
                        + SMALL
                        + (options.passwords() ? PASSWORDS : "")
                        + options.yaml());
        Files.writeString(
                conf(folder).resolve("cassandra-rackdc.properties"),
                "dc=%s\nrack=rack1\n".formatted(options.dataCentre()));
        Files.writeString(conf(folder).resolve("logback.xml"), LOG);
    }

    /** Group commit: an acknowledged write survives {@code kill -9}, unlike with periodic. */
    private static final String NODE =
            """
            cluster_name: test
            partitioner: org.apache.cassandra.dht.Murmur3Partitioner
            endpoint_snitch: GossipingPropertyFileSnitch
            num_tokens: 1
            auto_bootstrap: false
            data_file_directories: ['%1$s']
            commitlog_directory: '%2$s'
            commitlog_sync: group
            commitlog_sync_group_window: 2ms
            commitlog_segment_size: 8MiB
            hints_directory: '%3$s'
            saved_caches_directory: '%4$s'
            cdc_raw_directory: '%5$s'
            listen_address: %6$s
            rpc_address: %6$s
            seed_provider:
              - class_name: org.apache.cassandra.locator.SimpleSeedProvider
                parameters: [{seeds: '%6$s:7000'}]
            """;

    private static final String SMALL =
            """
            auto_snapshot: false
            commitlog_total_space: 256MiB
            memtable_heap_space: 48MiB
            memtable_offheap_space: 48MiB
            memtable_flush_writers: 1
            key_cache_size: 0MiB
            counter_cache_size: 0MiB
            row_cache_size: 0MiB
            file_cache_size: 32MiB
            networking_cache_size: 32MiB
            prepared_statements_cache_size: 8MiB
            concurrent_reads: 16
            concurrent_writes: 32
            concurrent_compactors: 1
            hinted_handoff_enabled: false
            """;

    private static final String PASSWORDS =
            """
            authenticator: PasswordAuthenticator
            authorizer: CassandraAuthorizer
            role_manager: CassandraRoleManager
            roles_validity: 100ms
            permissions_validity: 100ms
            credentials_validity: 100ms
            """;

    private static final String LOG =
            """
            <configuration>
              <appender name="out" class="ch.qos.logback.core.ConsoleAppender">
                <encoder><pattern>%d %p %c{0} %m%n</pattern></encoder>
              </appender>
              <root level="WARN"><appender-ref ref="out"/></root>
            </configuration>
            """;
}
