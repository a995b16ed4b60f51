package org.entropyrepair.quickstart.faults;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.entropyrepair.core.model.Cause;
import org.entropyrepair.quickstart.faults.Fate.Landing;
import org.jspecify.annotations.Nullable;

/**
 * Decides by seed what befalls each constituent write. Most graph writes are left alone. For one
 * thread.
 */
public final class FaultPlan {
    private static final List<Cause.Kind> REFUSALS =
            List.of(
                    Cause.Kind.UNAVAILABLE,
                    Cause.Kind.THROTTLED,
                    Cause.Kind.PARTIAL,
                    Cause.Kind.OTHER);

    private final Random random;
    private final int regions;
    private final int perMille;
    private String brokenNamespace = "";
    private int brokenRegion;
    private int brokenFor;
    private long writes;
    private final Map<ClientClock, Long> clockDue = new EnumMap<>(ClientClock.class);

    /**
     * What befalls one graph write.
     *
     * @param clock the clock that its token comes from
     * @param fates by constituent write and region; null where nothing befalls it
     */
    public record Misfortune(ClientClock clock, @Nullable Fate[][] fates) {}

    /**
     * A plan.
     *
     * @param seed of all its decisions
     * @param regions how many regions there are
     * @param perMille of 1,000 graph writes, how many are struck
     */
    public FaultPlan(long seed, int regions, int perMille) {
        this.random = new Random(seed);
        this.regions = regions;
        this.perMille = perMille;
    }

    /**
     * What befalls the next graph write.
     *
     * @param cellNamespaces the namespaces of its constituent writes
     * @param clocks what may be wrong with the clock of its client
     */
    public Misfortune next(List<String> cellNamespaces, Set<ClientClock> clocks) {
        int cells = cellNamespaces.size();
        ClientClock clock = clock(clocks);
        if (clock.isFatal()) {
            return new Misfortune(clock, nowhere(cells));
        }
        @Nullable Fate[][] fates = new @Nullable Fate[cells][regions];
        breakNamespace(cellNamespaces);
        for (int cell = 0; cell < cells; cell++) {
            if (brokenFor > 0 && cellNamespaces.get(cell).equals(brokenNamespace)) {
                fates[cell][brokenRegion] = fate();
            }
        }
        if (random.nextInt(1_000) < perMille || clock == ClientClock.AHEAD) {
            strike(fates);
        }
        return new Misfortune(clock, fates);
    }

    /** Every so many writes a clock is wrong, so that short runs see each of them, too. */
    private ClientClock clock(Set<ClientClock> clocks) {
        writes++;
        for (ClientClock clock : clocks) {
            long due = clockDue.getOrDefault(clock, clock.everyWrites() / 2L);
            if (clock.everyWrites() > 0 && writes >= due) {
                clockDue.put(clock, writes + clock.everyWrites());
                return clock;
            }
        }
        return ClientClock.RIGHT;
    }

    private Fate[][] nowhere(int cells) {
        Fate[][] fates = new Fate[cells][regions];
        for (Fate[] cell : fates) {
            for (int region = 0; region < regions; region++) {
                cell[region] = new Fate(Landing.NEVER, refusal(), 0, records(), 0);
            }
        }
        return fates;
    }

    /** Now and then one namespace of one region takes no writes for a while. */
    private void breakNamespace(List<String> namespaces) {
        brokenFor--;
        if (brokenFor < -500) {
            brokenNamespace = namespaces.get(random.nextInt(namespaces.size()));
            brokenRegion = random.nextInt(regions);
            brokenFor = 50 + random.nextInt(500);
        }
    }

    private void strike(@Nullable Fate[][] fates) {
        int cells = fates.length;
        int dice = random.nextInt(100);
        if (dice < 50) {
            fates[random.nextInt(cells)][random.nextInt(regions)] = fate();
        } else if (dice < 65) {
            int cell = random.nextInt(cells);
            for (int region = 0; region < regions; region++) {
                fates[cell][region] = fate();
            }
        } else if (dice < 85) {
            int region = random.nextInt(regions);
            for (int cell = 0; cell < cells; cell++) {
                fates[cell][region] = fate();
            }
        } else {
            for (int cell = 0; cell < cells; cell++) {
                for (int region = 0; region < regions; region++) {
                    if (random.nextBoolean()) {
                        fates[cell][region] = fate();
                    }
                }
            }
        }
    }

    private Fate fate() {
        int dice = random.nextInt(100);
        int recordsAfterMillis = random.nextInt(7) == 0 ? 50 + random.nextInt(3_000) : 0;
        if (dice < 45) {
            return new Fate(Landing.NEVER, refusal(), 0, records(), recordsAfterMillis);
        }
        Landing landing = dice < 60 ? Landing.NEVER : dice < 85 ? Landing.UNHEARD : Landing.LATE;
        int landsAfterMillis = landing == Landing.LATE ? 100 + random.nextInt(4_000) : 0;
        return new Fate(
                landing, Cause.Kind.TIMEOUT, landsAfterMillis, records(), recordsAfterMillis);
    }

    private Cause.Kind refusal() {
        return REFUSALS.get(random.nextInt(REFUSALS.size()));
    }

    private int records() {
        return random.nextInt(10) == 0 ? 2 + random.nextInt(3) : 1;
    }
}
