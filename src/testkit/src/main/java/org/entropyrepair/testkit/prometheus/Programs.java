package org.entropyrepair.testkit.prometheus;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;

/** Where the programs of the operating system's package are. */
final class Programs {
    private Programs() {}

    static Path find(String name) {
        String path = System.getenv().getOrDefault("PATH", "");
        return Stream.concat(Arrays.stream(path.split(File.pathSeparator)), Stream.of("/usr/bin"))
                .map(folder -> Path.of(folder, name))
                .filter(Files::isExecutable)
                .findFirst()
                .orElseThrow(
                        () ->
                                new IllegalStateException(
                                        name
                                                + ": missing (expected: on the PATH; in Debian the"
                                                + " package prometheus, which bin/test installs as"
                                                + " root)"));
    }
}
