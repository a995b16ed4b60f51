package org.entropyrepair.testkit.memcached;

import java.io.File;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.entropyrepair.testkit.net.FreePort;
import org.entropyrepair.testkit.server.ServerProcess;

/**
 * A memcached on 127.0.0.1, from the operating system's package. Keeps its port over restarts and
 * nothing else. Not for several threads at once.
 */
public final class MemcachedServer implements AutoCloseable {
    private static final Duration START_MAX = Duration.ofSeconds(30);
    private static final int TRIES_MAX = 20;
    private static final int CONNECT_MILLIS = 200;

    private final ServerProcess process;
    private int port;

    private MemcachedServer(ServerProcess process) {
        this.process = process;
    }

    /**
     * Starts one on a free port.
     *
     * @param folder for its log; several servers may share it
     * @throws IllegalStateException if there is no memcached on this machine, or it does not start
     */
    public static MemcachedServer start(Path folder) {
        int port = FreePort.pick();
        for (int tried = 0; tried < TRIES_MAX; tried++) {
            MemcachedServer server =
                    new MemcachedServer(ServerProcess.named("memcached-" + port, folder));
            server.port = port;
            if (server.tryStart()) {
                return server;
            }
            server.close();
            port = FreePort.pick();
        }
        throw new IllegalStateException("memcached: does not start, see the logs in " + folder);
    }

    /** Where it listens, {@code host:port}. */
    public String address() {
        return "127.0.0.1:" + port;
    }

    /** Its port on 127.0.0.1. */
    public int port() {
        return port;
    }

    /** A reader's connection to it. */
    public MemcachedReader reader() {
        return new MemcachedReader(port);
    }

    /** Stops it where it stands (SIGSTOP): connections are still accepted, nothing is answered. */
    public void pause() {
        process.pause();
    }

    /** Lets it go on. */
    public void resume() {
        process.resume();
    }

    /** {@code kill -9}: connections are reset, new ones refused. */
    public void kill() {
        process.kill();
    }

    /**
     * Starts it again, empty, on the same port.
     *
     * @throws IllegalStateException if somebody else has taken the port
     */
    public void restart() {
        process.kill();
        if (!tryStart()) {
            throw new IllegalStateException("memcached: port " + port + " is taken");
        }
    }

    private boolean tryStart() {
        process.start(command());
        return process.await(START_MAX, this::listens);
    }

    private List<String> command() {
        List<String> command = new ArrayList<>();
        command.add(program().toString());
        command.addAll(List.of("-l", "127.0.0.1", "-p", String.valueOf(port), "-U", "0"));
        command.addAll(List.of("-m", "64", "-t", "2", "-c", "256"));
        if ("root".equals(System.getProperty("user.name"))) {
            command.addAll(List.of("-u", "nobody"));
        }
        return command;
    }

    private static Path program() {
        String path = System.getenv().getOrDefault("PATH", "");
        return Stream.concat(Arrays.stream(path.split(File.pathSeparator)), Stream.of("/usr/bin"))
                .map(folder -> Path.of(folder, "memcached"))
                .filter(Files::isExecutable)
                .findFirst()
                .orElseThrow(
                        () ->
                                new IllegalStateException(
                                        "memcached: missing (expected: on the PATH; in Debian the"
                                                + " package memcached, which bin/test installs as"
                                                + " root)"));
    }

    private boolean listens() {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress("127.0.0.1", port), CONNECT_MILLIS);
            return true;
        } catch (IOException notYet) {
            return false;
        }
    }

    @Override
    public void close() {
        process.kill();
        process.close();
    }
}
