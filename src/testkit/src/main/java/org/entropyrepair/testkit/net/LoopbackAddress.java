package org.entropyrepair.testkit.net;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Picks addresses of 127.0.0.0/8 that nobody uses: a server that wants ports of its own choice gets
 * an address of its own.
 */
public final class LoopbackAddress {
    private static final int TRIES_MAX = 100;

    private LoopbackAddress() {}

    /**
     * An address at which nobody listened on these ports a moment ago; whoever binds them must be
     * ready to lose the race. Drawn from 11 million, so that two hardly ever meet.
     *
     * @throws UncheckedIOException if none is found
     */
    public static String pick(int... ports) {
        IOException last = new BindException();
        for (int tried = 0; tried < TRIES_MAX; tried++) {
            ThreadLocalRandom random = ThreadLocalRandom.current();
            String address =
                    "127.%d.%d.%d"
                            .formatted(
                                    random.nextInt(64, 240),
                                    random.nextInt(1, 255),
                                    random.nextInt(1, 255));
            try {
                for (int port : ports) {
                    listen(address, port);
                }
                return address;
            } catch (IOException taken) {
                last = taken;
            }
        }
        throw new UncheckedIOException("address: none free in 127.0.0.0/8", last);
    }

    private static void listen(String address, int port) throws IOException {
        try (ServerSocket socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(InetAddress.getByName(address), port));
        }
    }
}
