package org.entropyrepair.testkit.net;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Picks ports of 127.0.0.1 that nobody listens on.
 *
 * <p>They lie below the range from which outgoing connections get theirs (Linux: 32768 and up): a
 * server that is down for a while would otherwise find its port taken by a client, or a client that
 * retries would connect to itself.
 */
public final class FreePort {
    private static final int PORT_MIN = 15_000;
    private static final int PORT_MAX = 32_000;
    private static final int TRIES_MAX = 1_000;

    private FreePort() {}

    /**
     * A port nobody listened on a moment ago; whoever binds it must be ready to lose the race and
     * to pick another.
     *
     * @throws UncheckedIOException if none is found
     */
    public static int pick() {
        for (int tried = 0; tried < TRIES_MAX; tried++) {
            int port = ThreadLocalRandom.current().nextInt(PORT_MIN, PORT_MAX);
            try (ServerSocket socket = listen(port)) {
                return socket.getLocalPort();
            } catch (BindException taken) {
                continue;
            } catch (IOException e) {
                throw new UncheckedIOException("port: none free on 127.0.0.1", e);
            }
        }
        throw new UncheckedIOException(
                new BindException(
                        "port: none free on 127.0.0.1 (expected: one in "
                                + PORT_MIN
                                + " to "
                                + PORT_MAX
                                + ")"));
    }

    /** Listens on {@code port} of 127.0.0.1. */
    static ServerSocket listen(int port) throws IOException {
        ServerSocket socket = new ServerSocket();
        try {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), port));
            return socket;
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }
}
