package org.entropyrepair.testkit.net;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** Where a process of this user accepts TCP connections, as the kernel says. Linux. */
public final class ListeningSockets {
    private static final String LISTENING = "0A";
    private static final int LOCAL = 1;
    private static final int STATE = 3;
    private static final int INODE = 9;

    private ListeningSockets() {}

    /**
     * All of a process, of both versions of IP.
     *
     * @throws UncheckedIOException if there is no such process, or it is another user's
     */
    public static Set<InetSocketAddress> of(long pid) {
        Path process = Path.of("/proc", Long.toString(pid));
        try {
            Set<String> open = openSockets(process.resolve("fd"));
            Set<InetSocketAddress> listening = new HashSet<>();
            for (String table : List.of("tcp", "tcp6")) {
                for (String line : lines(process.resolve("net").resolve(table))) {
                    String[] fields = line.strip().split("\\s+");
                    if (fields[STATE].equals(LISTENING) && open.contains(fields[INODE])) {
                        listening.add(address(fields[LOCAL]));
                    }
                }
            }
            return listening;
        } catch (IOException e) {
            throw new UncheckedIOException("process " + pid + ": its sockets cannot be read", e);
        }
    }

    /** None where this machine does not have that version of IP. */
    private static List<String> lines(Path table) throws IOException {
        return Files.exists(table) ? Files.readAllLines(table) : List.of();
    }

    private static Set<String> openSockets(Path folder) throws IOException {
        Set<String> sockets = new HashSet<>();
        try (Stream<Path> all = Files.list(folder)) {
            for (Path file : all.toList()) {
                try {
                    String to = Files.readSymbolicLink(file).toString();
                    if (to.startsWith("socket:[")) {
                        sockets.add(to.substring("socket:[".length(), to.length() - 1));
                    }
                } catch (NoSuchFileException closedMeanwhile) {
                    continue;
                }
            }
        }
        return sockets;
    }

    /** As the table has it: the address in words of four bytes of this machine, and the port. */
    static InetSocketAddress address(String text) throws UnknownHostException {
        String[] parts = text.split(":");
        ByteBuffer words =
                ByteBuffer.wrap(HexFormat.of().parseHex(parts[0])).order(ByteOrder.nativeOrder());
        ByteBuffer address = ByteBuffer.allocate(words.remaining());
        while (words.hasRemaining()) {
            address.putInt(words.getInt());
        }
        return new InetSocketAddress(
                InetAddress.getByAddress(address.array()), Integer.parseInt(parts[1], 16));
    }
}
