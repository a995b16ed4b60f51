package org.entropyrepair.cli.savepoint;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.entropyrepair.core.model.Version;
import org.entropyrepair.flow.savepoint.Keeping;
import org.entropyrepair.flow.savepoint.LeftBehind;
import org.entropyrepair.flow.savepoint.PendingRepair;
import org.entropyrepair.flow.savepoint.PendingSummary;
import org.entropyrepair.flow.savepoint.StoredOperator;
import org.entropyrepair.flow.savepoint.TopicPosition;

/** The contents of a savepoint as lines for people. */
final class Lines {
    private final List<String> lines = new ArrayList<>();

    private Lines() {}

    static List<String> of(Contents contents) {
        Lines all = new Lines();
        all.operators(contents);
        all.topics(contents.topics());
        all.pending(contents.pending());
        contents.some().forEach(all::repair);
        LeftBehind left = contents.leftBehind();
        if (left != null) {
            all.leftBehind(left);
            contents.problems().forEach(problem -> all.add("would not start: " + problem));
        }
        return all.lines;
    }

    private void operators(Contents contents) {
        List<StoredOperator> operators = contents.savepoint().operators();
        add(
                "%s: checkpoint %d, %d operators, %d bytes%s"
                        .formatted(
                                contents.savepoint().path(),
                                contents.savepoint().checkpointId(),
                                operators.size(),
                                operators.stream().mapToLong(StoredOperator::bytes).sum(),
                                contents.savepoint().maxParallelism().isPresent()
                                        ? ", largest parallelism "
                                                + contents.savepoint().maxParallelism().getAsInt()
                                        : ""));
        for (StoredOperator operator : operators) {
            if (operator.bytes() > 0) {
                add(
                        "  %s: %d bytes of %d subtasks"
                                .formatted(
                                        operator.uid(), operator.bytes(), operator.parallelism()));
            }
        }
    }

    private void topics(List<TopicPosition> topics) {
        add("failure topics, and the offset to be read next:");
        for (TopicPosition one : topics) {
            add(
                    "  %s partition %d: %s%s"
                            .formatted(
                                    one.topic(),
                                    one.partition(),
                                    one.offset().isPresent()
                                            ? Long.toString(one.offset().getAsLong())
                                            : "the first there is",
                                    one.identity().isEmpty() ? "" : " (" + one.identity() + ")"));
        }
    }

    private void pending(PendingSummary pending) {
        add(
                pending.repairs() == 0
                        ? "pending: nothing"
                        : "pending: %d repairs of %d edges and nodes, the oldest failed %s"
                                .formatted(
                                        pending.repairs(),
                                        pending.edges(),
                                        Fields.instant(pending.oldestFailedAtMillis())));
        for (PendingSummary.Group group : pending.groups()) {
            add(
                    "  %s: %d %s%s%s, the oldest failed %s"
                            .formatted(
                                    group.target(),
                                    group.repairs(),
                                    group.state().wireName(),
                                    group.reason().isEmpty() ? "" : " (" + group.reason() + ")",
                                    group.scope().isEmpty() ? "" : ", scope " + group.scope(),
                                    Fields.instant(group.oldestFailedAtMillis())));
        }
    }

    private void repair(PendingRepair repair) {
        Version version = repair.version();
        String what =
                version == null
                        ? "copy"
                        : (version.isDelete() ? "delete " : "put ") + version.token();
        add(
                "%s: %s in %s at %s, %s%s since %s, attempts %d"
                        .formatted(
                                Fields.edge(repair.subject()),
                                what,
                                repair.cell().namespace(),
                                repair.target(),
                                repair.state().wireName(),
                                repair.reason().isEmpty() ? "" : " (" + repair.reason() + ")",
                                Fields.instant(repair.sinceMillis()),
                                repair.attempts()));
    }

    private void leftBehind(LeftBehind left) {
        if (left.isNothing()) {
            add("a job with this config takes over everything");
            return;
        }
        for (StoredOperator operator : left.operators()) {
            Keeping keeping = Keeping.of(operator.uid());
            add(
                    "left behind: state of %s, %d bytes (%s: %s)"
                            .formatted(
                                    operator.uid(),
                                    operator.bytes(),
                                    keeping.name(),
                                    keeping.what()));
        }
        new TreeMap<>(left.regions())
                .forEach(
                        (region, repairs) ->
                                add(
                                        "region %s is not in the config: its %d repairs wait as unknown"
                                                .formatted(region, repairs)));
    }

    private void add(String line) {
        lines.add(line);
    }
}
