package org.entropyrepair.cli.explain;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.entropyrepair.cli.frame.ConfigFile;
import org.entropyrepair.cli.frame.Output;
import org.entropyrepair.cli.letters.OpenLetters;
import org.entropyrepair.cli.topics.TopicAt;
import org.entropyrepair.cli.topics.TopicScan;
import org.entropyrepair.config.RegionConfig;
import org.entropyrepair.core.model.Bytes;
import org.entropyrepair.core.model.Cell;
import org.entropyrepair.core.model.Outcome;
import org.entropyrepair.core.model.Subject;
import org.entropyrepair.core.wire.OutcomeCodec;
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
        Story story = new Story(subject);
        TopicScan.all(
                TopicAt.of(config.outcomes().sink()).or(brokers, topic),
                record -> {
                    take(record, story);
                    return true;
                });
        say(subject, story, new Endings(config), OpenLetters.of(config, subject, output::progress));
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

    private void take(ConsumerRecord<byte[], byte[]> record, Story story) {
        if (record.key() == null || record.value() == null) {
            return;
        }
        try {
            story.take(Bytes.wrap(record.key()), OutcomeCodec.decode(Bytes.wrap(record.value())));
        } catch (IllegalArgumentException unreadable) {
            output.progress(
                    "outcome at %d/%d left out: %s"
                            .formatted(
                                    record.partition(), record.offset(), unreadable.getMessage()));
        }
    }

    private void say(
            Subject subject, Story story, Endings endings, Map<String, String> lettersById) {
        Story.Verdict verdict = story.verdict();
        String name = verdict.name().toLowerCase(Locale.ROOT);
        List<Map<String, Object>> repairs = new ArrayList<>();
        output.text(String.join(" ", names) + ": " + name + " (" + verdict.words() + ")");
        for (Outcome outcome : story.repairs()) {
            Map<String, Object> fields = fields(outcome, story, endings.of(outcome));
            repairs.add(fields);
            output.text("");
            fields.forEach((field, value) -> output.text("  %-14s %s".formatted(field, value)));
        }
        List<String> parked =
                story.parked().stream()
                        .map(
                                one ->
                                        one.target()
                                                + " since "
                                                + time(one.sinceMillis())
                                                + ": "
                                                + one.reason())
                        .toList();
        parked.forEach(
                one ->
                        output.text(
                                "\ntarget parked as a whole, repairs wait there unseen: " + one));
        lettersById.forEach((id, line) -> output.text("\ndead letter " + line));
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("graph", subject.graph());
        answer.put(node ? "node" : "edge", names);
        answer.put("verdict", name);
        answer.put("repairs", repairs);
        answer.put("parkedTargets", parked);
        answer.put("deadLetters", List.copyOf(lettersById.keySet()));
        output.object(answer);
    }

    private static Map<String, Object> fields(Outcome outcome, Story story, List<String> endings) {
        Map<String, Object> fields = new LinkedHashMap<>();
        Cell cell = outcome.cell();
        if (cell != null) {
            fields.put("namespace", cell.namespace());
            fields.put("cell", cell.id() + (cell.key() == null ? "" : " " + cell.key()));
        }
        fields.put("target", outcome.target());
        fields.put("state", outcome.state().wireName());
        fields.put("since", time(outcome.sinceMillis()));
        fields.put("attempts", outcome.attempts());
        if (outcome.nextAttemptAtMillis() != 0) {
            fields.put("nextAttemptAt", time(outcome.nextAttemptAtMillis()));
        }
        if (!outcome.reason().isEmpty()) {
            fields.put("reason", outcome.reason());
        }
        if (!outcome.scope().isEmpty()) {
            fields.put("scope", outcome.scope());
        }
        if (outcome.version() != null) {
            fields.put("token", outcome.version().token().toString());
        }
        fields.put("job", outcome.job());
        if (!outcome.state().isEnd()) {
            story.parked(outcome.target())
                    .ifPresent(
                            one ->
                                    fields.put(
                                            "targetParked",
                                            "since "
                                                    + time(one.sinceMillis())
                                                    + ": "
                                                    + one.reason()));
            fields.put("ends", endings);
        }
        return fields;
    }

    private static String time(long millis) {
        return Instant.ofEpochMilli(millis).toString();
    }
}
