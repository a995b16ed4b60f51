package org.entropyrepair.quickstart.replay;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.entropyrepair.core.model.Op;
import org.entropyrepair.core.model.Position;
import org.entropyrepair.core.model.Version;
import org.entropyrepair.core.wire.FailureReader;
import org.entropyrepair.quickstart.run.Options;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code src/docs/moving-over.md} shows does what it says. */
class MovingOverTest {
    private static final Path ROOT = Path.of(System.getProperty("entropyrepair.root"));
    private static final Pattern FILE =
            Pattern.compile("^```\\w+ (\\S+)\n(.*?)^```$", Pattern.MULTILINE | Pattern.DOTALL);

    @TempDir Path folder;

    private final String guide = read(ROOT.resolve("src/docs/moving-over.md"));
    private final Map<String, String> files = files(guide);

    @Test
    void theProgramTurnsTheOldRecordsIntoThoseThatAreShown() throws Exception {
        for (String name : List.of("OldRecords.java", "old.jsonl")) {
            Files.writeString(folder.resolve(name), files.getOrDefault(name, ""));
        }
        Process java =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-cp",
                                System.getProperty("java.class.path"),
                                "OldRecords.java",
                                "old.jsonl")
                        .directory(folder.toFile())
                        .redirectError(ProcessBuilder.Redirect.INHERIT)
                        .start();
        String printed = new String(java.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        assertThat(java.waitFor()).isZero();
        assertThat(printed).isEqualTo(files.get("failures.jsonl"));
    }

    @Test
    void theShownRecordsAreReadAsTheOldOnesMeantThem() {
        List<Replayed> read =
                files.getOrDefault("failures.jsonl", "").lines().map(MovingOverTest::read).toList();

        assertThat(read).extracting(Replayed::op).containsExactly(Op.PUT, Op.DELETE, Op.COPY);
        assertThat(read.get(0).version())
                .extracting(version -> version.token().generatedAtMicros())
                .isEqualTo(1_769_040_000_000_000L); // writeTime, not timestamp
        assertThat(read.get(1).version()).matches(Version::isDelete);
        assertThat(read.get(2).version()).isNull();
        assertThat(read)
                .extracting(one -> one.repair() == null ? "" : one.repair().target())
                .containsExactly("eu-west-1", "eu-west-1", "us-east-1");
    }

    @Test
    void theCommandsAreTaken() throws Exception {
        List<String> quickstarts =
                guide.lines().filter(line -> line.startsWith("bin/quickstart ")).toList();
        assertThat(quickstarts).hasSize(2);
        for (String command : quickstarts) {
            List<String> arguments = List.of(command.split(" "));
            assertThat(Options.parse(arguments.subList(1, arguments.size())).own()).isNotNull();
        }
        List<String> runs = guide.lines().filter(line -> line.startsWith("flink run ")).toList();
        assertThat(runs).hasSize(2);
        String ofReadme =
                read(ROOT.resolve("README.md"))
                        .lines()
                        .filter(line -> line.startsWith("flink run "))
                        .findFirst()
                        .orElseThrow();
        assertThat(runs).allMatch(run -> run.replaceFirst("-s \\S+ ", "").equals(ofReadme));
    }

    @Test
    void everyFieldOfARecordIsInTheTable() {
        assertThat(guide)
                .contains("| `edge` |", "| `write.namespace` |", "| `write.op` |")
                .contains("| `write.id`, `write.key`, `write.value` |")
                .contains("| `token.generatedAtMicros` |", "| `token.nonce` |")
                .contains("| `origin`, `target` |", "| `failedAtMillis` |", "| `cause` |");
        Matcher old =
                Pattern.compile("\"([a-zA-Z]+)\":").matcher(files.getOrDefault("old.jsonl", ""));
        while (old.find()) {
            if (!old.group(1).equals("since")) {
                assertThat(guide).contains("`" + old.group(1) + "`");
            }
        }
    }

    private static Replayed read(String line) {
        return Replayed.of(
                new FailureFile.Line(1, line.getBytes(StandardCharsets.UTF_8)),
                new Position("t", 0, 0),
                new FailureReader());
    }

    private static Map<String, String> files(String text) {
        Map<String, String> files = new TreeMap<>();
        Matcher matcher = FILE.matcher(text);
        while (matcher.find()) {
            files.put(matcher.group(1), matcher.group(2));
        }
        return files;
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException failed) {
            throw new IllegalStateException(file + " cannot be read", failed);
        }
    }
}
