package org.entropyrepair.flow.source;

import java.io.Serializable;
import java.time.Duration;
import java.util.Arrays;
import org.apache.flink.api.common.operators.ProcessingTimeService.ProcessingTimeCallback;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.runtime.watermarkstatus.WatermarkStatus;
import org.entropyrepair.flow.metrics.JobMetric;
import org.entropyrepair.flow.metrics.Meters;

/**
 * The event time of one failure topic, as watermarks: the minimum over its partitions of the latest
 * event time seen, where a partition that has been silent for a while counts as now (design.md, law
 * 6). Records pass unchanged.
 *
 * <p>It is a clock, not a promise that nothing older follows: a watermark is at most the processing
 * time, never goes back, and is sent every {@value #TICK_MILLIS} ms where it moved. A subtask that
 * has seen no partition yet sends the processing time. An event time ahead of processing time
 * counts as processing time. Watermarks and idleness from upstream are ignored, because a source
 * without watermarks says nothing about time; only the end of all time (a bounded input, or a
 * drain) passes.
 *
 * <p>It keeps no state: after a restore it starts as new, which can end a hold no earlier than the
 * wall clock would. To be chained behind each source, with the source's parallelism, so that a
 * subtask sees its own partitions only. All on the task's thread.
 *
 * @param <T> what passes
 */
public final class RegionClock<T> extends AbstractStreamOperator<T>
        implements OneInputStreamOperator<T, T>, ProcessingTimeCallback {
    private static final long serialVersionUID = 1L;

    /** How often the time is told, in milliseconds of processing time. */
    public static final long TICK_MILLIS = 200;

    private static final long UNSEEN = Long.MIN_VALUE;

    /**
     * When something happened.
     *
     * @param <T> the something
     */
    @FunctionalInterface
    public interface EventTime<T> extends Serializable {
        /** Milliseconds since 1970; any value, also a future one. */
        long millisOf(T element);
    }

    /**
     * Which partition something came from.
     *
     * @param <T> the something
     */
    @FunctionalInterface
    public interface PartitionOf<T> extends Serializable {
        /** Not negative, and small: partitions are counted from 0. */
        int partitionOf(T element);
    }

    private final String feed;
    private final EventTime<T> eventTime;
    private final PartitionOf<T> partitionOf;
    private final long silentAfterMillis;

    /** By partition: the latest event time, {@link #UNSEEN} before the first. */
    private transient long[] latestMillis;

    /** By partition: processing time of the last record. */
    private transient long[] seenMillis;

    private transient volatile long toldMillis; // read by a gauge, too

    /**
     * Of what passes and how long a partition may say nothing.
     *
     * @param feed {@code region/topic}, for the metrics
     * @param eventTime when an element happened
     * @param partitionOf where it came from
     * @param silentAfter a partition without a record for this long counts as now
     */
    @SuppressWarnings("NullAway.Init") // transient fields are set in open()
    public RegionClock(
            String feed, EventTime<T> eventTime, PartitionOf<T> partitionOf, Duration silentAfter) {
        this.feed = feed;
        this.eventTime = eventTime;
        this.partitionOf = partitionOf;
        this.silentAfterMillis = silentAfter.toMillis();
    }

    @Override
    public void open() throws Exception {
        super.open();
        latestMillis = new long[0];
        seenMillis = new long[0];
        toldMillis = UNSEEN;
        new Meters(getMetricGroup()).gauge(JobMetric.WATERMARK_LAG, this::lagSeconds, feed);
        scheduleTick();
    }

    @Override
    public void processElement(StreamRecord<T> element) {
        T value = element.getValue();
        int partition = partitionOf.partitionOf(value);
        if (partition >= latestMillis.length) {
            growTo(partition + 1);
        }
        long now = getProcessingTimeService().getCurrentProcessingTime();
        seenMillis[partition] = now;
        latestMillis[partition] =
                Math.max(latestMillis[partition], Math.min(eventTime.millisOf(value), now));
        output.collect(element);
    }

    @Override
    public void onProcessingTime(long due) {
        long nowMillis = getProcessingTimeService().getCurrentProcessingTime();
        long time = timeAt(nowMillis);
        if (time > toldMillis) {
            toldMillis = time;
            output.emitWatermark(new Watermark(time));
        }
        scheduleTick();
    }

    /** Passes the end of all time only. */
    @Override
    public void processWatermark(Watermark mark) {
        if (Watermark.MAX_WATERMARK.equals(mark)) {
            output.emitWatermark(mark);
        }
    }

    /** Ignored: this clock is never idle. */
    @Override
    public void processWatermarkStatus(WatermarkStatus status) {}

    private double lagSeconds() {
        long told = toldMillis;
        return told == UNSEEN ? 0 : Math.max(0, System.currentTimeMillis() - told) / 1e3;
    }

    private long timeAt(long nowMillis) {
        long time = nowMillis;
        for (int partition = 0; partition < latestMillis.length; partition++) {
            boolean speaking =
                    latestMillis[partition] != UNSEEN
                            && nowMillis - seenMillis[partition] < silentAfterMillis;
            if (speaking) {
                time = Math.min(time, latestMillis[partition]);
            }
        }
        return time;
    }

    private void growTo(int partitions) {
        int known = latestMillis.length;
        latestMillis = Arrays.copyOf(latestMillis, partitions);
        seenMillis = Arrays.copyOf(seenMillis, partitions);
        Arrays.fill(latestMillis, known, partitions, UNSEEN);
    }

    private void scheduleTick() {
        long now = getProcessingTimeService().getCurrentProcessingTime();
        getProcessingTimeService().registerTimer(now + TICK_MILLIS, this);
    }
}
