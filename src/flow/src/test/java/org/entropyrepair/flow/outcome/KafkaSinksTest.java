package org.entropyrepair.flow.outcome;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.configuration.RestOptions;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.entropyrepair.core.model.Bytes;
import org.entropyrepair.core.model.Cell;
import org.entropyrepair.core.model.DeadLetter;
import org.entropyrepair.core.model.DeathReason;
import org.entropyrepair.core.model.Outcome;
import org.entropyrepair.core.model.Position;
import org.entropyrepair.core.model.RawRecord;
import org.entropyrepair.core.model.RepairState;
import org.entropyrepair.core.wire.OutcomeCodec;
import org.entropyrepair.core.wire.WireHeaders;
import org.entropyrepair.flow.state.Types;
import org.entropyrepair.testkit.kafka.KafkaBroker;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Dead letters and outcomes of any size, through Flink's sink, to a real broker. */
@Tag("slow")
@Timeout(120)
class KafkaSinksTest {
    private static final int TOPIC_BYTES_MAX = 65_536;
    private static final int TWO_MIB = 2 << 20;

    @TempDir Path folder;

    @Test
    void noSizeOfRecordFailsTheJob() throws Exception {
        try (KafkaBroker broker = KafkaBroker.in(folder).start()) {
            Map<String, String> narrow =
                    Map.of("max.message.bytes", Integer.toString(TOPIC_BYTES_MAX));
            broker.createTopic("dead", 1, narrow);
            broker.createTopic("outcomes", 1, narrow);
            Configuration config = new Configuration();
            config.set(PipelineOptions.GENERIC_TYPES, false);
            config.set(RestOptions.BIND_PORT, "0");
            config.set(RestartStrategyOptions.RESTART_STRATEGY, "none");
            StreamExecutionEnvironment env =
                    StreamExecutionEnvironment.createLocalEnvironment(1, config);
            env.fromData(
                            List.of(letter(10), letter(TOPIC_BYTES_MAX), letter(TWO_MIB)),
                            Types.DEAD_LETTER)
                    .sinkTo(KafkaSinks.deadLetters(destination(broker, "dead")));
            env.fromData(List.of(outcome(10), outcome(TWO_MIB)), Types.OUTCOME)
                    .sinkTo(KafkaSinks.outcomes(destination(broker, "outcomes")));
            env.execute();

            List<ConsumerRecord<byte[], byte[]>> dead = broker.topics().readAll("dead");
            assertThat(dead).hasSize(3);
            assertThat(dead.get(0).value()).hasSize(10);
            assertThat(dead.get(1).value()).isNull();
            assertThat(dead.get(2).value()).isNull();
            assertThat(dead.get(2).headers().lastHeader(WireHeaders.TRUNCATED)).isNotNull();
            List<ConsumerRecord<byte[], byte[]>> outcomes = broker.topics().readAll("outcomes");
            assertThat(outcomes).hasSize(2);
            assertThat(OutcomeCodec.decode(Bytes.wrap(outcomes.get(1).value())).state())
                    .isEqualTo(RepairState.APPLIED);
        }
    }

    private static Destination destination(KafkaBroker broker, String topic) {
        Map<String, String> properties = new HashMap<>(broker.clientProperties());
        properties.put("bootstrap.servers", broker.bootstrapServers());
        return new Destination(topic, properties);
    }

    private static DeadLetter letter(int sizeBytes) {
        return new DeadLetter(
                "id-" + sizeBytes,
                DeathReason.MALFORMED,
                "",
                0,
                0,
                1,
                null,
                0,
                new RawRecord(
                        "r/t",
                        new Position("t", 0, sizeBytes),
                        1,
                        null,
                        Bytes.wrap(new byte[sizeBytes]),
                        RawRecord.Headers.NONE));
    }

    private static Outcome outcome(int sizeBytes) {
        return new Outcome(
                RepairState.APPLIED,
                null,
                new Cell("n", Bytes.wrap(new byte[sizeBytes]), null),
                "r",
                null,
                1,
                "repair",
                5,
                1,
                4,
                0,
                "",
                "");
    }
}
