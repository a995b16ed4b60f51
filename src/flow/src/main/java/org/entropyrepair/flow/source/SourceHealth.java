package org.entropyrepair.flow.source;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.MetricGroup;
import org.apache.kafka.common.TopicPartition;
import org.entropyrepair.flow.metrics.JobMetric;
import org.entropyrepair.flow.metrics.Meters;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How one side of a source, its enumerator or a reader, gets on with its broker: turns failures
 * into metrics, into few lines of log, and into the time of the next try.
 *
 * <p>Written by one thread, the one that talks to the broker; metrics are read by any.
 */
final class SourceHealth {
    private static final Logger LOG = LoggerFactory.getLogger(SourceHealth.class);
    private static final long BACKOFF_MILLIS_MIN = 500;
    private static final long LOG_MILLIS_MIN = TimeUnit.MINUTES.toMillis(1);
    private static final int KINDS_MAX = 100;
    private static final int MESSAGE_CHARS_MAX = 300;

    private final String feed;
    private final long backoffMillisMax;
    private final LongSupplier clockMillis;
    private final Counter failures;
    private final Counter missing;
    private final Counter replaced;
    private final Map<String, Long> loggedMillis = new HashMap<>();
    private volatile boolean available = true;
    private int failuresInRow;
    private long brokenSinceMillis;

    /** Whether the log knows of the trouble there is. */
    private boolean said;

    /**
     * Registers {@code sourceAvailable} (1 or 0), {@code sourceFailures}, {@code recordsMissing}
     * and {@code topicsReplaced}.
     *
     * @param backoffMillisMax the longest wait between two tries
     */
    SourceHealth(
            String feed, MetricGroup metrics, long backoffMillisMax, LongSupplier clockMillis) {
        this.feed = feed;
        Meters meters = new Meters(metrics);
        this.backoffMillisMax = backoffMillisMax;
        this.clockMillis = clockMillis;
        this.failures = meters.counter(JobMetric.SOURCE_FAILURES);
        this.missing = meters.counter(JobMetric.RECORDS_MISSING);
        this.replaced = meters.counter(JobMetric.TOPICS_REPLACED);
        meters.gauge(JobMetric.SOURCE_AVAILABLE, () -> available ? 1 : 0);
    }

    /** Whether the last try went well; true before the first. */
    boolean isAvailable() {
        return available;
    }

    /** A try went well. */
    void succeeded() {
        if (available) {
            return;
        }
        if (said) {
            LOG.info(
                    "{}: is back {} s after the first of {} failures",
                    feed,
                    (clockMillis.getAsLong() - brokenSinceMillis) / 1_000,
                    failuresInRow);
        }
        available = true;
        said = false;
        failuresInRow = 0;
    }

    /**
     * A try failed.
     *
     * @param operation what was tried, a verb
     * @return milliseconds to wait before the next one
     */
    long failed(String operation, Throwable cause) {
        long now = clockMillis.getAsLong();
        failures.inc();
        if (available) {
            available = false;
            brokenSinceMillis = now;
        }
        long waitMillis =
                Math.min(backoffMillisMax, BACKOFF_MILLIS_MIN << Math.min(failuresInRow, 10));
        failuresInRow++;
        if (mayLog(operation + cause.getClass().getName(), now)) {
            said = true;
            LOG.warn(
                    "{}: cannot {}: {} (trying again in {} ms; nothing is lost)",
                    feed,
                    operation,
                    describe(cause),
                    waitMillis);
        }
        return waitMillis;
    }

    /** Records were deleted before they were read: {@code from} to {@code before}, exclusive. */
    void recordsMissing(TopicPartition partition, long from, long before) {
        missing.inc(before - from);
        LOG.error(
                "{}: {} records of {} were deleted before they were read, offsets {} to {}"
                        + " (expected: failure topics are kept until read); what they reported stays"
                        + " unrepaired until an audit",
                feed,
                before - from,
                partition,
                from,
                before - 1);
    }

    /** The topic ends before what was read: it was cut short, or deleted and made anew. */
    void topicCutShort(TopicPartition partition, long reached, long start, long end) {
        LOG.error(
                "{}: {} ends at offset {}, but was read up to {} (expected: a topic only grows);"
                        + " reading again from {}",
                feed,
                partition,
                end,
                reached,
                start);
    }

    /** Another topic than the one that was read is there under its name. */
    void topicIsAnother(TopicIdentity was, TopicIdentity now) {
        replaced.inc();
        LOG.warn(
                "{}: {} is read from its start: what was reached was of {}, and offsets of one topic"
                        + " mean nothing in another",
                feed,
                now,
                was);
    }

    /** An exception and its causes in one line. */
    static String describe(Throwable cause) {
        StringBuilder text = new StringBuilder();
        Throwable next = cause;
        for (int depth = 0; next != null && depth < 4; depth++) {
            String message = next.getMessage();
            text.append(depth == 0 ? "" : " < ")
                    .append(next.getClass().getSimpleName())
                    .append(message == null ? "" : ": " + message.lines().findFirst().orElse(""));
            next = next.getCause();
        }
        return text.length() <= MESSAGE_CHARS_MAX
                ? text.toString()
                : text.substring(0, MESSAGE_CHARS_MAX) + "…";
    }

    private boolean mayLog(String kind, long now) {
        Long last = loggedMillis.get(kind);
        if (last != null ? now - last < LOG_MILLIS_MIN : loggedMillis.size() >= KINDS_MAX) {
            return false;
        }
        loggedMillis.put(kind, now);
        return true;
    }
}
