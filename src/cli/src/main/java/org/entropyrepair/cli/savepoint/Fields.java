package org.entropyrepair.cli.savepoint;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.entropyrepair.core.model.Subject;
import org.entropyrepair.core.model.Version;
import org.entropyrepair.flow.savepoint.LeftBehind;
import org.entropyrepair.flow.savepoint.PendingRepair;
import org.entropyrepair.flow.savepoint.PendingSummary;
import org.entropyrepair.flow.savepoint.StoredOperator;
import org.entropyrepair.flow.savepoint.TopicPosition;
import org.jspecify.annotations.Nullable;

/** The contents of a savepoint as the fields of a JSON object; what does not apply is absent. */
final class Fields {
    private final Map<String, Object> fields = new LinkedHashMap<>();

    private Fields() {}

    static Map<String, Object> of(Contents contents) {
        PendingSummary pending = contents.pending();
        OptionalInt largest = contents.savepoint().maxParallelism();
        Fields all =
                new Fields()
                        .put("path", contents.savepoint().path())
                        .put("checkpoint", contents.savepoint().checkpointId())
                        .put("maxParallelism", largest.isPresent() ? largest.getAsInt() : null)
                        .put(
                                "operators",
                                contents.savepoint().operators().stream().map(Fields::of).toList())
                        .put("topics", contents.topics().stream().map(Fields::of).toList())
                        .put("repairs", pending.repairs())
                        .put("edges", pending.edges())
                        .put("oldestFailedAt", instant(pending.oldestFailedAtMillis()))
                        .put("pending", pending.groups().stream().map(Fields::of).toList());
        if (!contents.some().isEmpty()) {
            all.put("some", contents.some().stream().map(Fields::of).toList());
        }
        LeftBehind left = contents.leftBehind();
        if (left != null) {
            all.put(
                            "leftBehind",
                            new Fields()
                                    .put(
                                            "operators",
                                            left.operators().stream()
                                                    .map(StoredOperator::uid)
                                                    .toList())
                                    .put("regions", left.regions())
                                    .fields)
                    .put("problems", contents.problems().stream().map(Object::toString).toList());
        }
        return all.fields;
    }

    private static Map<String, Object> of(StoredOperator operator) {
        return new Fields()
                .put("uid", operator.uid())
                .put("bytes", operator.bytes())
                .put("parallelism", operator.parallelism())
                .put("maxParallelism", operator.maxParallelism())
                .fields;
    }

    private static Map<String, Object> of(TopicPosition position) {
        OptionalLong offset = position.offset();
        return new Fields()
                .put("source", position.source())
                .put("topic", position.topic())
                .put("partition", position.partition())
                .put("offset", offset.isPresent() ? offset.getAsLong() : null)
                .put("identity", position.identity().isEmpty() ? null : position.identity())
                .fields;
    }

    private static Map<String, Object> of(PendingSummary.Group group) {
        return new Fields()
                .put("target", group.target())
                .put("state", group.state().wireName())
                .put("reason", group.reason())
                .put("scope", group.scope())
                .put("repairs", group.repairs())
                .put("oldestFailedAt", instant(group.oldestFailedAtMillis()))
                .fields;
    }

    private static Map<String, Object> of(PendingRepair repair) {
        Version version = repair.version();
        return new Fields()
                .put("edge", edge(repair.subject()))
                .put("namespace", repair.cell().namespace())
                .put("id", repair.cell().id().toString())
                .put("key", repair.cell().key() == null ? null : repair.cell().key().toString())
                .put("target", repair.target())
                .put("origin", repair.origin())
                .put("state", repair.state().wireName())
                .put("reason", repair.reason())
                .put("token", version == null ? null : version.token().toString())
                .put("op", version == null ? "copy" : version.isDelete() ? "delete" : "put")
                .put("versions", repair.versions())
                .put("attempts", repair.attempts())
                .put("firstFailedAt", instant(repair.firstFailedAtMillis()))
                .put("since", instant(repair.sinceMillis()))
                .fields;
    }

    /** An edge or node for people. */
    static String edge(Subject subject) {
        if (subject instanceof Subject.Edge edge) {
            return "%s/%s %s -> %s"
                    .formatted(edge.graph(), edge.type(), edge.source(), edge.target());
        }
        Subject.Node node = (Subject.Node) subject;
        return "%s/%s %s".formatted(node.graph(), node.type(), node.id());
    }

    /** An ISO-8601 instant; null where nothing ever failed. */
    static @Nullable String instant(long millis) {
        return millis == Long.MAX_VALUE ? null : Instant.ofEpochMilli(millis).toString();
    }

    private Fields put(String name, @Nullable Object value) {
        if (value != null) {
            fields.put(name, value);
        }
        return this;
    }
}
