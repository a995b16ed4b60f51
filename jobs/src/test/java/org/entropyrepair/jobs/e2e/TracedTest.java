package org.entropyrepair.jobs.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.entropyrepair.core.model.Bytes;
import org.entropyrepair.core.model.Cell;
import org.entropyrepair.core.model.Outcome;
import org.entropyrepair.core.model.Token;
import org.entropyrepair.core.wire.FailureMessage;
import org.entropyrepair.core.wire.FailureWriter;
import org.entropyrepair.core.wire.OutcomeCodec;
import org.entropyrepair.core.wire.WireHeaders;
import org.entropyrepair.testkit.fake.Answer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** The trace of a failure goes on in what is said of its repair. */
@Tag("slow")
@ExtendWith(OneStage.class)
@Timeout(200)
class TracedTest {
    private static final Duration LONGEST = Duration.ofSeconds(60);
    private static final String SCOPES =
            """
            - {name: pauses, match: {edgeTypes: [pauses]}, action: pause}
            - {name: drops, match: {edgeTypes: [drops]}, action: discard}
            - {name: others, match: {}, action: repair, retry: {initialBackoff: 1s, jitter: 0}}
            """;

    @Test
    void everythingThatIsSaidOfARepairCarriesTheTraceOfItsFailure(Stage stage) throws Exception {
        try (RepairRig rig = scene(stage).open()) {
            RunningJob job = rig.start(rig.options(), 1, null);
            Cell slow = Reports.cell("slow");
            rig.store("us")
                    .forCell(Reports.cell("never"), new Answer.Rejected("no such column"))
                    .forCell(slow, new Answer.Throttled("slow down"));
            FailureMessage older = Reports.put("twice", "us", "us");
            FailureMessage between = Reports.put("twice", "us", "us");
            FailureMessage newest = Reports.put("twice", "us", "us");
            rig.publish(
                    "us",
                    List.of(
                            record(rig, Reports.put("repaired", "us", "us"), trace(1)),
                            record(rig, Reports.put("never", "us", "us"), trace(2)),
                            record(rig, Reports.put("slow", "us", "us"), trace(3)),
                            record(rig, typed("drops", "dropped"), trace(4)),
                            record(rig, typed("pauses", "paused"), trace(5)),
                            record(rig, older, trace(7)),
                            record(rig, newest, trace(6)),
                            record(rig, between, trace(8)),
                            record(rig, Reports.put("plain", "us", "us"), ""),
                            record(rig, Reports.put("odd", "us", "us"), "x".repeat(5_000))));
            for (Said one :
                    List.of(
                            new Said("repaired", "applied", trace(1)),
                            new Said("never", "dead", trace(2)),
                            new Said("slow", "backing-off", trace(3)),
                            new Said("dropped", "discarded", trace(4)),
                            new Said("paused", "parked", trace(5)),
                            new Said("twice", "applied", trace(6)),
                            new Said("plain", "applied", ""),
                            new Said("odd", "applied", ""))) {
                rig.await(one.toString(), LONGEST, () -> said(rig).contains(one));
            }

            String checkpoint = job.checkpoint();
            job.cancel();
            rig.store("us").honest();
            rig.restore(checkpoint, 1);
            Said repaired = new Said("slow", "applied", trace(3));
            rig.await("what a checkpoint kept", LONGEST, () -> said(rig).contains(repaired));
            assertThat(said(rig))
                    .extracting(Said::source, Said::traces)
                    .as("one trace each, whatever was said")
                    .containsOnly(
                            tuple("repaired", trace(1)),
                            tuple("never", trace(2)),
                            tuple("slow", trace(3)),
                            tuple("dropped", trace(4)),
                            tuple("paused", trace(5)),
                            tuple("twice", trace(6)),
                            tuple("plain", ""),
                            tuple("odd", ""));
        }
    }

    /** An outcome: the source of its edge, its state, and the traces on its record. */
    private record Said(String source, String state, String traces) {}

    private static RepairScene scene(Stage stage) {
        return RepairScene.on(stage, "us")
                .lag("500ms")
                .namespaces(
                        """
                        follows.forward: {edgeType: follows, record: forward, table: a, tombstonesKept: 10d}
                        drops.forward: {edgeType: drops, record: forward, table: b, tombstonesKept: 10d}
                        pauses.forward: {edgeType: pauses, record: forward, table: c, tombstonesKept: 10d}
                        """)
                .scopes(SCOPES);
    }

    private static FailureMessage typed(String type, String source) {
        Token token = Reports.token();
        return Reports.of(
                type,
                new FailureMessage.Write.Put(
                        Reports.cell(type + ".forward", source), Reports.value(token)),
                token,
                "us",
                "us",
                System.currentTimeMillis());
    }

    private static String trace(int number) {
        return "00-0af7651916cd43dd8448eb211c80319c-b7ad6b716920333" + number + "-01";
    }

    private static ProducerRecord<byte[], byte[]> record(
            RepairRig rig, FailureMessage failure, String traceparent) {
        ProducerRecord<byte[], byte[]> record =
                rig.record("us", failure.subject().toString(), FailureWriter.write(failure));
        if (!traceparent.isEmpty()) {
            record.headers().add(WireHeaders.TRACEPARENT, Bytes.utf8(traceparent).toArray());
        }
        return record;
    }

    private static List<Said> said(RepairRig rig) {
        List<Said> said = new ArrayList<>();
        for (ConsumerRecord<byte[], byte[]> record :
                rig.scene().stage().broker("us").topics().readAll(rig.scene().outcomeTopic())) {
            Outcome outcome = OutcomeCodec.decode(Bytes.wrap(record.value()));
            Cell cell = outcome.cell();
            if (cell != null) {
                said.add(
                        new Said(cell.id().toString(), outcome.state().wireName(), traces(record)));
            }
        }
        return said;
    }

    private static String traces(ConsumerRecord<byte[], byte[]> record) {
        Iterable<Header> headers = record.headers().headers(WireHeaders.TRACEPARENT);
        return StreamSupport.stream(headers.spliterator(), false)
                .map(header -> new String(header.value(), StandardCharsets.UTF_8))
                .collect(Collectors.joining(" and "));
    }
}
