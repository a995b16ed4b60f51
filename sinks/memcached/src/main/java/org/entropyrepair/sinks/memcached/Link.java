package org.entropyrepair.sinks.memcached;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.channels.CancelledKeyException;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * The connection to one server, by memcached's text protocol. Loop's thread only.
 *
 * <p>A server counts as ready once it has answered {@code version}: one that hangs still lets the
 * kernel accept connections. Until it does for the first time, what is to be deleted waits, for the
 * time-out at most; when it has once failed, everything is refused at once until it is ready again.
 * A deletion without an answer in time breaks the connection, for answers carry no name and come in
 * order.
 */
final class Link {
    private static final long BACKOFF_MILLIS_MIN = 100;
    private static final long BACKOFF_MILLIS_MAX = 5_000;
    private static final long PROBE_EVERY_MILLIS = 5_000;
    private static final int LINE_MAX = 2_048;
    private static final byte[] VERSION = ascii("version\r\n");
    private static final byte[] DELETE = ascii("delete ");
    private static final byte[] END = ascii("\r\n");

    final Server server;

    private final Loop loop;
    private final long timeoutNanos;
    private final ArrayDeque<Awaited> awaited = new ArrayDeque<>();
    private final ArrayDeque<byte[]> unsent = new ArrayDeque<>();
    private final ByteBuffer out = ByteBuffer.allocateDirect(32 * 1024).limit(0);
    private final ByteBuffer in = ByteBuffer.allocateDirect(32 * 1024);
    private final byte[] line = new byte[LINE_MAX];

    private State state = State.AWAY;
    private @Nullable SocketChannel channel;
    private @Nullable SelectionKey key;
    private int lineLength;
    private boolean patient = true;
    private String trouble = "";
    private long untilNanos; // of this state
    private long backoffMillis = BACKOFF_MILLIS_MIN;
    private long heardNanos;

    private enum State {
        AWAY,
        RESOLVING,
        CONNECTING,
        GREETING,
        READY,
        CLOSED
    }

    /** What an answer is awaited for; a probe if for no deletion. */
    private record Awaited(@Nullable Deletion deletion, long untilNanos) {}

    Link(Server server, Loop loop, long timeoutMillis) {
        this.server = server;
        this.loop = loop;
        this.timeoutNanos = Loop.nanos(timeoutMillis);
        this.untilNanos = System.nanoTime();
    }

    /** Has a key deleted; the deletion is told. */
    void delete(byte[] name, Deletion deletion) {
        deletion.sent();
        if (state == State.CLOSED || (state != State.READY && !patient)) {
            deletion.failed(server + ": " + trouble);
            return;
        }
        unsent.add(DELETE);
        unsent.add(name);
        unsent.add(END);
        awaited.add(new Awaited(deletion, System.nanoTime() + timeoutNanos));
    }

    /** Sends what is to be sent and does what has become due. */
    void look(long nowNanos) {
        Awaited oldest = awaited.peek();
        if (oldest != null && nowNanos - oldest.untilNanos() >= 0) {
            fail("no answer in time");
        } else if (state == State.READY) {
            if (oldest == null && nowNanos - heardNanos >= Loop.nanos(PROBE_EVERY_MILLIS)) {
                unsent.add(VERSION);
                awaited.add(new Awaited(null, nowNanos + timeoutNanos));
            }
            if (!unsent.isEmpty() && !out.hasRemaining()) {
                flush();
            }
        } else if (state == State.CONNECTING || state == State.GREETING) {
            if (nowNanos - untilNanos >= 0) {
                fail("no answer in time");
            }
        } else if (state == State.AWAY && nowNanos - untilNanos >= 0) {
            resolve();
        }
    }

    /** In a thread of its own: looking up a name may take long. */
    private void resolve() {
        state = State.RESOLVING;
        Thread lookup =
                new Thread(
                        () -> {
                            InetAddress found = null;
                            try {
                                found = InetAddress.getByName(server.host());
                            } catch (UnknownHostException | SecurityException unknown) {
                                // said below
                            }
                            InetAddress address = found;
                            loop.hand(() -> connect(address));
                        },
                        "resolve " + server);
        lookup.setDaemon(true);
        lookup.start();
    }

    private void connect(@Nullable InetAddress address) {
        if (state != State.RESOLVING) {
            return;
        }
        if (address == null) {
            fail("unknown host");
            return;
        }
        try {
            SocketChannel opened = SocketChannel.open();
            channel = opened;
            opened.configureBlocking(false);
            opened.setOption(StandardSocketOptions.TCP_NODELAY, true);
            state = State.CONNECTING;
            untilNanos = System.nanoTime() + timeoutNanos;
            boolean connected = opened.connect(new InetSocketAddress(address, server.port()));
            key = opened.register(loop.selector(), SelectionKey.OP_CONNECT, this);
            if (connected) {
                greet();
            }
        } catch (IOException | RuntimeException failed) {
            fail(words(failed));
        }
    }

    private void greet() throws IOException {
        state = State.GREETING;
        key().interestOps(SelectionKey.OP_READ);
        out.clear().put(VERSION).flip();
        channel().write(out); // 9 bytes fit into any buffer of the kernel
    }

    /** Something can be done without waiting. */
    void ready(SelectionKey selected) {
        if (selected != key) {
            return; // of a connection before this one
        }
        try {
            if (selected.isConnectable() && channel().finishConnect()) {
                greet();
            } else if (selected.isReadable()) {
                read();
            }
            if (selected.isValid() && selected.isWritable()) {
                flush();
            }
        } catch (IOException | CancelledKeyException failed) {
            fail(words(failed));
        }
    }

    private void read() throws IOException {
        SocketChannel from = channel();
        int size;
        while ((size = from.read(in.clear())) > 0) {
            heardNanos = System.nanoTime();
            in.flip();
            while (in.hasRemaining()) {
                byte next = in.get();
                if (next == '\n') {
                    heard(new String(line, 0, lineLength, StandardCharsets.ISO_8859_1).strip());
                    lineLength = 0;
                    if (channel != from) {
                        return;
                    }
                } else if (lineLength == LINE_MAX) {
                    fail("not a memcached");
                    return;
                } else {
                    line[lineLength++] = next;
                }
            }
        }
        if (size < 0) {
            fail("hung up");
        }
    }

    private void heard(String answer) {
        if (state == State.GREETING) {
            if (!answer.startsWith("VERSION")) {
                fail("not a memcached, or one that wants a password");
                return;
            }
            state = State.READY;
            patient = false;
            backoffMillis = BACKOFF_MILLIS_MIN;
            flush();
            return;
        }
        Awaited oldest = awaited.poll();
        if (oldest == null) {
            fail("an answer that nobody asked for");
        } else if (oldest.deletion() == null) {
            if (!answer.startsWith("VERSION")) {
                fail("an answer to something else");
            }
        } else if (answer.equals("DELETED") || answer.equals("NOT_FOUND")) {
            oldest.deletion().done();
        } else {
            oldest.deletion()
                    .failed(server + ": " + answer.substring(0, Math.min(80, answer.length())));
        }
    }

    /** Writes as much as goes without waiting. */
    private void flush() {
        try {
            while (out.hasRemaining() || !unsent.isEmpty()) {
                if (!out.hasRemaining()) {
                    out.clear();
                    while (!unsent.isEmpty() && unsent.peek().length <= out.remaining()) {
                        out.put(unsent.poll());
                    }
                    out.flip();
                }
                channel().write(out);
                if (out.hasRemaining()) {
                    key().interestOps(SelectionKey.OP_READ | SelectionKey.OP_WRITE);
                    return;
                }
            }
            key().interestOps(SelectionKey.OP_READ);
        } catch (IOException | CancelledKeyException failed) {
            fail(words(failed));
        }
    }

    /** Ends the connection and all that waits for it; it is made anew after a while. */
    private void fail(String message) {
        close(message);
        state = State.AWAY;
        untilNanos = System.nanoTime() + Loop.nanos(backoffMillis);
        backoffMillis = Math.min(BACKOFF_MILLIS_MAX, backoffMillis * 2);
    }

    /** Ends the connection and all that waits for it, for good. */
    void close(String message) {
        state = State.CLOSED;
        patient = false;
        trouble = message;
        try {
            if (channel != null) {
                channel.close();
            }
        } catch (IOException ignored) {
            // it is of no use any more
        }
        channel = null;
        key = null;
        lineLength = 0;
        out.clear().limit(0);
        unsent.clear();
        for (Awaited one = awaited.poll(); one != null; one = awaited.poll()) {
            if (one.deletion() != null) {
                one.deletion().failed(server + ": " + message);
            }
        }
    }

    private SocketChannel channel() throws IOException {
        if (channel == null) {
            throw new IOException("not connected");
        }
        return channel;
    }

    private SelectionKey key() throws IOException {
        if (key == null) {
            throw new IOException("not connected");
        }
        return key;
    }

    private static String words(Exception failed) {
        String message = failed.getMessage();
        return message == null ? failed.getClass().getSimpleName() : message;
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    @Override
    public String toString() {
        return server + " " + state + (patient ? "" : " " + trouble);
    }
}
