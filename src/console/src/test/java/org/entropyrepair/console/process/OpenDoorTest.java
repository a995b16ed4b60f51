package org.entropyrepair.console.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The console on an address that other machines could reach. So that none can, it runs in a network
 * of its own, in which there is nothing but this machine: where the system lets nobody make one
 * (Linux: {@code unshare --net}), this is not tested.
 */
@Tag("slow")
@Timeout(200)
class OpenDoorTest {
    private static final List<String> ALONE =
            List.of("unshare", "--map-root-user", "--net", "sh", "-c");
    private static final String EXAMPLE = "region-config/examples/two-regions-embedded.yaml";

    @TempDir private Path folder = Path.of("");

    @Test
    void whereOtherMachinesReachItNothingIsSaidWithoutTheToken() throws Exception {
        assumeTrue(run(alone("ip link set lo up")).code == 0, "no network of its own can be made");
        Path root = Path.of(Objects.requireNonNull(System.getProperty("entropyrepair.root")));
        Path token = Files.writeString(folder.resolve("token"), "a-token-of-some-length\n");
        Ran ran =
                run(
                        alone(
                                "ip link set lo up && exec \"$0\" \"$@\"",
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-Xmx64m",
                                "-cp",
                                System.getProperty("java.class.path"),
                                OpenDoor.class.getName(),
                                root.resolve(EXAMPLE).toString(),
                                token.toString(),
                                folder.toString()));
        assertThat(ran.said.lines())
                .containsExactly(
                        "200 / with no token",
                        "200 / with a wrong one",
                        "401 /api/view with no token",
                        "401 /api/view with a wrong one",
                        "401 /api/search?q=a with no token",
                        "401 /api/search?q=a with a wrong one",
                        "401 /api/letters?reason=X with no token",
                        "401 /api/letters?reason=X with a wrong one",
                        "200 /api/view with the token");
        assertThat(ran.code).isZero();
    }

    private record Ran(int code, String said) {}

    private static List<String> alone(String... script) {
        List<String> command = new ArrayList<>(ALONE);
        command.addAll(List.of(script));
        return command;
    }

    private static Ran run(List<String> command) throws InterruptedException {
        try {
            Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
            String said =
                    new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            process.waitFor(1, TimeUnit.MINUTES);
            return new Ran(process.exitValue(), said);
        } catch (IOException noSuchProgram) {
            return new Ran(-1, noSuchProgram.toString());
        }
    }
}
