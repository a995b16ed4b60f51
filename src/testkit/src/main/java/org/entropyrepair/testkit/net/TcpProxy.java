package org.entropyrepair.testkit.net;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * A TCP proxy on 127.0.0.1 whose network can be broken: it forwards, refuses, hangs, resets and
 * delays, and goes back to normal.
 *
 * <ol>
 *   <li>{@link #open()} listens; connections are closed until {@link #forwardTo} names the server.
 *   <li>{@link #refuse()}, {@link #drop()}, {@link #resetConnections()}, {@link #delay(Duration)}
 *       break it, {@link #forward()} repairs it; any thread, at any time, in any order.
 *   <li>{@link #close()} ends all connections and threads.
 * </ol>
 */
public final class TcpProxy implements AutoCloseable {
    private static final int BIND_TRIES_MAX = 50;
    private static final int CHUNK_BYTES = 64 * 1024;
    private static final int CONNECT_MILLIS_MAX = 5_000;

    private enum Mode {
        FORWARD,
        REFUSE,
        DROP,
        CLOSED
    }

    private final int port;
    private final Set<Link> links = ConcurrentHashMap.newKeySet();
    private volatile Mode mode = Mode.FORWARD;
    private volatile long delayMillis;
    private volatile @Nullable InetSocketAddress target;
    private @Nullable ServerSocket listener;
    private @Nullable Thread accepting;

    private TcpProxy(ServerSocket listener) {
        this.port = listener.getLocalPort();
        accept(listener);
    }

    /** A proxy listening on a free port of 127.0.0.1, which forwards to nothing yet. */
    public static TcpProxy open() {
        IOException lost = new BindException();
        for (int tried = 0; tried < BIND_TRIES_MAX; tried++) {
            try {
                return new TcpProxy(FreePort.listen(FreePort.pick()));
            } catch (IOException e) {
                lost = e;
            }
        }
        throw new UncheckedIOException("port: none free on 127.0.0.1", lost);
    }

    /** The server behind it, from the next connection on. */
    public TcpProxy forwardTo(String host, int targetPort) {
        target = new InetSocketAddress(host, targetPort);
        return this;
    }

    /** The port it listens on; the same for its whole life. */
    public int port() {
        return port;
    }

    /** {@code 127.0.0.1:port}. */
    public String address() {
        return "127.0.0.1:" + port;
    }

    /**
     * Back to normal, without delay. Connections that lost bytes are reset: nothing can heal them.
     */
    public synchronized void forward() {
        requireOpen();
        boolean dropped = mode == Mode.DROP;
        delayMillis = 0;
        mode = Mode.FORWARD;
        if (dropped) {
            resetConnections();
        }
        listen();
    }

    /** Refuses new connections, and resets those there are. */
    public synchronized void refuse() {
        requireOpen();
        mode = Mode.REFUSE;
        closeListener();
        resetConnections();
    }

    /** Hangs: accepts connections, swallows every byte of either side, says nothing. */
    public synchronized void drop() {
        requireOpen();
        mode = Mode.DROP;
        listen();
    }

    /** Resets all open connections once; new ones are as welcome as before. */
    public void resetConnections() {
        links.forEach(Link::reset);
    }

    /**
     * Holds back every chunk of bytes, either way, by {@code delay}; throughput suffers as well.
     */
    public void delay(Duration delay) {
        delayMillis = delay.toMillis();
    }

    /** Number of connections now open. */
    public int connections() {
        return links.size();
    }

    /** Ends it for good. May be called again. */
    @Override
    public synchronized void close() {
        mode = Mode.CLOSED;
        closeListener();
        resetConnections();
    }

    private void requireOpen() {
        if (mode == Mode.CLOSED) {
            throw new IllegalStateException("proxy: closed (expected: open)");
        }
    }

    private void listen() {
        if (listener != null) {
            return;
        }
        try {
            accept(FreePort.listen(port));
        } catch (IOException e) {
            throw new UncheckedIOException("port: " + port + " was taken meanwhile", e);
        }
    }

    private void accept(ServerSocket socket) {
        listener = socket;
        accepting = daemon("accept", () -> acceptAll(socket));
    }

    private void closeListener() {
        ServerSocket open = listener;
        Thread accepts = accepting;
        listener = null;
        if (open == null) {
            return;
        }
        closeQuietly(open);
        if (accepts != null) {
            joined(accepts);
        }
    }

    /** The kernel listens for as long as a thread accepts. */
    private static void joined(Thread accepts) {
        try {
            accepts.join();
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        }
    }

    private void acceptAll(ServerSocket socket) {
        while (!socket.isClosed()) {
            try {
                Socket client = socket.accept();
                daemon("connect", () -> connect(client));
            } catch (IOException closed) {
                return;
            }
        }
    }

    private void connect(Socket client) {
        Link link = new Link(client, new Socket());
        links.add(link);
        InetSocketAddress server = target;
        try {
            client.setTcpNoDelay(true);
            if (mode == Mode.REFUSE || mode == Mode.CLOSED || server == null) {
                throw new IOException("nobody there");
            }
            if (mode == Mode.FORWARD) {
                link.server.connect(server, CONNECT_MILLIS_MAX);
                link.server.setTcpNoDelay(true);
                daemon("down", () -> pumpDown(link));
            }
            pump(link, link.client, link.server);
            link.reset();
        } catch (IOException gone) {
            link.reset();
        }
    }

    private void pump(Link link, Socket from, Socket to) {
        byte[] chunk = new byte[CHUNK_BYTES];
        try {
            for (int n = from.getInputStream().read(chunk);
                    n >= 0;
                    n = from.getInputStream().read(chunk)) {
                if (delayMillis > 0) {
                    Thread.sleep(delayMillis);
                }
                if (mode == Mode.FORWARD && !link.lossy) {
                    to.getOutputStream().write(chunk, 0, n);
                } else {
                    link.lossy = true;
                }
            }
        } catch (IOException | InterruptedException gone) {
            // Either side went away, and so will the link.
        }
    }

    /** While it hangs, a client does not learn that its server went away. */
    private void pumpDown(Link link) {
        pump(link, link.server, link.client);
        if (mode != Mode.DROP) {
            link.reset();
        }
    }

    private static Thread daemon(String what, Runnable body) {
        Thread thread = new Thread(body, "tcp-proxy-" + what);
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    private static void closeQuietly(AutoCloseable socket) {
        try {
            socket.close();
        } catch (Exception ignored) {
            // It is gone either way.
        }
    }

    /** A client and its way to the server; lossy once a byte was swallowed. */
    private final class Link {
        private final Socket client;
        private final Socket server;
        private volatile boolean lossy;

        Link(Socket client, Socket server) {
            this.client = client;
            this.server = server;
        }

        /** Ends both ends abruptly (RST, not FIN). */
        void reset() {
            for (Socket socket : new Socket[] {client, server}) {
                try {
                    socket.setSoLinger(true, 0);
                } catch (IOException alreadyClosed) {
                    // Nothing left to linger.
                }
                closeQuietly(socket);
            }
            links.remove(this);
        }
    }
}
