package org.entropyrepair.cli.frame;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

class ShellTest {
    @Command(name = "tool", subcommands = Speak.class)
    private static final class Tool {}

    @Command(name = "speak")
    private static final class Speak implements Runnable {
        @Mixin private final Output output = new Output();

        @Parameters(paramLabel = ConfigFile.LABEL)
        private Path config = Path.of("");

        @Option(names = {"-t", "--the-topic"})
        private @Nullable String topic;

        @Option(names = "--loud", fallbackValue = "true")
        private boolean loud;

        @Option(names = "--wait", defaultValue = "1s")
        private Duration wait = Duration.ZERO;

        @Option(names = "--since", defaultValue = "2026-01-22T00:00:00Z")
        private Instant since = Instant.EPOCH;

        @Option(names = "--limit", converter = Values.Count.class, defaultValue = "7")
        private int limit;

        @Override
        public void run() {
            if (topic != null && topic.equals("none")) {
                throw new Failed("topic: none (expected: one)");
            }
            if (topic != null && topic.equals("bug")) {
                throw new IllegalStateException("what now");
            }
            output.progress("thinking");
            output.text(
                    String.join(
                            " ",
                            config.toString(),
                            Values.or(topic, "configured"),
                            Boolean.toString(loud),
                            wait.toString(),
                            since.toString(),
                            Integer.toString(limit)));
            output.object(Map.of("topic", Values.or(topic, "configured")));
        }
    }

    @Test
    void theCommandLineWinsOverTheEnvironmentThatOverTheConfigThatOverDefaults() {
        Map<String, String> environment =
                Map.of(
                        "ENTROPY_REPAIR_THE_TOPIC", "environment",
                        "ENTROPY_REPAIR_WAIT", "2s",
                        "ENTROPY_REPAIR_CONFIG", "env.yaml");
        assertThat(run(Map.of(), "speak", "c.yaml").out())
                .isEqualToIgnoringNewLines("c.yaml configured false PT1S 2026-01-22T00:00:00Z 7");
        assertThat(run(environment, "speak").out()).startsWith("env.yaml environment false PT2S");
        assertThat(run(environment, "speak", "c.yaml", "-t", "typed", "--wait", "3s").out())
                .startsWith("c.yaml typed false PT3S");
    }

    @Test
    void aFlagSetInTheEnvironmentStaysSetWhenItIsTyped() {
        Map<String, String> loud = Map.of("ENTROPY_REPAIR_LOUD", "true");
        assertThat(run(loud, "speak", "c").out()).contains(" true ");
        assertThat(run(loud, "speak", "c", "--loud").out()).contains(" true ");
        assertThat(run(loud, "speak", "c", "--loud=false").out()).contains(" false ");
    }

    @Test
    void jsonIsAllThatStandsOnStandardOutput() {
        Ran ran = run(Map.of(), "speak", "c", "--json");
        assertThat(ran.out()).isEqualToIgnoringNewLines("{\"topic\":\"configured\"}");
        assertThat(ran.err()).isEqualToIgnoringNewLines("thinking");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    speak                    | Missing required parameter: 'CONFIG'; see tool speak --help
                    speak c --wait soon      | soon (expected: a duration such as
                    speak c --since yore     | yore (expected: an ISO-8601 instant such as
                    speak c --limit 0        | 0 (expected: a whole number of at least 1)
                    speak c --jsn            | did you mean --json
                    speak c --wait           | --wait
                    shout                    | 'shout'
                    ''                       | Missing required subcommand; see tool --help
                    """)
    void wrongUseIsOneLineAndExitCodeTwo(String line, String message) {
        Ran ran = run(Map.of(), line.isEmpty() ? new String[0] : line.split(" "));
        assertThat(ran.code()).isEqualTo(2);
        assertThat(ran.out()).isEmpty();
        assertThat(ran.err().lines()).singleElement().asString().contains(message);
    }

    @Test
    void aWrongValueOfTheEnvironmentSaysWhereItCameFrom() {
        Map<String, String> environment = Map.of("ENTROPY_REPAIR_WAIT", "soon");
        Ran ran = run(environment, "speak", "c");
        assertThat(ran.code()).isEqualTo(2);
        assertThat(ran.err()).contains("soon").contains("environment: ENTROPY_REPAIR_WAIT");
        assertThat(run(environment, "speak", "c", "--wait", "late").err())
                .contains("late")
                .doesNotContain("environment");
    }

    @Test
    void whatFailsSaysSoInItsOwnWordsAndABugWithItsTrace() {
        Ran failed = run(Map.of(), "speak", "c", "-t", "none");
        assertThat(failed.code()).isEqualTo(1);
        assertThat(failed.err()).isEqualToIgnoringNewLines("topic: none (expected: one)");
        Ran bug = run(Map.of(), "speak", "c", "-t", "bug");
        assertThat(bug.code()).isEqualTo(1);
        assertThat(bug.err()).contains("bug of entropy-repair").contains("what now");
    }

    private static Ran run(Map<String, String> environment, String... line) {
        return Ran.of((env, out, err) -> Shell.of(new Tool(), env, out, err), environment, line);
    }
}
