package org.entropyrepair.sinks.dynamodb;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.entropyrepair.testkit.dynamodb.DynamoDbServer;
import org.jspecify.annotations.Nullable;

/** The one server that all tests of this module share, in memory; it ends with the JVM. */
final class Local {
    private static @Nullable DynamoDbServer server;

    private Local() {}

    /** The server; started when first asked for. */
    static synchronized DynamoDbServer server() {
        DynamoDbServer running = server;
        if (running == null) {
            running = DynamoDbServer.in(newFolder()).start();
            server = running;
        }
        return running;
    }

    /** A folder for a server's log and data that no other has. */
    static Path newFolder() {
        try {
            Path target = Files.createDirectories(Path.of("target").toAbsolutePath());
            return Files.createTempDirectory(target, "dynamodb-");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What a store is opened with to write there. */
    static Map<String, Object> settings() {
        return settings(server().endpoint());
    }

    /** The same for another address. */
    static Map<String, Object> settings(String endpoint) {
        return new HashMap<>(
                Map.of(
                        "kind", "dynamodb",
                        "region", "eu-west-1",
                        "endpoint", endpoint,
                        "accessKeyId", "id",
                        "secretAccessKey", "secret"));
    }
}
