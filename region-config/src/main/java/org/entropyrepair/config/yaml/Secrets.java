package org.entropyrepair.config.yaml;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * Where {@code ${env:NAME}} and {@code ${file:path}} get their values. Safe for use by several
 * threads.
 */
public interface Secrets {
    /** Longest file a reference may name, in bytes. */
    int FILE_BYTES_MAX = 64 * 1024;

    /** The environment variable of that name; empty if it is not set. */
    Optional<String> ofEnvironment(String name);

    /**
     * The text of that file without its last line break; empty if it cannot be read or is longer
     * than {@link #FILE_BYTES_MAX}.
     */
    Optional<String> ofFile(String path);

    /**
     * Whether references are left as they are instead of being resolved: their text stands for the
     * value, and nothing that depends on the value is checked.
     */
    default boolean leavesReferences() {
        return false;
    }

    /**
     * The environment of this process and its files.
     *
     * @param folder what relative paths start from
     */
    static Secrets ofMachine(Path folder) {
        return of(System.getenv(), folder);
    }

    /**
     * The given environment and the files of this machine.
     *
     * @param environment variables by name
     * @param folder what relative paths start from
     */
    static Secrets of(Map<String, String> environment, Path folder) {
        return new Secrets() {
            @Override
            public Optional<String> ofEnvironment(String name) {
                return Optional.ofNullable(environment.get(name));
            }

            @Override
            public Optional<String> ofFile(String path) {
                try {
                    Path file = folder.resolve(path);
                    if (!Files.isRegularFile(file) || Files.size(file) > FILE_BYTES_MAX) {
                        return Optional.empty();
                    }
                    return Optional.of(withoutLastBreak(Files.readString(file)));
                } catch (IOException | InvalidPathException | SecurityException unreadable) {
                    return Optional.empty();
                }
            }
        };
    }

    /**
     * Leaves every reference as it is: for readers who need no secret, such as an operator which
     * gets a config revision for its scopes and must not depend on the environment it runs in.
     */
    static Secrets unresolved() {
        return new Secrets() {
            @Override
            public Optional<String> ofEnvironment(String name) {
                return Optional.empty();
            }

            @Override
            public Optional<String> ofFile(String path) {
                return Optional.empty();
            }

            @Override
            public boolean leavesReferences() {
                return true;
            }
        };
    }

    private static String withoutLastBreak(String text) {
        if (text.endsWith("\r\n")) {
            return text.substring(0, text.length() - 2);
        }
        return text.endsWith("\n") ? text.substring(0, text.length() - 1) : text;
    }
}
