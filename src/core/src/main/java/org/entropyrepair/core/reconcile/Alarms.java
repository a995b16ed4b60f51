package org.entropyrepair.core.reconcile;

/**
 * When an edge has to be looked at next: at most one event-time and one processing-time alarm, each
 * strictly ahead.
 *
 * @param eventMillis watermark at which something is due; {@link #NONE} if nothing waits for one
 * @param processingMillis clock at which something is due; {@link #NONE} if nothing waits for it
 */
public record Alarms(long eventMillis, long processingMillis) {
    /** No alarm. */
    public static final long NONE = Long.MAX_VALUE;

    /**
     * The alarms that a state needs. What is due already has none: see {@link Decision#dueNow()}.
     */
    public static Alarms of(EdgeState state, Policy policy, Time time) {
        long event = NONE;
        long processing = NONE;
        for (CellState cell : state.cells()) {
            for (Repair repair : cell.repairs()) {
                if (repair.phase() instanceof Phase.Holding hold) {
                    event = Math.min(event, ahead(hold.eventDueMillis(), time.watermarkMillis()));
                }
                processing =
                        Math.min(processing, ahead(clockMillis(repair.phase()), time.nowMillis()));
                processing =
                        Math.min(
                                processing,
                                ahead(Waits.publicationMillis(repair, policy), time.nowMillis()));
            }
        }
        return new Alarms(event, processing);
    }

    private static long ahead(long atMillis, long nowMillis) {
        return atMillis > nowMillis ? atMillis : NONE;
    }

    private static long clockMillis(Phase phase) {
        if (phase instanceof Phase.Holding hold) {
            return hold.deadlineMillis();
        } else if (phase instanceof Phase.Waiting waiting) {
            return waiting.dueMillis();
        } else if (phase instanceof Phase.InFlight flight) {
            return flight.untilMillis();
        } else if (phase instanceof Phase.Parked parked) {
            return parked.untilMillis();
        }
        return NONE;
    }
}
