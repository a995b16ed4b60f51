package org.entropyrepair.testkit.cassandra;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.entropyrepair.testkit.net.FreePort;
import org.entropyrepair.testkit.net.LoopbackAddress;
import org.entropyrepair.testkit.server.ServerJars;
import org.entropyrepair.testkit.server.ServerProcess;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A real Cassandra of one node in a process of its own, on an address of 127.0.0.0/8 of its own.
 *
 * <ol>
 *   <li>{@link #in(Path)} takes the folder for its data and logs; {@link Builder#start()} picks a
 *       free address and returns once statements are answered. {@link #startAll} starts several,
 *       side by side.
 *   <li>{@link #pause()} and {@link #resume()}; {@link #stop()} or {@link #kill()}, then {@link
 *       #restart()}: same address, same data. What was acknowledged survives a kill ({@code
 *       commitlog_sync: group}).
 *   <li>{@link #close()} ends it; so does the end of this JVM, however it comes.
 * </ol>
 *
 * <p>Needs the jars of {@link ServerJars}. About 0.6 GB of memory each. Not for several threads at
 * once.
 */
public final class CassandraServer implements AutoCloseable {
    /** The port at which clients are answered. */
    public static final int CLIENT_PORT = 9042;

    /** The first user of a server with passwords; may do everything. */
    public static final String SUPERUSER = "cassandra";

    /** The password of {@link #SUPERUSER}, unless a test changes it. */
    public static final String SUPERUSER_PASSWORD = "cassandra";

    private static final Logger LOG = LoggerFactory.getLogger(CassandraServer.class);
    private static final int STORAGE_PORT = 7000;
    private static final int BIND_TRIES_MAX = 5;
    private static final Duration START_MAX = Duration.ofSeconds(300);

    private final Path folder;
    private final Builder options;
    private final ServerProcess process;
    private String address = "";
    private int jmxPort;

    private CassandraServer(Builder options) {
        this.folder = options.folder.toAbsolutePath();
        this.options = options;
        this.process = ServerProcess.named("cassandra", folder);
    }

    /** A server to be, with its data and log in {@code folder}, which is created where missing. */
    public static Builder in(Path folder) {
        return new Builder(folder);
    }

    /** What a server is started with; the defaults suit a test. */
    public static final class Builder {
        private final Path folder;
        private final StringBuilder yaml = new StringBuilder();
        private String dataCentre = "datacenter1";
        private boolean passwords;
        private boolean quickStart = true;
        private int heapMegabytes = 256;

        private Builder(Path folder) {
            this.folder = folder;
        }

        /** The name of its data centre; {@code datacenter1} by default. */
        public Builder dataCentre(String name) {
            dataCentre = name;
            return this;
        }

        /** Clients must say who they are; {@link CassandraServer#SUPERUSER} is there. */
        public Builder withPasswords() {
            passwords = true;
            return this;
        }

        /**
         * Another line of {@code cassandra.yaml}; one that is there already may not be repeated.
         */
        public Builder yaml(String line) {
            yaml.append(line).append('\n');
            return this;
        }

        /** Its heap; 256 by default. */
        public Builder heapMegabytes(int megabytes) {
            heapMegabytes = megabytes;
            return this;
        }

        /** Compiles fully: starts slower, serves faster once warm. For benchmarks. */
        public Builder forThroughput() {
            quickStart = false;
            return this;
        }

        String dataCentre() {
            return dataCentre;
        }

        boolean passwords() {
            return passwords;
        }

        boolean quickStart() {
            return quickStart;
        }

        int heapMegabytes() {
            return heapMegabytes;
        }

        String yaml() {
            return yaml.toString();
        }

        /**
         * Starts it and waits until it answers.
         *
         * @throws IllegalStateException if it does not; the message leads to its log
         */
        public CassandraServer start() {
            return startAll(List.of(this)).get(0);
        }
    }

    /**
     * Starts all of them at once and waits until each answers.
     *
     * @return in the order of {@code all}
     * @throws IllegalStateException if one does not; none is left running then
     */
    public static List<CassandraServer> startAll(List<Builder> all) {
        List<CassandraServer> servers = new ArrayList<>();
        try {
            for (Builder one : all) {
                CassandraServer server = new CassandraServer(one);
                servers.add(server);
                server.launchAnew();
            }
            for (CassandraServer server : servers) {
                server.awaitOnFreeAddress();
            }
            return servers;
        } catch (RuntimeException | Error e) {
            servers.forEach(CassandraServer::close);
            throw e;
        }
    }

    /** Where clients connect to: {@code address:port}. The same for its whole life. */
    public String contactPoint() {
        return address + ":" + CLIENT_PORT;
    }

    /** Its address, without the port. */
    public String address() {
        return address;
    }

    /** The name of its data centre. */
    public String dataCentre() {
        return options.dataCentre;
    }

    /** What it printed since it was last started. */
    public Path log() {
        return process.log();
    }

    /**
     * The process id.
     *
     * @throws IllegalStateException if it does not run
     */
    public long pid() {
        return process.pid();
    }

    /** Whether its process runs; true also while it is paused. */
    public boolean isRunning() {
        return process.isRunning();
    }

    /**
     * Runs a statement without values, as {@link #SUPERUSER}; rows are not given back.
     *
     * @throws IllegalStateException with the server's words if it refuses
     */
    public void cql(String statement) {
        cql(SUPERUSER, SUPERUSER_PASSWORD, statement);
    }

    /** As {@link #cql(String)}, as this user. */
    public void cql(String user, String password, String statement) {
        try (NativeProtocol connection = new NativeProtocol(address, CLIENT_PORT, user, password)) {
            connection.query(statement);
        } catch (IOException e) {
            throw new IllegalStateException(
                    "cassandra at " + address + ": " + e.getMessage() + ": " + statement, e);
        }
    }

    /**
     * Runs Cassandra's own {@code nodetool}, for instance with {@code flush social follows}.
     *
     * @return what it printed
     * @throws IllegalStateException if it failed
     */
    public String nodetool(String... args) {
        try {
            Process tool =
                    new ProcessBuilder(CassandraCommand.nodeTool(folder, jmxPort, args))
                            .redirectErrorStream(true)
                            .start();
            tool.getOutputStream().close();
            String printed =
                    new String(tool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (tool.waitFor() != 0) {
                throw new IllegalStateException(
                        "nodetool " + String.join(" ", args) + ": " + printed);
            }
            return printed;
        } catch (IOException e) {
            throw new UncheckedIOException("nodetool", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("nodetool: interrupted", e);
        }
    }

    /** Stops it where it stands (SIGSTOP); its connections stay open and silent. */
    public void pause() {
        process.pause();
    }

    /** Whether every thread of it stands still (state {@code T}). */
    public boolean isPaused() {
        return process.isPaused();
    }

    /** Lets it go on. */
    public void resume() {
        process.resume();
    }

    /** {@code kill -9}. */
    public void kill() {
        process.kill();
    }

    /** Ends it in order. */
    public void stop() {
        process.stop();
    }

    /**
     * Starts it again at the same address, on the same data; stops it before if it runs.
     *
     * @throws IllegalStateException if it does not answer in time
     */
    public void restart() {
        launch();
        if (!awaitAnswer()) {
            throw new IllegalStateException("cassandra: ended at its start, see " + log());
        }
    }

    /** Ends it for good; its data stay. May be called again. */
    @Override
    public void close() {
        process.close();
    }

    private void launchAnew() {
        address = LoopbackAddress.pick(CLIENT_PORT, STORAGE_PORT);
        launch();
    }

    private void launch() {
        jmxPort = FreePort.pick();
        try {
            CassandraFiles.write(folder, address, options);
        } catch (IOException e) {
            throw new UncheckedIOException("folder: " + folder + " cannot be written", e);
        }
        process.start(CassandraCommand.daemon(folder, jmxPort, options));
    }

    private void awaitOnFreeAddress() {
        for (int tried = 1; !awaitAnswer(); tried++) {
            boolean taken = process.logSays("already in use");
            if (!taken || tried == BIND_TRIES_MAX) {
                throw new IllegalStateException("cassandra: ended at its start, see " + log());
            }
            launchAnew();
        }
    }

    private boolean awaitAnswer() {
        long startedNanos = System.nanoTime();
        boolean up = process.await(START_MAX, this::answers);
        if (up) {
            LOG.info(
                    "Cassandra answers at {} after {} ms (data and log in {})",
                    contactPoint(),
                    Duration.ofNanos(System.nanoTime() - startedNanos).toMillis(),
                    folder);
        }
        return up;
    }

    /** With passwords the first user comes into being a moment after the port is open. */
    private boolean answers() {
        try (NativeProtocol connection =
                new NativeProtocol(address, CLIENT_PORT, SUPERUSER, SUPERUSER_PASSWORD)) {
            connection.query("SELECT release_version FROM system.local");
            return true;
        } catch (IOException notYet) {
            return false;
        }
    }
}
