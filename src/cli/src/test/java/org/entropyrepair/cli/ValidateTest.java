package org.entropyrepair.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import org.entropyrepair.cli.frame.Ran;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ValidateTest {
    private static final Path EXAMPLE =
            Path.of(
                    Objects.requireNonNull(System.getProperty("entropyrepair.root")),
                    "region-config/examples/two-regions-embedded.yaml");

    @TempDir Path folder;
    private String text = "";

    @BeforeEach
    void readTheExample() throws Exception {
        text = Files.readString(EXAMPLE);
    }

    @Test
    void aConfigInOrderIsSaidToBe() {
        Ran ran = run("validate", EXAMPLE.toString(), "--one-process");
        assertThat(ran.err()).isEmpty();
        assertThat(ran.code()).isZero();
        assertThat(ran.out()).contains("in order (regions: 2, namespaces: 3, scopes: 1)");
    }

    @Test
    void allProblemsOfTheTextAreSaidAtOnce() throws Exception {
        Path file = write(text.replace("action: repair", "action: mend").replace("10d", "10"));
        Ran ran = run("validate", file.toString());
        assertThat(ran.code()).isEqualTo(1);
        assertThat(ran.out()).isEmpty();
        assertThat(ran.err().lines())
                .hasSize(4)
                .allMatch(line -> line.startsWith(file + ":"))
                .anyMatch(line -> line.contains("mend (expected: "));
    }

    @Test
    void storesCheckTheirSettingsAndAreRefusedWhereProcessesWouldShareThem() throws Exception {
        Path file = write(text.replace("/var/lib/entropy-repair/us-east-1", "x, wrokers: 3"));
        assertThat(run("validate", file.toString(), "--one-process").err().lines())
                .singleElement()
                .asString()
                .contains("regions.us-east-1.store.wrokers: ");
        assertThat(run("validate", file.toString()).err().lines())
                .hasSize(3)
                .anyMatch(line -> line.contains("rocksdb on a cluster"));
    }

    @Test
    void jsonHasEveryProblemInItsParts() throws Exception {
        Path file = write(text.replace("action: repair", "action: mend"));
        Ran ran = run("validate", "--json", file.toString());
        assertThat(ran.code()).isEqualTo(1);
        JsonNode answer = JsonMapper.builder().build().readTree(ran.out());
        assertThat(answer.get("valid").booleanValue()).isFalse();
        assertThat(answer.get("problems")).hasSize(1);
        JsonNode problem = answer.get("problems").get(0);
        assertThat(problem.get("path").textValue()).isEqualTo("scopes[0].action");
        assertThat(problem.get("found").textValue()).contains("mend");
        assertThat(problem.get("line").intValue()).isGreaterThan(1);
        JsonNode good =
                JsonMapper.builder()
                        .build()
                        .readTree(
                                run("validate", "--json", EXAMPLE.toString(), "--one-process")
                                        .out());
        assertThat(good.get("valid").booleanValue()).isTrue();
    }

    @Test
    void aFileThatIsNotThereIsSaid() {
        Ran ran = run("validate", folder.resolve("none.yaml").toString());
        assertThat(ran.code()).isEqualTo(1);
        assertThat(ran.err().lines()).singleElement().asString().contains("none.yaml");
    }

    private Path write(String changed) throws Exception {
        return Files.writeString(folder.resolve("region.yaml"), changed);
    }

    private static Ran run(String... line) {
        return Ran.of(EntropyRepair::commands, Map.of(), line);
    }
}
