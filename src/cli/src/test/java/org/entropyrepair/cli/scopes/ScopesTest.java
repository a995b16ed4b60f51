package org.entropyrepair.cli.scopes;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.entropyrepair.cli.frame.Ran;
import org.entropyrepair.cli.frame.Shell;
import org.entropyrepair.core.model.ConfigAnswer;
import org.entropyrepair.core.model.ConfigAnswer.Result;
import org.entropyrepair.core.wire.ConfigAnswerCodec;
import org.entropyrepair.testkit.kafka.KafkaBroker;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The commands on a real broker; what the job would say is said by the test. */
@Tag("slow")
@Timeout(240)
class ScopesTest {
    private static final Path EXAMPLE =
            Path.of("../..").resolve("region-config/examples/two-regions-embedded.yaml");

    @TempDir static Path brokerFolder;
    private static KafkaBroker broker;
    private static int topics;

    @TempDir Path folder;
    private String topic = "";
    private String text = "";
    private Path file = Path.of("");

    /** Above the commands. */
    @Command(name = "entropy-repair", subcommands = Scopes.class)
    static final class Root {}

    @BeforeAll
    static void startTheBroker() {
        broker = KafkaBroker.in(brokerFolder).start();
    }

    @AfterAll
    static void endTheBroker() {
        broker.close();
    }

    @BeforeEach
    void makeTopics() throws Exception {
        topic = "config-" + ++topics;
        for (String name : List.of(topic, topic + ".answers")) {
            broker.createTopic(name, 1, Map.of("cleanup.policy", "compact"));
        }
        text =
                Files.readString(EXAMPLE)
                        + "configTopic: {bootstrapServers: \"%s\", topic: %s}\n"
                                .formatted(broker.bootstrapServers(), topic);
        file = Files.writeString(folder.resolve("region.yaml"), text);
    }

    @Test
    void pausingChangesTheActionOfThatScopeOnlyAndResumingBringsItBack() throws Exception {
        say(new ConfigAnswer(Result.IN_FORCE, "entropy-repair", -1, 0, "", text, 1_000));
        say(new ConfigAnswer(Result.IN_FORCE, "another", -1, 9, "", "other", 1_000));
        say(answer(Result.ACCEPTED, 0, 1, ""));
        Ran paused = run("pause", "everything");
        assertThat(paused.err()).contains("proposed at offset 0");
        assertThat(paused.code()).isZero();
        assertThat(paused.out()).isEqualTo("paused everything: revision 1 is in force\n");
        String proposed = value(records().get(0));
        assertThat(proposed).isEqualTo(text.replace("action: repair", "action: pause"));

        say(new ConfigAnswer(Result.IN_FORCE, "entropy-repair", -1, 1, "", proposed, 2_000));
        assertThat(run("show").out())
                .contains("revision 1")
                .contains("everything")
                .contains("pause");
        assertThat(run("show", "--json").out())
                .contains("\"revision\":1")
                .contains("{\"name\":\"everything\",\"action\":\"pause\"");
        say(answer(Result.ACCEPTED, 1, 2, ""));
        assertThat(run("resume", "everything", "--json").out())
                .contains("\"result\":\"accepted\"")
                .contains("\"offset\":1");
        assertThat(value(records().get(1))).isEqualTo(text);
    }

    @Test
    void whatIsNotPausedIsNotResumedAndWhatIsNotThereIsSaid() throws Exception {
        say(new ConfigAnswer(Result.IN_FORCE, "entropy-repair", -1, 0, "", text, 1_000));
        assertThat(run("resume", "everything"))
                .isEqualTo(
                        new Ran(
                                1,
                                "",
                                "scope everything: repair (expected: pause, to be resumed)\n"));
        assertThat(run("pause", "nothing"))
                .isEqualTo(new Ran(1, "", "scope: nothing (expected: one of everything)\n"));
        assertThat(records()).isEmpty();
    }

    @Test
    void aRefusalIsSaidAndTheProposalWithdrawn() throws Exception {
        say(answer(Result.REFUSED, 0, 0, "scopes: discard (expected: header er-discards)"));
        Ran ran = run("apply", file.toString());
        assertThat(ran.code()).isEqualTo(1);
        assertThat(ran.err())
                .contains(
                        "what was in force stays:\nscopes: discard (expected: header er-discards)");
        assertThat(records()).hasSize(2);
        assertThat(records().get(1).value()).isNull();
        assertThat(records().get(1).key()).isEqualTo(records().get(0).key());
    }

    @Test
    void aChangeThatNeedsAnUpgradeIsSaidBeforeAnythingIsProposed() throws Exception {
        say(new ConfigAnswer(Result.IN_FORCE, "entropy-repair", -1, 0, "", text, 1_000));
        Path next =
                Files.writeString(
                        folder.resolve("next.yaml"),
                        text.replace("topic: social.dead-letters", "topic: social.dead"));
        Ran ran = run("apply", next.toString());
        assertThat(ran.code()).isEqualTo(1);
        assertThat(ran.err())
                .contains("deadLetters.topic: social.dead")
                .contains("needs a savepoint upgrade");
        assertThat(records()).isEmpty();
    }

    @Test
    void theCountOfWhatMayBeDiscardedTravelsInAHeader() throws Exception {
        say(answer(Result.ACCEPTED, 0, 1, ""));
        assertThat(run("apply", file.toString(), "--discards", "1200").code()).isZero();
        Header header = records().get(0).headers().lastHeader(ConfigAnswerCodec.DISCARDS);
        assertThat(new String(header.value(), StandardCharsets.UTF_8)).isEqualTo("1200");
    }

    @Test
    void aJobThatSaysNothingAndAParkedOneAreSaid() throws Exception {
        assertThat(run("show").err()).contains("has not said what is in force");
        Ran silent = run("apply", file.toString(), "--timeout", "5s");
        assertThat(silent.code()).isEqualTo(1);
        assertThat(silent.err()).contains("has not answered").contains("the proposal stays");
        say(new ConfigAnswer(Result.PARKED, "entropy-repair", -1, 3, "scopes: gone", null, 1_000));
        Ran parked = run("show");
        assertThat(parked.code()).isEqualTo(1);
        assertThat(parked.err())
                .isEqualTo("nothing is in force, everything pauses:\nscopes: gone\n");
        assertThat(run("pause", "everything").err()).contains("nothing is in force");
    }

    @Test
    void aConfigWithoutTheTopicIsSaid() throws Exception {
        Files.copy(EXAMPLE, folder.resolve("without.yaml"));
        Ran ran =
                Ran.of(
                        ScopesTest::commands,
                        Map.of(),
                        "scopes",
                        "show",
                        "--config",
                        folder.resolve("without.yaml").toString());
        assertThat(ran.code()).isEqualTo(1);
        assertThat(ran.err()).contains("configTopic: absent (expected: a topic");
    }

    private static ConfigAnswer answer(Result result, long offset, long revision, String reason) {
        return new ConfigAnswer(result, "entropy-repair", offset, revision, reason, null, 1_000);
    }

    private void say(ConfigAnswer answer) {
        broker.topics()
                .produce(
                        topic + ".answers",
                        ConfigAnswerCodec.key(answer).toArray(),
                        ConfigAnswerCodec.encode(answer).toArray());
    }

    private List<ConsumerRecord<byte[], byte[]>> records() {
        return broker.topics().readAll(topic);
    }

    private static String value(ConsumerRecord<byte[], byte[]> record) {
        return new String(Objects.requireNonNull(record.value()), StandardCharsets.UTF_8);
    }

    private Ran run(String... line) {
        List<String> words = new ArrayList<>(List.of("scopes"));
        words.addAll(List.of(line));
        words.addAll(List.of("--config", file.toString()));
        return Ran.of(ScopesTest::commands, Map.of(), words.toArray(String[]::new));
    }

    private static CommandLine commands(
            Map<String, String> environment, PrintWriter out, PrintWriter err) {
        return Shell.of(new Root(), environment, out, err);
    }
}
