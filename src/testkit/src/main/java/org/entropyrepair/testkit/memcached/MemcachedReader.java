package org.entropyrepair.testkit.memcached;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/**
 * What a reader of a cache does: looks up, and sets. Blocking; fails loudly. Not for several
 * threads at once.
 */
public final class MemcachedReader implements AutoCloseable {
    private static final int TIMEOUT_MILLIS = 20_000;

    private final Socket socket;
    private final InputStream in;
    private final OutputStream out;

    MemcachedReader(int port) {
        try {
            socket = new Socket();
            socket.connect(new InetSocketAddress("127.0.0.1", port), TIMEOUT_MILLIS);
            socket.setSoTimeout(TIMEOUT_MILLIS);
            socket.setTcpNoDelay(true);
            in = new BufferedInputStream(socket.getInputStream());
            out = socket.getOutputStream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Caches a value. */
    public void set(byte[] key, String value) {
        byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
        send(ascii("set "), key, ascii(" 0 0 " + bytes.length + "\r\n"), bytes, ascii("\r\n"));
        expect("STORED");
    }

    /** Caches a value. */
    public void set(String key, String value) {
        set(key.getBytes(StandardCharsets.UTF_8), value);
    }

    /** Whether something is cached under a key. */
    public boolean holds(byte[] key) {
        send(ascii("get "), key, ascii("\r\n"));
        String first = line();
        if (first.equals("END")) {
            return false;
        }
        try {
            int size = Integer.parseInt(first.substring(first.lastIndexOf(' ') + 1));
            in.skipNBytes(size + 2L);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        expect("END");
        return true;
    }

    /** Whether something is cached under a key. */
    public boolean holds(String key) {
        return holds(key.getBytes(StandardCharsets.UTF_8));
    }

    /** How many values are cached. */
    public long size() {
        send(ascii("stats\r\n"));
        long size = -1;
        for (String line = line(); !line.equals("END"); line = line()) {
            if (line.startsWith("STAT curr_items ")) {
                size = Long.parseLong(line.substring("STAT curr_items ".length()));
            }
        }
        return size;
    }

    private void send(byte[]... parts) {
        try {
            ByteArrayOutputStream all = new ByteArrayOutputStream();
            for (byte[] part : parts) {
                all.write(part);
            }
            out.write(all.toByteArray());
            out.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void expect(String answer) {
        String line = line();
        if (!line.equals(answer)) {
            throw new IllegalStateException("memcached: " + line + " (expected: " + answer + ")");
        }
    }

    private String line() {
        try {
            ByteArrayOutputStream line = new ByteArrayOutputStream();
            int next = in.read();
            while (next != '\n') {
                if (next < 0) {
                    throw new IOException("memcached hung up");
                }
                line.write(next);
                next = in.read();
            }
            return line.toString(StandardCharsets.ISO_8859_1).strip();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
