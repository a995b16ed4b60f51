package org.entropyrepair.testkit.dynamodb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.Socket;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("slow")
final class DynamoDbServerTest {
    @TempDir private Path folder;

    @Test
    void whatIsOnDiskSurvivesAKill() {
        try (DynamoDbServer server = DynamoDbServer.in(folder).onDisk().start()) {
            server.createTable("survivors", "S", "B");
            server.call("PutItem", put("one"));
            server.kill();
            assertThat(server.isRunning()).isFalse();
            assertThatThrownBy(() -> server.call("ListTables", "{}"))
                    .isInstanceOf(UncheckedIOException.class);
            server.restart();
            assertThat(server.call("ListTables", "{}")).contains("survivors");
            assertThat(server.call("Scan", "{\"TableName\": \"survivors\"}")).contains("one");
        }
    }

    @Test
    void severalLiveSideBySideAndListenOnLoopbackOnly() throws IOException {
        List<DynamoDbServer> servers =
                DynamoDbServer.startAll(
                        List.of(
                                DynamoDbServer.in(folder.resolve("a")),
                                DynamoDbServer.in(folder.resolve("b"))));
        try {
            servers.get(0).createTable("first", "B", "B");
            assertThat(servers.get(1).call("ListTables", "{}")).doesNotContain("first");
            assertThatThrownBy(() -> servers.get(0).createTable("first", "B", "B"))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("ResourceInUseException");
            for (InetAddress address : elsewhere()) {
                assertThat(isOpen(address, servers.get(0).port())).as("%s", address).isFalse();
            }
        } finally {
            servers.forEach(DynamoDbServer::close);
        }
    }

    private static List<InetAddress> elsewhere() throws IOException {
        return NetworkInterface.networkInterfaces()
                .filter(network -> !network.getName().startsWith("lo"))
                .flatMap(NetworkInterface::inetAddresses)
                .filter(address -> !address.isLoopbackAddress())
                .toList();
    }

    private static boolean isOpen(InetAddress address, int port) {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(address, port), 2_000);
            return true;
        } catch (IOException refused) {
            return false;
        }
    }

    private static String put(String id) {
        return "{\"TableName\": \"survivors\", \"Item\": {\"id\": {\"S\": \""
                + id
                + "\"}, \"key\": {\"B\": \"AQ==\"}}}";
    }
}
