package org.entropyrepair.testkit.dynamodb;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.entropyrepair.testkit.net.FreePort;
import org.entropyrepair.testkit.server.ServerJars;
import org.entropyrepair.testkit.server.ServerProcess;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A real DynamoDB Local in a process of its own, on 127.0.0.1.
 *
 * <ol>
 *   <li>{@link #in(Path)} takes the folder for its log and data; {@link Builder#start()} picks a
 *       free port and returns once requests are answered. {@link #startAll} starts several, side by
 *       side.
 *   <li>{@link #pause()} and {@link #resume()}; {@link #stop()} or {@link #kill()}, then {@link
 *       #restart()}: same port, and with {@link Builder#onDisk()} same data.
 *   <li>{@link #close()} ends it; so does the end of this JVM, however it comes.
 * </ol>
 *
 * <p>Needs the jars of {@link ServerJars}. About 0.3 GB of memory each. Any credentials will do, of
 * any region: all see the same tables. Not for several threads at once, except {@link #call}.
 */
public final class DynamoDbServer implements AutoCloseable {
    /** Where it listens. */
    public static final String HOST = "127.0.0.1";

    private static final Logger LOG = LoggerFactory.getLogger(DynamoDbServer.class);
    private static final int BIND_TRIES_MAX = 5;
    private static final int CALL_MILLIS_MAX = 30_000;
    private static final int LOOK_MILLIS_MAX = 1_000;
    private static final Duration START_MAX = Duration.ofSeconds(180);

    private final Path folder;
    private final Builder options;
    private final ServerProcess process;
    private int port;

    private DynamoDbServer(Builder options) {
        this.folder = options.folder.toAbsolutePath();
        this.options = options;
        this.process = ServerProcess.named("dynamodb", folder);
    }

    /** A server to be, with its log and data in {@code folder}, which is created where missing. */
    public static Builder in(Path folder) {
        return new Builder(folder);
    }

    /** What a server is started with; the defaults suit a test. */
    public static final class Builder {
        private final Path folder;
        private boolean onDisk;
        private int heapMegabytes = 256;

        private Builder(Path folder) {
            this.folder = folder;
        }

        /** Keeps its data in the folder, over kills and restarts; else they are in its memory. */
        public Builder onDisk() {
            onDisk = true;
            return this;
        }

        /** Its heap; 256 by default. */
        public Builder heapMegabytes(int megabytes) {
            heapMegabytes = megabytes;
            return this;
        }

        /**
         * Starts it and waits until it answers.
         *
         * @throws IllegalStateException if it does not; the message leads to its log
         */
        public DynamoDbServer start() {
            return startAll(List.of(this)).get(0);
        }
    }

    /**
     * Starts all of them at once and waits until each answers.
     *
     * @return in the order of {@code all}
     * @throws IllegalStateException if one does not; none is left running then
     */
    public static List<DynamoDbServer> startAll(List<Builder> all) {
        List<DynamoDbServer> servers = new ArrayList<>();
        try {
            for (Builder one : all) {
                DynamoDbServer server = new DynamoDbServer(one);
                servers.add(server);
                server.launchAnew();
            }
            for (DynamoDbServer server : servers) {
                server.awaitOnFreePort();
            }
            return servers;
        } catch (RuntimeException | Error e) {
            servers.forEach(DynamoDbServer::close);
            throw e;
        }
    }

    /** Where clients connect to: {@code http://host:port}. The same for its whole life. */
    public String endpoint() {
        return "http://" + HOST + ":" + port;
    }

    /** Its port. */
    public int port() {
        return port;
    }

    /** What it printed since it was last started. */
    public Path log() {
        return process.log();
    }

    /** Whether its process runs; true also while it is paused. */
    public boolean isRunning() {
        return process.isRunning();
    }

    /**
     * Makes a table with a partition key {@code id} and a sort key {@code key}, paid per request.
     *
     * @param name its name
     * @param idType {@code S} for text, {@code B} for bytes
     * @param keyType the same, of the sort key
     * @throws IllegalStateException with the server's words if it refuses
     */
    public void createTable(String name, String idType, String keyType) {
        call(
                "CreateTable",
                """
                {"TableName": "%s", "BillingMode": "PAY_PER_REQUEST",
                 "AttributeDefinitions": [
                   {"AttributeName": "id", "AttributeType": "%s"},
                   {"AttributeName": "key", "AttributeType": "%s"}],
                 "KeySchema": [
                   {"AttributeName": "id", "KeyType": "HASH"},
                   {"AttributeName": "key", "KeyType": "RANGE"}]}
                """
                        .formatted(name, idType, keyType));
    }

    /**
     * One request of DynamoDB's API, for instance {@code DeleteTable}; waits for the answer. From
     * any thread.
     *
     * @param action which
     * @param json its body
     * @return the body of the answer
     * @throws IllegalStateException with the server's words if it refuses
     * @throws UncheckedIOException if it does not answer
     */
    public String call(String action, String json) {
        try {
            HttpURLConnection connection = connect(CALL_MILLIS_MAX);
            connection.setRequestMethod("POST");
            connection.setDoOutput(true);
            connection.setRequestProperty("Content-Type", "application/x-amz-json-1.0");
            connection.setRequestProperty("X-Amz-Target", "DynamoDB_20120810." + action);
            connection.setRequestProperty(
                    "Authorization", // DynamoDB Local wants one, and does not look at it
                    "AWS4-HMAC-SHA256 Credential=local/20260101/us-east-1/dynamodb/aws4_request,"
                            + " SignedHeaders=host, Signature=0");
            try (OutputStream body = connection.getOutputStream()) {
                body.write(json.getBytes(StandardCharsets.UTF_8));
            }
            if (connection.getResponseCode() != HttpURLConnection.HTTP_OK) {
                try (InputStream error = connection.getErrorStream()) {
                    throw new IllegalStateException(
                            action
                                    + ": "
                                    + new String(error.readAllBytes(), StandardCharsets.UTF_8));
                }
            }
            try (InputStream answer = connection.getInputStream()) {
                return new String(answer.readAllBytes(), StandardCharsets.UTF_8);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(action + " at " + endpoint(), e);
        }
    }

    /** Stops it where it stands (SIGSTOP); its connections stay open and silent. */
    public void pause() {
        process.pause();
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
     * Starts it again on the same port; stops it before if it runs.
     *
     * @throws IllegalStateException if it does not answer in time
     */
    public void restart() {
        launch();
        if (!awaitAnswer()) {
            throw new IllegalStateException("dynamodb: ended at its start, see " + log());
        }
    }

    /** Ends it for good; its data stay. May be called again. */
    @Override
    public void close() {
        process.close();
    }

    private void launchAnew() {
        port = FreePort.pick();
        launch();
    }

    private void launch() {
        List<Path> jars = ServerJars.of("dynamodb");
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add("-Xmx" + options.heapMegabytes + "m");
        command.add("-XX:+UseSerialGC");
        command.add("-XX:TieredStopAtLevel=1");
        command.add("-Djava.net.preferIPv4Stack=true");
        command.add("-Djava.library.path=" + nativeFolders(jars));
        command.add("-cp");
        command.add(
                jars.stream().map(Path::toString).collect(Collectors.joining(File.pathSeparator))
                        + File.pathSeparator
                        + ownClasses());
        command.add(DynamoDbMain.class.getName());
        command.addAll(List.of("-port", Integer.toString(port), "-sharedDb", "-disableTelemetry"));
        if (options.onDisk) {
            command.addAll(List.of("-dbPath", dataFolder().toString()));
        } else {
            command.add("-inMemory");
        }
        process.start(command);
    }

    private Path dataFolder() {
        Path data = folder.resolve("data");
        try {
            return Files.createDirectories(data);
        } catch (IOException e) {
            throw new UncheckedIOException("folder: " + data + " cannot be made", e);
        }
    }

    /** Where sqlite4java finds its native library. */
    private static String nativeFolders(List<Path> jars) {
        return jars.stream()
                .filter(jar -> jar.toString().endsWith(".so"))
                .map(jar -> String.valueOf(jar.getParent()))
                .distinct()
                .collect(Collectors.joining(File.pathSeparator));
    }

    /** The folder or jar with {@link DynamoDbMain}. */
    private static Path ownClasses() {
        try {
            return Path.of(
                    DynamoDbMain.class.getProtectionDomain().getCodeSource().getLocation().toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    private void awaitOnFreePort() {
        for (int tried = 1; !awaitAnswer(); tried++) {
            boolean taken = process.logSays("already in use");
            if (!taken || tried == BIND_TRIES_MAX) {
                throw new IllegalStateException("dynamodb: ended at its start, see " + log());
            }
            launchAnew();
        }
    }

    private boolean awaitAnswer() {
        long startedNanos = System.nanoTime();
        boolean up = process.await(START_MAX, this::answers);
        if (up) {
            LOG.info(
                    "DynamoDB Local answers at {} after {} ms (log in {})",
                    endpoint(),
                    Duration.ofNanos(System.nanoTime() - startedNanos).toMillis(),
                    folder);
        }
        return up;
    }

    /** Whatever it says to a request that is none: it speaks. */
    private boolean answers() {
        try {
            return connect(LOOK_MILLIS_MAX).getResponseCode() > 0;
        } catch (IOException notYet) {
            return false;
        }
    }

    private HttpURLConnection connect(int millisMax) throws IOException {
        HttpURLConnection connection =
                (HttpURLConnection) URI.create(endpoint()).toURL().openConnection();
        connection.setConnectTimeout(millisMax);
        connection.setReadTimeout(millisMax);
        return connection;
    }
}
