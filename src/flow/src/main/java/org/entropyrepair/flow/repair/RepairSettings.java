package org.entropyrepair.flow.repair;

import java.io.Serializable;
import java.util.List;

/**
 * What the repair operator is built with.
 *
 * @param job name of the job, as outcomes say it
 * @param targets the regions this job repairs; none if it only owns what is nobody's
 * @param regions all regions of the config: copies read them, and what they find there may have to
 *     be repaired, too
 * @param config text of the config that the job was started with
 * @param awaitsRevision whether a first revision comes in after every start, and everything pauses
 *     until then; otherwise the config is in force at once
 * @param policies reads such texts
 * @param stores opens the regions' stores
 * @param limits how much may be going on at once
 */
public record RepairSettings(
        String job,
        List<String> targets,
        List<String> regions,
        String config,
        boolean awaitsRevision,
        PolicyReader policies,
        StoreOpener stores,
        Limits limits)
        implements Serializable {

    /**
     * How much may be going on at once, per subtask.
     *
     * @param inFlightPerTarget the most writes at one target's store, however well it does
     * @param inFlightFloor as many may always be in flight there; what a target that was out begins
     *     with
     * @param waitingPerTarget edges of one scope that wait in memory for room at a target; more
     *     stand in its parked index
     * @param turnMillis how long a turn of the agenda may last
     * @param turnEdges how many edges a turn may look at
     * @param youngBytes as many bytes of what has changed lately are kept on the heap, roughly, but
     *     not more than a slot's share of a quarter of it; what is beyond goes to RocksDB at once
     * @param rearm whether what a restored state holds is looked at in the background; false only
     *     in the test that shows what it is for
     * @param alarmsLost whether a restored state is taken without its alarms; true only in the
     *     tests that show that nothing rests on them
     * @param measured whether what happens is counted; false only in the benchmark that shows what
     *     counting costs: no count is right then, and a revision may discard what it likes
     */
    public record Limits(
            int inFlightPerTarget,
            int inFlightFloor,
            int waitingPerTarget,
            long turnMillis,
            int turnEdges,
            long youngBytes,
            boolean rearm,
            boolean alarmsLost,
            boolean measured)
            implements Serializable {
        private static final int FLOOR = 8;
        private static final long YOUNG_BYTES = 1L << 30;

        /** As it runs unless somebody says otherwise. */
        public static final Limits DEFAULT = new Limits(512, 2_000, 10, 1_000, true);

        /** Limits with a floor of 8 in flight, or the ceiling if that is less, and 1 GiB. */
        public Limits(
                int inFlightPerTarget,
                int waitingPerTarget,
                long turnMillis,
                int turnEdges,
                boolean rearm) {
            this(
                    inFlightPerTarget,
                    Math.min(FLOOR, inFlightPerTarget),
                    waitingPerTarget,
                    turnMillis,
                    turnEdges,
                    YOUNG_BYTES,
                    rearm,
                    false,
                    true);
        }

        /** The same without the alarms of a restored state. */
        public Limits withAlarmsLost() {
            return new Limits(
                    inFlightPerTarget,
                    inFlightFloor,
                    waitingPerTarget,
                    turnMillis,
                    turnEdges,
                    youngBytes,
                    rearm,
                    true,
                    measured);
        }

        /** The same, and nothing is counted. */
        public Limits unmeasured() {
            return new Limits(
                    inFlightPerTarget,
                    inFlightFloor,
                    waitingPerTarget,
                    turnMillis,
                    turnEdges,
                    youngBytes,
                    rearm,
                    alarmsLost,
                    false);
        }
    }

    /** Without the config's text, which may hold secrets that somebody wrote into it. */
    @Override
    public String toString() {
        return "RepairSettings[job=" + job + ", targets=" + targets + ", limits=" + limits + "]";
    }
}
