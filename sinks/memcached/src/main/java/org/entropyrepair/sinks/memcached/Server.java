package org.entropyrepair.sinks.memcached;

import java.util.Optional;

/**
 * Where a memcached listens.
 *
 * @param written as the config writes it, {@code host:port}
 * @param host name or address, without brackets
 * @param port 1 to 65535
 */
record Server(String written, String host, int port) {
    private static final int PORT_MAX = 65_535;

    /** What is written; empty if it is not {@code host:port}. */
    static Optional<Server> parse(String written) {
        int colon = written.lastIndexOf(':');
        if (colon <= 0 || written.chars().anyMatch(sign -> sign <= ' ')) {
            return Optional.empty();
        }
        String host = written.substring(0, colon);
        if (host.startsWith("[") && host.endsWith("]")) {
            host = host.substring(1, host.length() - 1);
        } else if (host.indexOf(':') >= 0) {
            return Optional.empty();
        }
        try {
            int port = Integer.parseInt(written.substring(colon + 1));
            return host.isEmpty() || port < 1 || port > PORT_MAX
                    ? Optional.empty()
                    : Optional.of(new Server(written, host, port));
        } catch (NumberFormatException noPort) {
            return Optional.empty();
        }
    }

    @Override
    public String toString() {
        return written;
    }
}
