package org.entropyrepair.testkit.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.ConnectException;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class TcpProxyTest {
    private ServerSocket echo;
    private TcpProxy proxy;

    @BeforeEach
    void listen() throws IOException {
        echo = FreePort.listen(FreePort.pick());
        proxy = TcpProxy.open().forwardTo("127.0.0.1", echo.getLocalPort());
        Thread server = new Thread(this::echoAll);
        server.setDaemon(true);
        server.start();
    }

    @AfterEach
    void close() throws IOException {
        proxy.close();
        echo.close();
    }

    @Test
    void forwardsBothWays() throws IOException {
        try (Socket client = connect()) {
            assertThat(echoOf(client, 7)).isEqualTo(7);
            assertThat(proxy.connections()).isEqualTo(1);
        }
    }

    @Test
    void refusesAndComesBackOnTheSamePort() throws IOException {
        try (Socket client = connect()) {
            assertThat(echoOf(client, 7)).isEqualTo(7);
            proxy.refuse();
            assertThatThrownBy(() -> echoOf(client, 8)).isInstanceOf(SocketException.class);
        }
        assertThatThrownBy(this::connect).isInstanceOf(ConnectException.class);

        proxy.forward();
        try (Socket client = connect()) {
            assertThat(echoOf(client, 9)).isEqualTo(9);
        }
    }

    @Test
    void hangsOldAndNewConnectionsAndResetsThemWhenItIsNormalAgain() throws IOException {
        try (Socket old = connect()) {
            assertThat(echoOf(old, 7)).isEqualTo(7);
            proxy.drop();
            try (Socket young = connect()) {
                old.setSoTimeout(500);
                young.setSoTimeout(500);
                assertThatThrownBy(() -> echoOf(old, 8)).isInstanceOf(SocketTimeoutException.class);
                assertThatThrownBy(() -> echoOf(young, 8))
                        .isInstanceOf(SocketTimeoutException.class);
                proxy.forward();
                old.setSoTimeout(30_000);
                assertThatThrownBy(() -> echoOf(old, 8)).isInstanceOf(SocketException.class);
            }
        }
        try (Socket client = connect()) {
            assertThat(echoOf(client, 9)).isEqualTo(9);
        }
    }

    @Test
    void resetsConnectionsButTakesNewOnes() throws IOException {
        try (Socket client = connect()) {
            assertThat(echoOf(client, 7)).isEqualTo(7);
            proxy.resetConnections();
            assertThatThrownBy(() -> echoOf(client, 8)).isInstanceOf(SocketException.class);
        }
        try (Socket client = connect()) {
            assertThat(echoOf(client, 9)).isEqualTo(9);
        }
    }

    @Test
    void delaysWhatPasses() throws IOException {
        proxy.delay(Duration.ofMillis(100));
        try (Socket client = connect()) {
            long startNanos = System.nanoTime();
            assertThat(echoOf(client, 7)).isEqualTo(7);
            assertThat(Duration.ofNanos(System.nanoTime() - startNanos))
                    .isGreaterThanOrEqualTo(Duration.ofMillis(200));
        }
    }

    private Socket connect() throws IOException {
        Socket client = new Socket("127.0.0.1", proxy.port());
        client.setSoTimeout(30_000);
        return client;
    }

    private static int echoOf(Socket client, int sent) throws IOException {
        client.getOutputStream().write(sent);
        int got = client.getInputStream().read();
        if (got < 0) {
            throw new SocketException("closed");
        }
        return got;
    }

    private void echoAll() {
        try {
            while (true) {
                Socket client = echo.accept();
                Thread one =
                        new Thread(
                                () -> {
                                    try (client) {
                                        client.getInputStream()
                                                .transferTo(client.getOutputStream());
                                    } catch (IOException gone) {
                                        // The test is over.
                                    }
                                });
                one.setDaemon(true);
                one.start();
            }
        } catch (IOException closed) {
            // The test is over.
        }
    }
}
