package org.entropyrepair.flow.decode;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.metrics.Counter;
import org.apache.flink.streaming.api.functions.ProcessFunction;
import org.apache.flink.util.Collector;
import org.entropyrepair.core.model.DeadLetter;
import org.entropyrepair.core.model.DeathReason;
import org.entropyrepair.core.model.Failure;
import org.entropyrepair.core.model.RawRecord;
import org.entropyrepair.core.wire.DeadLetterId;
import org.entropyrepair.core.wire.FailureReader;
import org.entropyrepair.core.wire.Reading;
import org.entropyrepair.flow.metrics.JobMetric;
import org.entropyrepair.flow.metrics.Meters;
import org.entropyrepair.flow.outcome.SideOutputs;
import org.jspecify.annotations.Nullable;

/**
 * Reads failures. A record that cannot be read never stops the job: it leaves as a dead letter by
 * {@link SideOutputs#DEAD_LETTERS}, from the one job that owns such records. Failures of targets
 * which belong to other jobs are passed over in silence.
 */
public final class FailureDecoder extends ProcessFunction<RawRecord, Failure> {
    private static final long serialVersionUID = 1L;

    private static final int REDRIVES_DIGITS_MAX = 9;

    private final String feed;
    private final int recordBytesMax;
    private final Ownership ownership;

    private transient @Nullable FailureReader reader;
    private transient @Nullable Counts counts;

    /**
     * For one failure topic.
     *
     * @param feed {@code region/topic}, for the metrics
     * @param recordBytesMax most bytes of a record's key and value together
     * @param ownership which failures are this job's
     */
    public FailureDecoder(String feed, int recordBytesMax, Ownership ownership) {
        this.feed = feed;
        this.recordBytesMax = recordBytesMax;
        this.ownership = ownership;
    }

    @Override
    public void open(OpenContext context) {
        reader = new FailureReader(recordBytesMax);
        counts = new Counts(new Meters(getRuntimeContext().getMetricGroup()), feed);
    }

    @Override
    public void processElement(RawRecord raw, Context context, Collector<Failure> out) {
        FailureReader opened = reader;
        Counts counting = counts;
        if (opened == null || counting == null) {
            throw new IllegalStateException("decode: not opened");
        }
        Reading reading = opened.read(raw);
        if (reading instanceof Reading.Readable readable) {
            if (ownership.owns(readable.failure().target())) {
                counting.read.inc();
                out.collect(readable.failure());
            } else {
                counting.notOurs.inc();
            }
        } else if (reading instanceof Reading.Unreadable unreadable) {
            if (ownership.ownsUnreadable()) {
                counting.dead(unreadable.reason());
                context.output(
                        SideOutputs.DEAD_LETTERS,
                        ofUnreadable(
                                raw, unreadable, context.timerService().currentProcessingTime()));
            } else {
                counting.notOurs.inc();
            }
        }
    }

    private static DeadLetter ofUnreadable(
            RawRecord raw, Reading.Unreadable unreadable, long nowMillis) {
        String target = raw.headers().target();
        return new DeadLetter(
                DeadLetterId.ofUnreadable(raw),
                unreadable.reason(),
                unreadable.message(),
                0,
                0,
                nowMillis,
                target == null || target.isEmpty() ? null : target,
                redrives(raw.headers().redrives()),
                raw);
    }

    /** The count of a record whose other fields are broken; 0 if that is broken, too. */
    private static int redrives(@Nullable String header) {
        boolean number =
                header != null
                        && !header.isEmpty()
                        && header.length() <= REDRIVES_DIGITS_MAX
                        && header.chars().allMatch(c -> c >= '0' && c <= '9');
        return number && header != null ? Integer.parseInt(header) : 0;
    }

    /** What became of the records of this feed, counted. */
    private static final class Counts {
        /** Are there from the beginning, as 0: what appears as 1 has not risen, for who watches. */
        private static final List<DeathReason> UNREADABLE =
                List.of(
                        DeathReason.MALFORMED,
                        DeathReason.UNSUPPORTED_VERSION,
                        DeathReason.UNSUPPORTED_OP,
                        DeathReason.TOO_LARGE);

        private final Meters meters;
        private final String feed;
        private final Counter read;
        private final Counter notOurs;
        private final Map<DeathReason, Counter> dead = new EnumMap<>(DeathReason.class);

        Counts(Meters meters, String feed) {
            this.meters = meters;
            this.feed = feed;
            read = meters.counter(JobMetric.FAILURES_READ, feed);
            notOurs = meters.counter(JobMetric.RECORDS_OF_OTHER_JOBS, feed);
            UNREADABLE.forEach(reason -> dead.put(reason, unreadable(reason)));
        }

        private Counter unreadable(DeathReason reason) {
            return meters.counter(JobMetric.RECORDS_UNREADABLE, feed, reason.name());
        }

        void dead(DeathReason reason) {
            dead.computeIfAbsent(reason, this::unreadable).inc();
        }
    }
}
