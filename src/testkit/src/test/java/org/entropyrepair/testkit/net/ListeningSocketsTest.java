package org.entropyrepair.testkit.net;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.ByteOrder;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

class ListeningSocketsTest {
    private final long self = ProcessHandle.current().pid();

    @Test
    void anOpenSocketIsSeenAndAClosedOneIsNot() throws Exception {
        InetSocketAddress address;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            address = new InetSocketAddress("127.0.0.1", socket.getLocalPort());
            assertThat(ListeningSockets.of(self)).contains(address);
        }
        assertThat(ListeningSockets.of(self)).doesNotContain(address);
    }

    @Test
    void addressesOfBothVersionsAreUnderstood() throws Exception {
        Assumptions.assumeTrue(
                ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN,
                "the tables of this test are of a little-endian machine");
        assertThat(ListeningSockets.address("0100007F:1F90"))
                .isEqualTo(new InetSocketAddress("127.0.0.1", 8080));
        assertThat(ListeningSockets.address("00000000:0050").getAddress().isAnyLocalAddress())
                .isTrue();
        assertThat(ListeningSockets.address("0000000000000000FFFF00000100007F:0050"))
                .isEqualTo(new InetSocketAddress("127.0.0.1", 80));
        assertThat(ListeningSockets.address("00000000000000000000000001000000:0050"))
                .isEqualTo(new InetSocketAddress("::1", 80));
        assertThat(
                        ListeningSockets.address("00000000000000000000000000000000:0050")
                                .getAddress()
                                .isLoopbackAddress())
                .isFalse();
    }
}
