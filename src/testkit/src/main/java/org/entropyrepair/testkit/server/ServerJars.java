package org.entropyrepair.testkit.server;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Where the jars of a server are. The modules in {@code src/servers} have Maven resolve them and
 * write down their paths; nothing is packaged.
 */
public final class ServerJars {
    /** System property with the root of the project's work tree. */
    public static final String ROOT = "entropyrepair.root";

    private ServerJars() {}

    /**
     * The jars (and native libraries) of a server.
     *
     * @param server name of its folder in {@code src/servers}
     * @throws IllegalStateException if {@link #ROOT} is not set, or that module has not been built
     */
    public static List<Path> of(String server) {
        String root = System.getProperty(ROOT);
        if (root == null) {
            throw new IllegalStateException(
                    "system property " + ROOT + ": none (expected: the project's work tree)");
        }
        Path list = Path.of(root, "src", "servers", server, "target", "server.classpath");
        if (!Files.isRegularFile(list)) {
            throw new IllegalStateException(
                    list + ": missing (expected: mvn -pl src/servers/" + server + " verify)");
        }
        try {
            return List.of(Files.readString(list).strip().split(File.pathSeparator)).stream()
                    .map(Path::of)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
