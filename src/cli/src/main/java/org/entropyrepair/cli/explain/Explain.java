package org.entropyrepair.cli.explain;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.entropyrepair.cli.frame.ConfigFile;
import org.entropyrepair.cli.frame.Output;
import org.entropyrepair.cli.letters.OpenLetters;
import org.entropyrepair.config.RegionConfig;
import org.entropyrepair.core.model.Bytes;
import org.entropyrepair.core.model.Subject;
import org.entropyrepair.core.wire.OutcomeCodec;
import org.entropyrepair.flow.topic.TopicScan;
import org.entropyrepair.jobs.ConfiguredTopics;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Says everything that is known of one edge. */
@Command(
        name = "explain",
        description = {
            "Say whether an edge is whole, half or lost, and for each of its cells and targets what is"
                    + " being done about it.",
            "Reads the outcome topic and the dead-letter topic from their beginnings to their ends as"
                    + " of now. What never failed, or failed a moment ago, is not on them."
        },
        footer = {
            "",
            "Examples:",
            "  entropy-repair explain --config region.yaml follows user:42 user:7",
            "  entropy-repair explain --config region.yaml --node user user:42"
        })
public final class Explain implements Callable<Integer> {
    @Spec private CommandSpec command = CommandSpec.create();
    @Mixin private final ConfigFile file = new ConfigFile();
    @Mixin private final Output output = new Output();

    @Parameters(
            paramLabel = "EDGE",
            arity = "2..3",
            description = "Type, source and target of an edge; with --node type and id of a node.")
    private List<String> names = new ArrayList<>();

    @Option(names = "--node", fallbackValue = "true", description = "It is a node, not an edge.")
    private boolean node;

    @Option(
            names = "--graph",
            paramLabel = "GRAPH",
            description = "Its graph, if it is not the config's default.")
    private @Nullable String graph;

    @Option(
            names = "--outcomes-brokers",
            paramLabel = "HOST:PORT",
            description = "Brokers of the outcome topic, if not those of the config.")
    private @Nullable String brokers;

    @Option(
            names = "--outcomes-topic",
            paramLabel = "TOPIC",
            description = "The outcome topic, if not that of the config.")
    private @Nullable String topic;

    @Override
    public Integer call() {
        RegionConfig config = file.read();
        Subject subject = subject(config);
        Explanation explanation = new Explanation(config, subject);
        TopicScan.all(
                ConfiguredTopics.outcomes(config).or(brokers, topic),
                record -> {
                    take(record, explanation);
                    return true;
                });
        say(explanation, OpenLetters.of(config, subject, output::progress));
        return 0;
    }

    private Subject subject(RegionConfig config) {
        String of = graph == null ? config.graph() : graph;
        if (of == null) {
            throw new ParameterException(
                    command.commandLine(),
                    "--graph: missing (expected: one of " + config.graphs() + ")");
        }
        if (names.size() != (node ? 2 : 3)) {
            throw new ParameterException(
                    command.commandLine(),
                    String.join(" ", names)
                            + (node
                                    ? " (expected: type and id of a node)"
                                    : " (expected: type, source and target of an edge)"));
        }
        return node
                ? new Subject.Node(of, names.get(0), names.get(1))
                : new Subject.Edge(of, names.get(0), names.get(1), names.get(2));
    }

    private void take(ConsumerRecord<byte[], byte[]> record, Explanation explanation) {
        if (record.key() == null || record.value() == null) {
            return;
        }
        try {
            explanation.take(
                    Bytes.wrap(record.key()), OutcomeCodec.decode(Bytes.wrap(record.value())));
        } catch (IllegalArgumentException unreadable) {
            output.progress(
                    "outcome at %d/%d left out: %s"
                            .formatted(
                                    record.partition(), record.offset(), unreadable.getMessage()));
        }
    }

    private void say(Explanation explanation, Map<String, String> lettersById) {
        output.text(String.join(" ", names) + ": " + explanation.verdict());
        for (Map<String, Object> fields : explanation.repairs()) {
            output.text("");
            fields.forEach((field, value) -> output.text("  %-14s %s".formatted(field, value)));
        }
        explanation
                .parkedTargets()
                .forEach(
                        one ->
                                output.text(
                                        "\ntarget parked as a whole, repairs wait there unseen: "
                                                + one));
        explanation
                .behindTargets()
                .forEach(
                        one ->
                                output.text(
                                        "\ntarget behind, repairs wait there unseen for their turn: "
                                                + one));
        lettersById.forEach((id, line) -> output.text("\ndead letter " + line));
        Map<String, Object> answer = new LinkedHashMap<>(explanation.fields());
        answer.put("deadLetters", List.copyOf(lettersById.keySet()));
        output.object(answer);
    }
}
