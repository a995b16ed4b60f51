package org.entropyrepair.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.tools.ToolProvider;
import org.entropyrepair.core.model.Cell;
import org.entropyrepair.sinks.StoreFactory;

/**
 * The jar of a third party's store: what {@code src/docs/stores/your-own-store.md} shows, compiled
 * against the two artifacts which it names and nothing else.
 */
public final class ExampleStoreJar {
    /** The kind that it brings. */
    public static final String KIND = "folder";

    private static final Path PAGE =
            Path.of(
                    System.getProperty("entropyrepair.root"),
                    "src",
                    "docs",
                    "stores",
                    "your-own-store.md");

    /** A block of the page that says which file it is. */
    private static final Pattern FILE =
            Pattern.compile("^```\\w+ (\\S+)\n(.*?)^```$", Pattern.MULTILINE | Pattern.DOTALL);

    private ExampleStoreJar() {}

    /** The files that the page shows, by their path. */
    public static Map<String, String> files() throws IOException {
        Map<String, String> files = new LinkedHashMap<>();
        Matcher matcher = FILE.matcher(Files.readString(PAGE));
        while (matcher.find()) {
            files.put(matcher.group(1), matcher.group(2));
        }
        return files;
    }

    /** Builds it in a folder of its own. */
    public static Path build(Path folder) throws IOException {
        Path sources = folder.resolve("sources");
        Path classes = Files.createDirectories(folder.resolve("classes"));
        List<String> command = new ArrayList<>();
        command.addAll(List.of("--release", "17", "-proc:none", "-d", classes.toString()));
        command.addAll(
                List.of(
                        "-cp",
                        whereIs(StoreFactory.class) + File.pathSeparator + whereIs(Cell.class)));
        for (Map.Entry<String, String> file : files().entrySet()) {
            boolean source = file.getKey().endsWith(".java");
            Path path = (source ? sources : classes).resolve(file.getKey());
            Files.createDirectories(path.resolveSibling(""));
            Files.writeString(path, file.getValue());
            if (source) {
                command.add(path.toString());
            }
        }
        int code =
                ToolProvider.getSystemJavaCompiler()
                        .run(null, null, null, command.toArray(String[]::new));
        assertThat(code).as("javac " + command).isZero();
        return pack(classes, folder.resolve("folder-store.jar"));
    }

    private static Path pack(Path classes, Path jar) throws IOException {
        try (OutputStream out = Files.newOutputStream(jar);
                JarOutputStream packed = new JarOutputStream(out);
                Stream<Path> all = Files.walk(classes)) {
            for (Path file : all.filter(Files::isRegularFile).sorted().toList()) {
                packed.putNextEntry(new JarEntry(classes.relativize(file).toString()));
                Files.copy(file, packed);
                packed.closeEntry();
            }
        }
        return jar;
    }

    private static Path whereIs(Class<?> one) {
        try {
            return Path.of(one.getProtectionDomain().getCodeSource().getLocation().toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }
}
