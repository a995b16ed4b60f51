package org.entropyrepair.flow.source;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.runtime.watermarkstatus.WatermarkStatus;
import org.apache.flink.streaming.util.OneInputStreamOperatorTestHarness;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RegionClockTest {
    private static final long START = 1_000_000;
    private static final long SILENT_AFTER = 2_000;

    private record Event(int partition, long millis) {}

    private OneInputStreamOperatorTestHarness<Event, Event> harness;
    private long now = START;

    @BeforeEach
    void open() throws Exception {
        harness =
                new OneInputStreamOperatorTestHarness<>(
                        new RegionClock<>(
                                "us/failures",
                                Event::millis,
                                Event::partition,
                                Duration.ofMillis(SILENT_AFTER)));
        harness.getExecutionConfig().enableObjectReuse();
        harness.setProcessingTime(START);
        harness.open();
    }

    @AfterEach
    void close() throws Exception {
        harness.close();
    }

    @Test
    void passesRecordsAsTheyAre() throws Exception {
        read(3, START - 10);
        assertThat(harness.extractOutputValues()).containsExactly(new Event(3, START - 10));
    }

    @Test
    void tellsProcessingTimeWhereNoPartitionWasEverSeen() throws Exception {
        advance(200);
        advance(200);
        assertThat(watermarks()).containsExactly(START + 200, START + 400);
    }

    @Test
    void tellsTheMinimumOverPartitions() throws Exception {
        read(0, START - 100);
        read(1, START - 500);
        read(5, START - 300);
        advance(200);
        assertThat(watermarks()).containsExactly(START - 500);
    }

    @Test
    void tellsTheLatestEventTimeOfAPartitionHoweverItsRecordsAreOrdered() throws Exception {
        read(0, START - 100);
        read(0, START - 900);
        advance(200);
        assertThat(watermarks()).containsExactly(START - 100);
    }

    @Test
    void aSilentPartitionHoldsBackNobody() throws Exception {
        read(0, START - 500);
        advance(SILENT_AFTER - 200);
        read(1, now - 50);
        advance(200);
        assertThat(lastWatermark()).isEqualTo(now - 250);
    }

    @Test
    void aSilentTopicIsAtProcessingTime() throws Exception {
        read(0, START - 500);
        advance(SILENT_AFTER);
        advance(200);
        assertThat(lastWatermark()).isEqualTo(now);
    }

    @Test
    void aBacklogStaysBehindAsLongAsItIsRead() throws Exception {
        long behind = Duration.ofMinutes(10).toMillis();
        for (int second = 0; second < 20; second++) {
            read(0, now - behind);
            read(1, now);
            advance(1_000);
            assertThat(lastWatermark()).isEqualTo(now - 1_000 - behind);
        }
    }

    @Test
    void aPartitionThatSpeaksAgainWithOldRecordsDoesNotTurnTheClockBack() throws Exception {
        read(0, START - 500);
        advance(SILENT_AFTER + 200);
        long told = lastWatermark();
        read(0, told - 10_000);
        advance(200);
        read(0, told + 1);
        advance(200);
        assertThat(watermarks()).isSorted();
        assertThat(lastWatermark()).isEqualTo(told + 1);
    }

    @Test
    void anEventTimeAheadOfReadingCountsAsReading() throws Exception {
        read(0, Long.MAX_VALUE);
        long readAt = now;
        advance(200);
        assertThat(watermarks()).containsExactly(readAt);
    }

    @Test
    void ignoresWatermarksAndIdlenessFromUpstreamButNotTheEndOfTime() throws Exception {
        read(0, START - 500);
        harness.processWatermark(new Watermark(START + 99_999));
        harness.processWatermarkStatus(WatermarkStatus.IDLE);
        advance(200);
        harness.processWatermark(Watermark.MAX_WATERMARK);
        assertThat(watermarks()).containsExactly(START - 500, Long.MAX_VALUE);
        assertThat(harness.getOutput()).doesNotContain(WatermarkStatus.IDLE);
    }

    private void read(int partition, long millis) throws Exception {
        harness.processElement(new StreamRecord<>(new Event(partition, millis)));
    }

    /** In steps of the clock's own, as a processing-time service would. */
    private void advance(long millis) throws Exception {
        long end = now + millis;
        while (now < end) {
            now = Math.min(end, now + RegionClock.TICK_MILLIS);
            harness.setProcessingTime(now);
        }
    }

    private List<Long> watermarks() {
        return harness.getOutput().stream()
                .filter(Watermark.class::isInstance)
                .map(one -> ((Watermark) one).getTimestamp())
                .toList();
    }

    private long lastWatermark() {
        List<Long> all = watermarks();
        return all.get(all.size() - 1);
    }
}
