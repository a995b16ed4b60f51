package org.entropyrepair.testkit.cassandra;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("slow")
class CassandraServerTest {
    @TempDir private Path folder;

    @Test
    void twoAtOnceOneOfThemWithPasswordsAndAKilledOneKeepsWhatItAcknowledged() {
        List<CassandraServer> servers =
                CassandraServer.startAll(
                        List.of(
                                CassandraServer.in(folder.resolve("open")),
                                CassandraServer.in(folder.resolve("closed"))
                                        .dataCentre("eu-west-1")
                                        .withPasswords()));
        try (CassandraServer open = servers.get(0);
                CassandraServer closed = servers.get(1)) {
            assertThat(open.address()).isNotEqualTo(closed.address());
            assertThat(closed.nodetool("status")).contains("Datacenter: eu-west-1");
            assertThatThrownBy(() -> closed.cql("nobody", "x", "SELECT * FROM system.local"))
                    .isInstanceOf(IllegalStateException.class);
            closed.cql("SELECT * FROM system.local");
            closed.stop();

            open.cql(
                    "CREATE KEYSPACE k WITH replication = {'class':"
                            + " 'NetworkTopologyStrategy', 'datacenter1': 1}");
            open.cql("CREATE TABLE k.t (id int PRIMARY KEY)");
            String before = open.contactPoint();
            open.kill();
            assertThat(open.isRunning()).isFalse();
            open.restart();
            assertThat(open.contactPoint()).isEqualTo(before);
            assertThatCode(() -> open.cql("INSERT INTO k.t (id) VALUES (1)"))
                    .doesNotThrowAnyException();
            assertThatThrownBy(() -> open.cql("SELECT * FROM k.missing"))
                    .hasMessageContaining("missing");
        }
    }
}
