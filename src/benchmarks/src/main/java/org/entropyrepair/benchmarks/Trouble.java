package org.entropyrepair.benchmarks;

import java.util.function.BiConsumer;
import org.entropyrepair.testkit.cassandra.CassandraServer;
import org.entropyrepair.testkit.net.TcpProxy;

/** What befalls a region's store. */
enum Trouble {
    /** Its process stands still (SIGSTOP): connections stay open and silent. */
    STOPPED((server, way) -> server.pause(), (server, way) -> server.resume()),
    /** Its process is gone ({@code kill -9}) until it is started again. */
    KILLED((server, way) -> server.kill(), (server, way) -> server.restart()),
    /** Connections are refused, those that are open are reset. */
    REFUSED((server, way) -> way.refuse(), (server, way) -> way.forward()),
    /** Whatever is sent is swallowed. */
    DROPPED((server, way) -> way.drop(), (server, way) -> way.forward());

    private final BiConsumer<CassandraServer, TcpProxy> begin;
    private final BiConsumer<CassandraServer, TcpProxy> end;

    Trouble(
            BiConsumer<CassandraServer, TcpProxy> begin,
            BiConsumer<CassandraServer, TcpProxy> end) {
        this.begin = begin;
        this.end = end;
    }

    void begin(CassandraServer server, TcpProxy way) {
        begin.accept(server, way);
    }

    void end(CassandraServer server, TcpProxy way) {
        end.accept(server, way);
    }
}
