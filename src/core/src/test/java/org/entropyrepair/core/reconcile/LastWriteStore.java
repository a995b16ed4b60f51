package org.entropyrepair.core.reconcile;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import org.entropyrepair.core.model.Cell;
import org.entropyrepair.core.model.Version;
import org.jspecify.annotations.Nullable;

/**
 * A region's store, as small as it can be. Its comparison shares nothing with {@link Version}'s.
 */
final class LastWriteStore {
    private final Map<Cell, Version> held = new HashMap<>();

    /** How a version stands to what was held. */
    enum Taken {
        NEWER,
        SAME,
        OLDER
    }

    @Nullable Version held(Cell cell) {
        return held.get(cell);
    }

    /** What taking this version would do. */
    Taken compare(Cell cell, Version version) {
        Version now = held.get(cell);
        int order = now == null ? 1 : order(version, now);
        return order > 0 ? Taken.NEWER : order == 0 ? Taken.SAME : Taken.OLDER;
    }

    /** Takes the version if it is newer than what is held. */
    Taken take(Cell cell, Version version) {
        Taken taken = compare(cell, version);
        if (taken == Taken.NEWER) {
            held.put(cell, version);
        }
        return taken;
    }

    /** Whether it holds this version or a newer one. */
    boolean covers(Cell cell, Version version) {
        return compare(cell, version) != Taken.NEWER;
    }

    static int order(Version a, Version b) {
        if (a.token().generatedAtMicros() != b.token().generatedAtMicros()) {
            return a.token().generatedAtMicros() > b.token().generatedAtMicros() ? 1 : -1;
        }
        if (weight(a) != weight(b)) {
            return weight(a) - weight(b);
        }
        int nonce = a.token().nonce().compareTo(b.token().nonce());
        return nonce != 0 ? nonce : Long.compare(b.expiresAtMicros(), a.expiresAtMicros());
    }

    private static int weight(Version version) {
        if (version.kind() == Version.Kind.DELETE) {
            return 9;
        }
        return version.expiresAtMicros() == Version.NEVER ? 1 : 5;
    }

    static @Nullable Version winner(Collection<Version> versions) {
        Version best = null;
        for (Version version : versions) {
            best = best == null || order(version, best) > 0 ? version : best;
        }
        return best;
    }
}
