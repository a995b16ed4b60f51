package org.entropyrepair.jobs;

import java.time.Duration;
import java.time.Instant;
import org.entropyrepair.flow.repair.RepairSettings;
import org.jspecify.annotations.Nullable;

/**
 * What is said of a repair job beside its region config.
 *
 * @param jobName its name, in Flink and in outcomes
 * @param targets the regions it repairs
 * @param ownsUnreadable whether it owns the records that name no target of anybody; of several jobs
 *     on the same topics exactly one does
 * @param replayFrom where it starts to read without state; null for the earliest record
 * @param discoveryInterval how often new partitions are looked for
 * @param oneProcess whether all its tasks run in one process, so that a store which processes
 *     cannot share may be used; a local run is taken for one without being told
 * @param fileOverrides whether the file is in force whatever the config topic says up to the start
 * @param limits how much may be going on at once
 */
public record RepairJobOptions(
        String jobName,
        Targets targets,
        boolean ownsUnreadable,
        @Nullable Instant replayFrom,
        Duration discoveryInterval,
        boolean oneProcess,
        boolean fileOverrides,
        RepairSettings.Limits limits) {
    /** As it runs unless somebody says otherwise: everything, from the earliest record. */
    public static final RepairJobOptions DEFAULT =
            new RepairJobOptions(
                    "entropy-repair",
                    Targets.ALL,
                    true,
                    null,
                    Duration.ofSeconds(10),
                    false,
                    false,
                    RepairSettings.Limits.DEFAULT);

    /** Another name. */
    public RepairJobOptions named(String name) {
        return new RepairJobOptions(
                name,
                targets,
                ownsUnreadable,
                replayFrom,
                discoveryInterval,
                oneProcess,
                fileOverrides,
                limits);
    }

    /** Other targets. */
    public RepairJobOptions withTargets(Targets own, boolean owner) {
        return new RepairJobOptions(
                jobName,
                own,
                owner,
                replayFrom,
                discoveryInterval,
                oneProcess,
                fileOverrides,
                limits);
    }

    /** Starting, without state, with records of this time or later. */
    public RepairJobOptions from(@Nullable Instant time) {
        return new RepairJobOptions(
                jobName,
                targets,
                ownsUnreadable,
                time,
                discoveryInterval,
                oneProcess,
                fileOverrides,
                limits);
    }

    /** Looking for new partitions this often. */
    public RepairJobOptions discoveringEvery(Duration interval) {
        return new RepairJobOptions(
                jobName,
                targets,
                ownsUnreadable,
                replayFrom,
                interval,
                oneProcess,
                fileOverrides,
                limits);
    }

    /** Told whether all tasks run in one process. */
    public RepairJobOptions inOneProcess(boolean one) {
        return new RepairJobOptions(
                jobName,
                targets,
                ownsUnreadable,
                replayFrom,
                discoveryInterval,
                one,
                fileOverrides,
                limits);
    }

    /** Told whether the file is in force whatever the config topic says up to the start. */
    public RepairJobOptions withFileInForce(boolean overrides) {
        return new RepairJobOptions(
                jobName,
                targets,
                ownsUnreadable,
                replayFrom,
                discoveryInterval,
                oneProcess,
                overrides,
                limits);
    }

    /** With other limits. */
    public RepairJobOptions limited(RepairSettings.Limits other) {
        return new RepairJobOptions(
                jobName,
                targets,
                ownsUnreadable,
                replayFrom,
                discoveryInterval,
                oneProcess,
                fileOverrides,
                other);
    }
}
