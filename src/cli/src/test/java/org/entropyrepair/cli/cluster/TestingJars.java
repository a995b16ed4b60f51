package org.entropyrepair.cli.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import javax.tools.ToolProvider;

/** Jars of the job: the one that was built, one of an older release, and some that are no good. */
final class TestingJars {
    private static final Path ROOT =
            Path.of(Objects.requireNonNull(System.getProperty("entropyrepair.root")));

    /** The one that was built. */
    static final Path PRESENT = ROOT.resolve("jobs/target/entropy-repair-jobs.jar");

    private static final String SERIALIZER = "org/entropyrepair/flow/state/EdgeStateSerializer";
    private static final Path SERIALIZERS_SOURCE =
            ROOT.resolve("src/flow/src/main/java").resolve(SERIALIZER + ".java");

    private TestingJars() {}

    /**
     * The jar of a release: its own classes, as {@code releases/keep} in the test resources keeps
     * them, with the third parties' of the present one.
     */
    static Path ofRelease(String version, Path folder) throws IOException {
        Path kept = folder.resolve(version + "-classes.jar");
        try (InputStream in =
                new GZIPInputStream(
                        Objects.requireNonNull(
                                TestingJars.class.getResourceAsStream(
                                        "/releases/" + version + ".jar.gz")))) {
            Files.copy(in, kept);
        }
        Path jar = Files.copy(PRESENT, folder.resolve("release-" + version + ".jar"));
        try (FileSystem to = FileSystems.newFileSystem(jar);
                FileSystem from = FileSystems.newFileSystem(kept)) {
            removeOwn(to.getPath("/org/entropyrepair"));
            try (Stream<Path> all = Files.walk(from.getPath("/"))) {
                for (Path one : all.filter(Files::isRegularFile).toList()) {
                    Path target = to.getPath(one.toString());
                    Files.createDirectories(Objects.requireNonNull(target.getParent()));
                    Files.deleteIfExists(target);
                    Files.copy(one, target);
                }
            }
        }
        return jar;
    }

    private static void removeOwn(Path packages) throws IOException {
        try (Stream<Path> all = Files.walk(packages)) {
            for (Path one : all.sorted(Comparator.reverseOrder()).toList()) {
                if (Files.isRegularFile(one) && !one.startsWith(packages.resolve("shaded"))) {
                    Files.delete(one);
                }
            }
        }
    }

    /** The present one, but that it does not know the format in which edges are stored now. */
    static Path thatCannotReadEdges(Path folder) throws IOException {
        String source = Files.readString(SERIALIZERS_SOURCE);
        String older = source.replace("int FORMAT = 2;", "int FORMAT = 1;");
        assertThat(older).as("a format that is older").isNotEqualTo(source);
        Path classes = compile(folder, "EdgeStateSerializer", older);
        Path jar = Files.copy(PRESENT, folder.resolve("cannot-read-edges.jar"));
        try (FileSystem to = FileSystems.newFileSystem(jar)) {
            for (String one : List.of(SERIALIZER + ".class", SERIALIZER + "$Snapshot.class")) {
                Path target = to.getPath(one);
                Files.delete(target);
                Files.copy(classes.resolve(one), target);
            }
        }
        return jar;
    }

    /** One whose main method throws. */
    static Path broken(Path folder) throws IOException {
        Path classes =
                compile(
                        folder,
                        "Broken",
                        "public class Broken { public static void main(String[] args) {"
                                + " throw new IllegalStateException(\"out of order on purpose\"); } }");
        Manifest manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        manifest.getMainAttributes().put(Attributes.Name.MAIN_CLASS, "Broken");
        Path jar = folder.resolve("broken.jar");
        try (OutputStream out = Files.newOutputStream(jar);
                JarOutputStream packed = new JarOutputStream(out, manifest)) {
            packed.putNextEntry(new JarEntry("Broken.class"));
            Files.copy(classes.resolve("Broken.class"), packed);
            packed.closeEntry();
        }
        return jar;
    }

    /** Of the tests, and so of the tool. */
    static String classPath() {
        return System.getProperty(
                "surefire.test.class.path", System.getProperty("java.class.path", ""));
    }

    /** Compiles a class against all that the tests have; the folder of what became of it. */
    private static Path compile(Path folder, String name, String text) throws IOException {
        Path work = Files.createTempDirectory(folder, name);
        Path source = Files.writeString(work.resolve(name + ".java"), text);
        List<String> command = new ArrayList<>(List.of("--release", "17", "-proc:none", "-nowarn"));
        command.addAll(List.of("-cp", classPath()));
        command.addAll(List.of("-d", work.toString(), source.toString()));
        int code =
                ToolProvider.getSystemJavaCompiler()
                        .run(null, null, null, command.toArray(String[]::new));
        assertThat(code).as("javac " + name).isZero();
        return work;
    }
}
