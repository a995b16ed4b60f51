package org.entropyrepair.flow.repair;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.entropyrepair.core.model.Subject;
import org.entropyrepair.core.reconcile.Answer;
import org.entropyrepair.core.reconcile.Input;
import org.entropyrepair.sinks.WriteResult;
import org.jspecify.annotations.Nullable;

/**
 * The stores of a simulation: each in a mood, which settles how it answers what leaves for it; and
 * what is counted and checked of each departure.
 */
final class SimulatedStores implements SimulatedRepairs.Sky {
    private final SimulatedTask task;
    private final Random random;
    private final Map<String, Mood> moods = new HashMap<>();
    private final Map<String, RateWatch> rates = new HashMap<>();
    private final Set<String> landed = new HashSet<>();
    private final List<String> complaints = new ArrayList<>();
    private boolean sourcesAway;
    private long writes;
    private @Nullable SimulatedRepairs repairs;

    /** How a store is. */
    enum Mood {
        WELL,
        SLOW,
        THROTTLING,
        AWAY,
        SILENT,
        HANGING,
        FLAKY,
        WRONG_PASSWORD,
        ONE_TABLE_MISSING,
        ALL_TABLES_MISSING
    }

    SimulatedStores(SimulatedTask task, Random random) {
        this.task = task;
        this.random = random;
    }

    /** From now on these are whose writes leave; the others' are answered to nobody. */
    void serve(SimulatedRepairs next) {
        repairs = next;
    }

    void mood(String region, Mood mood) {
        moods.put(region, mood);
    }

    void sourcesAway(boolean away) {
        sourcesAway = away;
    }

    /** Whatever is asked for from now on is answered honestly. */
    void mend() {
        moods.clear();
        sourcesAway = false;
    }

    /** Keep watch over what leaves for a region, of one scope or, if that is empty, of all. */
    void watch(String region, String scope, double perSecond) {
        long now = task.elapsedMillis();
        rates.computeIfAbsent(region + "/" + scope, unused -> new RateWatch(perSecond, now))
                .allow(perSecond, now);
    }

    static String name(Subject edge, Input.Lease lease) {
        return edge + " " + lease.cell().namespace() + " " + lease.target();
    }

    boolean hasLanded(String name) {
        return landed.contains(name);
    }

    long writes() {
        return writes;
    }

    /** What has been seen that may not be. */
    List<String> complaints() {
        return complaints;
    }

    @Override
    public void leaves(Flight flight, String scope, boolean copy) {
        SimulatedRepairs by = repairs;
        if (by == null) {
            throw new IllegalStateException("repairs: none (expected: some)");
        }
        writes++;
        String region = flight.lease().target();
        Target target = by.target(region);
        if (target.isWell() && target.inFlight() > target.limit()) {
            complaints.add(region + ": " + target.inFlight() + " of " + target.limit());
        }
        for (String watched : List.of(region + "/" + scope, region + "/")) {
            RateWatch watch = rates.get(watched);
            if (watch != null && !watch.leaves(task.elapsedMillis())) {
                complaints.add(watched + ": rate exceeded at " + task.elapsedMillis());
            }
        }
        Mood mood = moods.getOrDefault(region, Mood.WELL);
        if (copy && sourcesAway) {
            answer(by, flight, null, new Answer(Answer.Kind.SOURCE_AWAY, "away"), 2);
        } else if (mood != Mood.HANGING) {
            WriteResult result = result(mood, flight);
            answer(by, flight, result, Flight.Landed.answer(result), latency(mood));
        }
    }

    private long latency(Mood mood) {
        return mood == Mood.SLOW ? 200 + random.nextInt(3_000) : 1 + random.nextInt(5);
    }

    private WriteResult result(Mood mood, Flight flight) {
        return switch (mood) {
            case THROTTLING -> new WriteResult.Throttled("slower");
            case AWAY -> new WriteResult.Unavailable("away");
            case SILENT -> new WriteResult.Unknown("no answer");
            case FLAKY ->
                    random.nextInt(3) == 0
                            ? new WriteResult.Unknown("no answer")
                            : new WriteResult.Applied();
            case WRONG_PASSWORD ->
                    new WriteResult.Misdeployed(WriteResult.Reach.STORE, "wrong password");
            case ONE_TABLE_MISSING ->
                    flight.lease().cell().namespace().equals("n0")
                            ? missing()
                            : new WriteResult.Applied();
            case ALL_TABLES_MISSING -> missing();
            default -> new WriteResult.Applied();
        };
    }

    private static WriteResult missing() {
        return new WriteResult.Misdeployed(WriteResult.Reach.NAMESPACE, "no table");
    }

    private void answer(
            SimulatedRepairs by,
            Flight flight,
            @Nullable WriteResult result,
            Answer answer,
            long millis) {
        task.after(
                millis,
                () -> {
                    if (result instanceof WriteResult.Applied) {
                        landed.add(name(flight.edge(), flight.lease()));
                    }
                    if (by == repairs) {
                        by.answered(new Flight.Landed(flight, result, answer, task.nanos()));
                    }
                });
    }
}
