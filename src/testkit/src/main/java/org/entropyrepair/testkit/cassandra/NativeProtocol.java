package org.entropyrepair.testkit.cassandra;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;

/**
 * One connection that speaks as much of Cassandra's native protocol (version 4) as it takes to log
 * in and to run a statement without values; rows that come back are not read.
 */
final class NativeProtocol implements AutoCloseable {
    private static final int VERSION = 4;
    private static final int RESPONSE = 0x80;
    private static final int ERROR = 0x00;
    private static final int STARTUP = 0x01;
    private static final int READY = 0x02;
    private static final int AUTHENTICATE = 0x03;
    private static final int QUERY = 0x07;
    private static final int RESULT = 0x08;
    private static final int AUTH_RESPONSE = 0x0F;
    private static final int AUTH_SUCCESS = 0x10;
    private static final int CONSISTENCY_ONE = 1;
    private static final int CONNECT_MILLIS_MAX = 2_000;
    private static final int ANSWER_MILLIS_MAX = 60_000;
    private static final int FRAME_BYTES_MAX = 64 << 20;

    private final Socket socket = new Socket();

    /** Connects and logs in; user and password are used where the server asks for them. */
    NativeProtocol(String host, int port, String user, String password) throws IOException {
        try {
            socket.connect(new InetSocketAddress(host, port), CONNECT_MILLIS_MAX);
            socket.setSoTimeout(ANSWER_MILLIS_MAX);
            int answer =
                    ask(
                            STARTUP,
                            body -> {
                                body.writeShort(1);
                                writeString(body, "CQL_VERSION");
                                writeString(body, "3.0.0");
                            });
            if (answer == AUTHENTICATE) {
                answer =
                        ask(
                                AUTH_RESPONSE,
                                body -> {
                                    byte[] secret = ("\0" + user + "\0" + password).getBytes(UTF_8);
                                    body.writeInt(secret.length);
                                    body.write(secret);
                                });
            }
            if (answer != READY && answer != AUTH_SUCCESS) {
                throw new IOException("login: opcode " + answer + " (expected: ready)");
            }
        } catch (IOException | RuntimeException e) {
            socket.close();
            throw e;
        }
    }

    /**
     * Runs a statement at consistency ONE.
     *
     * @throws IOException with the server's words if it refuses
     */
    void query(String statement) throws IOException {
        int answer =
                ask(
                        QUERY,
                        body -> {
                            byte[] text = statement.getBytes(UTF_8);
                            body.writeInt(text.length);
                            body.write(text);
                            body.writeShort(CONSISTENCY_ONE);
                            body.writeByte(0);
                        });
        if (answer != RESULT) {
            throw new IOException("query: opcode " + answer + " (expected: a result)");
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }

    private int ask(int opcode, Body body) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        body.write(new DataOutputStream(bytes));
        ByteArrayOutputStream frame = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(frame);
        out.writeByte(VERSION);
        out.writeByte(0);
        out.writeShort(0);
        out.writeByte(opcode);
        out.writeInt(bytes.size());
        bytes.writeTo(out);
        socket.getOutputStream().write(frame.toByteArray());

        DataInputStream in = new DataInputStream(socket.getInputStream());
        int version = in.readUnsignedByte();
        if (version != (RESPONSE | VERSION)) {
            throw new IOException("answer: version " + version + " (expected: 4)");
        }
        in.skipNBytes(3);
        int answer = in.readUnsignedByte();
        int size = in.readInt();
        if (size < 0 || size > FRAME_BYTES_MAX) {
            throw new IOException("answer: " + size + " bytes");
        }
        byte[] answered = in.readNBytes(size);
        if (answer == ERROR) {
            throw new IOException(new String(answered, 6, Math.max(0, size - 6), UTF_8));
        }
        return answer;
    }

    private static void writeString(DataOutputStream to, String text) throws IOException {
        byte[] bytes = text.getBytes(UTF_8);
        to.writeShort(bytes.length);
        to.write(bytes);
    }

    private interface Body {
        void write(DataOutputStream to) throws IOException;
    }
}
