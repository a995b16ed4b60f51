package org.entropyrepair.quickstart.replay;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.StreamSupport;
import org.entropyrepair.core.model.Bytes;
import org.entropyrepair.core.model.Cause;
import org.entropyrepair.core.model.Cell;
import org.entropyrepair.core.model.Subject;
import org.entropyrepair.core.model.Token;
import org.entropyrepair.core.wire.FailureMessage;
import org.entropyrepair.core.wire.FailureWriter;
import org.entropyrepair.quickstart.progress.Display;
import org.entropyrepair.quickstart.run.Options;
import org.entropyrepair.quickstart.run.RunFolder;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A user's records and config, through a real broker and the real job. */
@Tag("slow")
class ReplayTest {
    private static final Path CONFIG =
            Path.of(
                    System.getProperty("entropyrepair.root"),
                    "region-config/examples/three-regions-cassandra.yaml");
    private static final String FORWARD = "social.follows.forward";
    private static final long DAY_MICROS = 86_400_000_000L;

    @TempDir Path temporary;

    private final long nowMicros = System.currentTimeMillis() * 1_000;

    @Test
    void everyRecordIsAccountedForAndOnlyTheRepairWrites() throws Exception {
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < 30; i++) {
            lines.add(put(FORWARD, i, "eu-west-1", nowMicros - 2_000)); // is the next one's
            lines.add(put(FORWARD, i, "eu-west-1", nowMicros - 1_000));
        }
        lines.add(delete(FORWARD, 3, "eu-west-1"));
        lines.add(put(FORWARD, 50, "ap-south-1", nowMicros)); // paused
        lines.add(put("social.likes.forward", 51, "us-east-1", nowMicros)); // discarded
        lines.add(put("social.blocks.forward", 52, "us-east-1", nowMicros)); // always observed
        lines.add(put(FORWARD, 53, "eu-west-1", nowMicros - 20 * DAY_MICROS)); // undoes deletes
        lines.add(put("social.nowhere", 54, "eu-west-1", nowMicros)); // waits for a config
        lines.add("{\"version\":2}");
        lines.add("no record at all");
        Path failures = Files.write(temporary.resolve("failures.jsonl"), lines);

        Replay.Result result;
        try (Replay replay =
                Replay.read(new Options.Own(failures, CONFIG, true), Duration.ofMinutes(3))) {
            result = replay.run(RunFolder.create(temporary), display());
        }

        assertThat(result.isComplete()).isTrue();
        JsonNode json = new ObjectMapper().readTree(result.toJson());
        assertThat(json.path("records").asInt()).isEqualTo(lines.size());
        JsonNode observed = json.path("observe");
        assertThat(observed.path("wouldWrite"))
                .hasToString(
                        "{\"put\":30,\"delete\":1,\"copy\":0}"); // 29 follows, a block, a delete
        assertThat(repairs(observed, FORWARD))
                .containsExactlyInAnyOrder(
                        "{\"target\":\"eu-west-1\",\"dead\":1,\"observed\":30}",
                        "{\"target\":\"ap-south-1\",\"parked\":1}");
        JsonNode repaired = json.path("repair");
        assertThat(repairs(repaired, FORWARD))
                .containsExactlyInAnyOrder(
                        "{\"target\":\"eu-west-1\",\"applied\":30,\"dead\":1}",
                        "{\"target\":\"ap-south-1\",\"parked\":1}");
        assertThat(repairs(repaired, "social.likes.forward"))
                .containsExactly("{\"target\":\"us-east-1\",\"discarded\":1}");
        assertThat(repairs(repaired, "social.blocks.forward"))
                .containsExactly("{\"target\":\"us-east-1\",\"observed\":1}");
        assertThat(repairs(repaired, "social.nowhere"))
                .containsExactly("{\"target\":\"eu-west-1\",\"parked\":1}");
        assertThat(repaired.path("stores"))
                .hasToString(
                        "[{\"region\":\"eu-west-1\",\"namespace\":\"social.follows.forward\","
                                + "\"values\":29,\"expired\":0,\"deletes\":1}]");
        for (JsonNode one : List.of(observed, repaired)) {
            assertThat(one.path("deadLetters"))
                    .hasToString(
                            "{\"MALFORMED\":1,\"TOMBSTONE_WINDOW\":1,\"UNSUPPORTED_VERSION\":1}");
            assertThat(one.path("waiting"))
                    .hasToString("{\"namespace is unknown\":1,\"scope is paused\":1}");
            assertThat(one.path("unaccounted").asInt()).isZero();
        }
    }

    private static List<String> repairs(JsonNode told, String namespace) {
        return StreamSupport.stream(told.path("repairs").spliterator(), false)
                .filter(one -> one.path("namespace").asText().equals(namespace))
                .map(one -> one.toString().replace("\"namespace\":\"" + namespace + "\",", ""))
                .toList();
    }

    private String put(String namespace, int i, String target, long micros) {
        return line(
                i,
                new FailureMessage.Write.Put(
                        cell(namespace, i), Bytes.utf8("value"), Bytes.EMPTY, 0),
                target,
                micros);
    }

    private String delete(String namespace, int i, String target) {
        return line(i, new FailureMessage.Write.Delete(cell(namespace, i)), target, nowMicros);
    }

    private static Cell cell(String namespace, int i) {
        return new Cell(namespace, Bytes.utf8("user:" + i), Bytes.utf8("user:" + (i + 1)));
    }

    private String line(int i, FailureMessage.Write write, String target, long micros) {
        FailureMessage message =
                new FailureMessage(
                        new Subject.Edge("social", type(write), "user:" + i, "user:" + (i + 1)),
                        write,
                        new Token(micros, 7, i),
                        "us-east-1",
                        target,
                        nowMicros / 1_000,
                        new Cause(Cause.Kind.TIMEOUT, "no answer in 500 ms"));
        return FailureWriter.write(message).toString();
    }

    private static String type(FailureMessage.Write write) {
        String type = write.cell().namespace().split("\\.")[1];
        return type.equals("nowhere") ? "follows" : type;
    }

    private static Display display() {
        return new Display(new PrintStream(OutputStream.nullOutputStream()), 0);
    }
}
