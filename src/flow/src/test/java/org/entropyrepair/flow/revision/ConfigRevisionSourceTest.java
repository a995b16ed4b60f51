package org.entropyrepair.flow.revision;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.apache.flink.api.common.eventtime.Watermark;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.connector.source.Boundedness;
import org.apache.flink.api.connector.source.ReaderOutput;
import org.apache.flink.api.connector.source.SourceOutput;
import org.apache.flink.api.connector.source.SourceReader;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.configuration.RestOptions;
import org.apache.flink.core.io.InputStatus;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.co.KeyedCoProcessFunction;
import org.apache.flink.util.CloseableIterator;
import org.apache.flink.util.Collector;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ConfigRevisionSourceTest {
    private static final ConfigRevisionSource SOURCE = new ConfigRevisionSource("graph: social\n");

    @Test
    void neverFinishes() {
        assertThat(SOURCE.getBoundedness()).isEqualTo(Boundedness.CONTINUOUS_UNBOUNDED);
    }

    @Test
    void emitsTheTextOnceAtEveryStartAndIsIdleFromThenOn() throws Exception {
        for (int start = 0; start < 2; start++) {
            Emitted output = new Emitted();
            SourceReader<ConfigRevision, NoSplit> reader = SOURCE.reader();
            assertThat(reader.isAvailable()).isDone();
            assertThat(reader.pollNext(output)).isEqualTo(InputStatus.NOTHING_AVAILABLE);
            assertThat(reader.isAvailable()).isNotDone();
            assertThat(reader.pollNext(output)).isEqualTo(InputStatus.NOTHING_AVAILABLE);
            assertThat(output.revisions).containsExactly(new ConfigRevision(0, "graph: social\n"));
            assertThat(output.idle).isTrue();
        }
    }

    @Tag("slow")
    @Test
    void holdsBackNobodysWatermark() throws Exception {
        StreamExecutionEnvironment env = environment();
        DataStream<String> fired =
                env.fromData(1L, 2L, 3L)
                        .keyBy(number -> 0L)
                        .connect(revisions(env).keyBy(revision -> 0L))
                        .process(new Alarm());
        assertThat(first(fired)).isEqualTo("fired");
    }

    private static <T> T first(DataStream<T> stream) throws Exception {
        CloseableIterator<T> all = stream.executeAndCollect();
        try {
            return all.next();
        } finally {
            all.close();
        }
    }

    private static DataStream<ConfigRevision> revisions(StreamExecutionEnvironment env) {
        return env.fromSource(
                        SOURCE,
                        WatermarkStrategy.noWatermarks(),
                        "config revisions",
                        ConfigRevision.TYPE)
                .setParallelism(1);
    }

    private static StreamExecutionEnvironment environment() {
        Configuration config = new Configuration();
        config.set(PipelineOptions.GENERIC_TYPES, false);
        config.set(RestOptions.BIND_PORT, "0");
        return StreamExecutionEnvironment.createLocalEnvironment(1, config);
    }

    /** What a reader said. */
    private static final class Emitted implements ReaderOutput<ConfigRevision> {
        private final List<ConfigRevision> revisions = new ArrayList<>();
        private boolean idle;

        @Override
        public void collect(ConfigRevision revision) {
            revisions.add(revision);
        }

        @Override
        public void collect(ConfigRevision revision, long timestamp) {
            revisions.add(revision);
        }

        @Override
        public void emitWatermark(Watermark watermark) {}

        @Override
        public void markIdle() {
            idle = true;
        }

        @Override
        public void markActive() {
            idle = false;
        }

        @Override
        public SourceOutput<ConfigRevision> createOutputForSplit(String splitId) {
            return this;
        }

        @Override
        public void releaseOutputForSplit(String splitId) {}
    }

    /** Emits once event time has passed, which it does only if both inputs let it. */
    private static final class Alarm
            extends KeyedCoProcessFunction<Long, Long, ConfigRevision, String> {
        private static final long serialVersionUID = 1L;

        @Override
        public void processElement1(Long number, Context context, Collector<String> out) {
            context.timerService().registerEventTimeTimer(1_000);
        }

        @Override
        public void processElement2(
                ConfigRevision revision, Context context, Collector<String> out) {
            context.timerService().registerEventTimeTimer(1_000);
        }

        @Override
        public void onTimer(long at, OnTimerContext context, Collector<String> out) {
            out.collect("fired");
        }
    }
}
