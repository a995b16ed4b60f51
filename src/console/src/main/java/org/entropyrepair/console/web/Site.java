package org.entropyrepair.console.web;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Consumer;

/** Puts page, data and guard together. */
public final class Site {
    private Site() {}

    /**
     * Where and how it is served.
     *
     * @param address to listen on
     * @param names further names under which browsers reach it, {@code host} or {@code host:port}
     * @param token the secret that lets changes through
     */
    public record Door(InetSocketAddress address, List<String> names, String token) {
        /** Keeps a copy. */
        public Door {
            names = List.copyOf(names);
        }

        /** Whether only this machine can reach it. */
        public boolean isLoopback() {
            InetAddress host = address.getAddress();
            return host != null && host.isLoopbackAddress();
        }
    }

    /**
     * Begins to serve.
     *
     * @param journal takes a line for each thing that is revealed or switched
     * @throws IOException if the address cannot be listened on
     */
    public static Server serve(Scene scene, Door door, Consumer<String> journal)
            throws IOException {
        Api api = new Api(scene, journal);
        return Server.start(door.address(), port -> guard(door, port), Api::isChange, api::answer);
    }

    /** Who may ask for what at a door: reading needs the token unless only this machine can. */
    static Guard guard(Door door, int port) {
        return new Guard(hosts(door, port), door.token(), !door.isLoopback());
    }

    private static Set<String> hosts(Door door, int port) {
        Set<String> hosts = new HashSet<>();
        if (door.isLoopback()) {
            for (String name : List.of("127.0.0.1", "localhost", "[::1]")) {
                hosts.add(name + ":" + port);
            }
        }
        hosts.add(door.address().getHostString().toLowerCase(Locale.ROOT) + ":" + port);
        door.names().forEach(name -> hosts.add(name.toLowerCase(Locale.ROOT)));
        return hosts;
    }
}
