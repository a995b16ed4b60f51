package org.entropyrepair.flow.metrics;

import static org.entropyrepair.flow.metrics.JobMetric.Kind.COUNT;
import static org.entropyrepair.flow.metrics.JobMetric.Kind.GAUGE;
import static org.entropyrepair.flow.metrics.Label.BY;
import static org.entropyrepair.flow.metrics.Label.FEED;
import static org.entropyrepair.flow.metrics.Label.KIND;
import static org.entropyrepair.flow.metrics.Label.LE;
import static org.entropyrepair.flow.metrics.Label.NAMESPACE;
import static org.entropyrepair.flow.metrics.Label.ORIGIN;
import static org.entropyrepair.flow.metrics.Label.OUTCOME;
import static org.entropyrepair.flow.metrics.Label.REASON;
import static org.entropyrepair.flow.metrics.Label.RESULT;
import static org.entropyrepair.flow.metrics.Label.SCOPE;
import static org.entropyrepair.flow.metrics.Label.STATE;
import static org.entropyrepair.flow.metrics.Label.TARGET;

import java.util.List;
import java.util.Locale;

/**
 * The catalogue: every metric of the job. Each is registered by each subtask that has it, so that a
 * number of the whole job is a sum, a maximum or a minimum over subtasks, as its help says.
 */
public enum JobMetric {
    /** Failures taken in. */
    FAILURES_READ("failuresRead", COUNT, Unit.RECORDS, "failures of this job's targets", FEED),
    /** Records of targets that others repair. */
    RECORDS_OF_OTHER_JOBS(
            "recordsOfOtherJobs", COUNT, Unit.RECORDS, "records left to other jobs", FEED),
    /** Records that are no failures. */
    RECORDS_UNREADABLE(
            "recordsUnreadable",
            COUNT,
            Unit.RECORDS,
            "records that became dead letters because they could not be read",
            FEED,
            REASON),
    /** How far event time is behind. */
    WATERMARK_LAG(
            "watermarkLagSeconds",
            GAUGE,
            Unit.SECONDS,
            "how far the topic's event time is behind the clock; the largest counts",
            FEED),
    /** What the brokers hold and nobody has read. */
    SOURCE_LAG(
            "pendingRecords",
            GAUGE,
            Unit.RECORDS,
            "records of the topic not read yet (Flink's own name, for its autoscaler)"),
    /** Whether the broker answers. */
    SOURCE_AVAILABLE(
            "sourceAvailable",
            GAUGE,
            Unit.FLAG,
            "1 if the last try to reach the topic went well; the least counts"),
    /** Tries that failed. */
    SOURCE_FAILURES("sourceFailures", COUNT, Unit.TRIES, "tries to reach the topic that failed"),
    /** Records lost before they were read. */
    RECORDS_MISSING(
            "recordsMissing",
            COUNT,
            Unit.RECORDS,
            "records that were deleted before they were read: they stay unrepaired"),
    /** Topics made anew. */
    TOPICS_REPLACED("topicsReplaced", COUNT, Unit.TIMES, "the topic was found to be another one"),

    /** Records that wait for repairs. */
    RECORDS_WAIT(
            "recordsWaitSeconds",
            COUNT,
            Unit.SECONDS,
            "time that records waited for pending repairs to end, since these were due or left no"
                    + " room on the heap: reading is no faster than repairing then, and Flink shows"
                    + " the task busy"),
    /** How full the heap's share is. */
    HEAP_SHARE(
            "heapShareTaken",
            GAUGE,
            Unit.FRACTION,
            "how much of its share of the heap pending repairs take, the others are in RocksDB; the"
                    + " largest counts"),

    /** Pending per target. */
    PENDING("pending", GAUGE, Unit.REPAIRS, "pending, in whatever state; sum", TARGET),
    /** Parked per target. */
    PARKED("parked", GAUGE, Unit.REPAIRS, "of these, parked or observed; sum", TARGET),
    /** Pending by state. */
    PENDING_BY_STATE(
            "pending", GAUGE, Unit.REPAIRS, "pending by state; sum", TARGET, NAMESPACE, STATE),
    /** Pending per scope. */
    PENDING_OF_SCOPE("pending", GAUGE, Unit.REPAIRS, "pending in the scope; sum", SCOPE),
    /** Whether the state has been counted. */
    PENDING_COUNTED(
            "pendingCounted",
            GAUGE,
            Unit.FLAG,
            "0 while a restored state is being counted, when numbers of what is pending are too"
                    + " small; the least counts"),
    /** Age of what has been pending longest. */
    OLDEST_PENDING(
            "oldestPendingSeconds",
            GAUGE,
            Unit.SECONDS,
            "time since the first failure of what has been pending longest, parked and paused"
                    + " included; 0 if nothing is; the largest counts",
            TARGET,
            NAMESPACE),
    /** How long the oldest put may still be written. */
    HEADROOM(
            "headroomSeconds",
            GAUGE,
            Unit.SECONDS,
            "time until the oldest pending put becomes a dead letter because deletes of its age are"
                    + " forgotten; the whole window if no put is pending; the least counts",
            TARGET,
            NAMESPACE),
    /** When nothing will be pending. */
    DRAIN(
            "drainSeconds",
            GAUGE,
            Unit.SECONDS,
            "pending divided by how fast that became less in the last minute; 0 if nothing is"
                    + " pending, +Inf if it does not become less; the largest counts",
            TARGET),

    /** Attempts. */
    ATTEMPTS("attempts", COUNT, Unit.ATTEMPTS, "writes and copies sent to a store", TARGET, KIND),
    /** Answers. */
    ANSWERS("answers", COUNT, Unit.ATTEMPTS, "attempts by what came back", TARGET, RESULT),
    /** Bytes. */
    BYTES(
            "bytesWritten",
            COUNT,
            Unit.BYTES,
            "size of the failure records whose writes came back, by route between regions",
            ORIGIN,
            TARGET),
    /** Merged versions. */
    MERGED("merged", COUNT, Unit.VERSIONS, "versions merged into a pending repair", TARGET),
    /** Ends and waits published. */
    REPORTED("reported", COUNT, Unit.RECORDS, "outcomes published, by what they say", OUTCOME),
    /** Dead letters of the repair operator. */
    DEAD_LETTERS(
            "deadLetters",
            COUNT,
            Unit.RECORDS,
            "dead letters other than unreadable records (`recordsUnreadable`)",
            TARGET,
            REASON),
    /** Holds by what ended them. */
    HOLDS_ENDED(
            "holdsEnded",
            COUNT,
            Unit.REPAIRS,
            "holds that ended, by what ended them: many deadlines mean that event time is behind",
            TARGET,
            BY),

    /** From failure to repair. */
    FROM_FAILURE(
            "secondsFromFailure",
            COUNT,
            Unit.REPAIRS,
            "repairs by time from first failure to the store's answer",
            TARGET,
            LE),
    /** Sum for an average. */
    FROM_FAILURE_SUM(
            "secondsFromFailureSum",
            COUNT,
            Unit.SECONDS,
            "sum of these times, to be divided by the bucket `+Inf`",
            TARGET),
    /** From arrival to repair. */
    FROM_ARRIVAL(
            "secondsFromArrival",
            COUNT,
            Unit.REPAIRS,
            "repairs by time from when the written record was read to the store's answer; copies"
                    + " have none",
            TARGET,
            LE),
    /** Sum for an average. */
    FROM_ARRIVAL_SUM(
            "secondsFromArrivalSum",
            COUNT,
            Unit.SECONDS,
            "sum of these times, to be divided by the bucket `+Inf`",
            TARGET),
    /** Latency of the store. */
    STORE_LATENCY(
            "storeSeconds",
            COUNT,
            Unit.ATTEMPTS,
            "writes that came back by time the store took, whatever it said",
            TARGET,
            LE),
    /** Sum for an average. */
    STORE_LATENCY_SUM(
            "storeSecondsSum",
            COUNT,
            Unit.SECONDS,
            "sum of these times, to be divided by the bucket `+Inf`",
            TARGET),

    /** In flight. */
    IN_FLIGHT("inFlight", GAUGE, Unit.ATTEMPTS, "at the store now; sum", TARGET),
    /** Limit in flight. */
    LIMIT("limit", GAUGE, Unit.ATTEMPTS, "how many may be at the store now; sum", TARGET),
    /** Waiting in memory. */
    WAITING("waiting", GAUGE, Unit.EDGES, "due, and waiting for room at the store; sum", TARGET),
    /** Waits for a rate. */
    PACED_WAITS(
            "pacedWaits",
            COUNT,
            Unit.TIMES,
            "a write had to wait for the rate of its scope or store",
            TARGET),
    /** Whether nothing is sent. */
    OUT("out", GAUGE, Unit.FLAG, "1 if nothing is sent there; the largest counts", TARGET),
    /** State of the breaker. */
    BREAKER(
            "breaker",
            GAUGE,
            Unit.CODE,
            "0 the target is well, 1 it is out, 2 it is being probed",
            TARGET),
    /** Namespaces that are out. */
    NAMESPACES_OUT(
            "namespacesOut",
            GAUGE,
            Unit.NAMESPACES,
            "namespaces that cannot be written there until the deployment is mended; the largest"
                    + " counts",
            TARGET),
    /** Calls that blocked. */
    BLOCKED_CALLS(
            "blockedCalls",
            COUNT,
            Unit.TIMES,
            "the store blocked its caller, which it must not",
            TARGET),

    /** Revision in force. */
    CONFIG_REVISION(
            "configRevision",
            GAUGE,
            Unit.NUMBER,
            "config revision in force; 0 is the file's, -1 none yet, so that all is paused; the"
                    + " least counts"),
    /** Revisions refused. */
    CONFIG_REFUSED(
            "configRevisionsRefused", COUNT, Unit.REVISIONS, "config revisions that were refused"),
    /** Whether none is in force. */
    CONFIG_PARKED(
            "configRevisionParked",
            GAUGE,
            Unit.FLAG,
            "1 if the stored revision does not fit the file, so that all is paused"),
    /** Answers that were not published yet. */
    CONFIG_ANSWERS_WAITING(
            "configAnswersWaiting", GAUGE, Unit.RECORDS, "answers to revisions not published yet"),
    /** Discards held back. */
    DISCARDS_HELD_BACK(
            "discardsHeldBack",
            GAUGE,
            Unit.REPAIRS,
            "pending repairs which the revision would discard without carrying their count; sum"),

    /** Cache entries removed. */
    INVALIDATED("invalidated", COUNT, Unit.CELLS, "cells invalidated in caches", TARGET, NAMESPACE),
    /** Cache entries not removed. */
    NOT_INVALIDATED(
            "notInvalidated",
            COUNT,
            Unit.CELLS,
            "cells that could not be invalidated: the cache is possibly stale",
            TARGET,
            NAMESPACE),
    /** Outputs cut short. */
    RECORDS_TRUNCATED(
            "recordsTruncated",
            "user_",
            COUNT,
            Unit.RECORDS,
            "dead letters or outcomes of which something had to be left out to fit their topic");

    /** What is done with a number. */
    public enum Kind {
        /** It only grows, and begins anew with each start of a task. */
        COUNT,
        /** It says how things are. */
        GAUGE
    }

    /** What is counted. */
    public enum Unit {
        /** Kafka records. */
        RECORDS,
        /** Repairs: a cell at a target. */
        REPAIRS,
        /** Edges or nodes. */
        EDGES,
        /** Cells. */
        CELLS,
        /** Versions of a cell. */
        VERSIONS,
        /** Calls of a store. */
        ATTEMPTS,
        /** Namespaces. */
        NAMESPACES,
        /** Config revisions. */
        REVISIONS,
        /** Tries. */
        TRIES,
        /** How often. */
        TIMES,
        /** Seconds. */
        SECONDS,
        /** Bytes. */
        BYTES,
        /** A part of a whole. */
        FRACTION,
        /** 0 or 1. */
        FLAG,
        /** A number with a meaning. */
        CODE,
        /** An ordinal number. */
        NUMBER;

        /** In words. */
        public String text() {
            return switch (this) {
                case FLAG -> "0 or 1";
                case FRACTION -> "0 to 1";
                default -> name().toLowerCase(Locale.ROOT);
            };
        }
    }

    private static final String PROMETHEUS_PREFIX = "flink_taskmanager_job_task_operator_";

    private final String id;

    /** What Flink puts before its labels; empty if nothing. */
    private final String within;

    private final Kind kind;
    private final Unit unit;
    private final String help;
    private final List<Label> labels;

    JobMetric(String id, Kind kind, Unit unit, String help, Label... labels) {
        this(id, "", kind, unit, help, labels);
    }

    JobMetric(String id, String within, Kind kind, Unit unit, String help, Label... labels) {
        this.id = id;
        this.within = within;
        this.kind = kind;
        this.unit = unit;
        this.help = help;
        this.labels = List.of(labels);
    }

    /** Its name in Flink, without what its labels add. */
    public String id() {
        return id;
    }

    /** What is done with it. */
    public Kind kind() {
        return kind;
    }

    /** What it counts. */
    public Unit unit() {
        return unit;
    }

    /** What it says. */
    public String help() {
        return help;
    }

    /** What its series have beside Flink's own labels, in this order. */
    public List<Label> labels() {
        return labels;
    }

    /**
     * Its name where Flink's Prometheus reporter exports it: Flink puts the names of labels into
     * it.
     */
    public String prometheusName() {
        StringBuilder name = new StringBuilder(PROMETHEUS_PREFIX).append(within);
        labels.forEach(label -> name.append(label.key()).append('_'));
        return name.append(id).toString();
    }
}
