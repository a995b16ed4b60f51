package org.entropyrepair.flow.repair;

import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import org.entropyrepair.core.model.Subject;
import org.entropyrepair.core.reconcile.Alarms;
import org.entropyrepair.sinks.WriteResult;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The namespaces of one target of which the store says that they cannot be written until somebody
 * mends the deployment. Of each, some edges that wait are kept in mind: one of them at a time finds
 * out, ever more seldom, whether it has been mended. When none of them is left, the namespace is
 * taken for mended: the next write tells. Task thread only.
 */
final class NamespaceOutages {
    private static final Logger LOG = LoggerFactory.getLogger(NamespaceOutages.class);
    private static final int KNOWN_MAX = 1_000;
    private static final long OUT_MILLIS_MIN = 500;
    private static final long OUT_MILLIS_MAX = 15_000;
    private static final long NEXT_EDGE_MILLIS = 100;

    private final String region;
    private final Map<String, Outage> byNamespace = new HashMap<>();
    private volatile int count;

    NamespaceOutages(String region) {
        this.region = region;
    }

    private static final class Outage {
        private final LinkedHashSet<Subject> known = new LinkedHashSet<>();
        private String message = "";
        private long outMillis = OUT_MILLIS_MIN;
        private long probeAtMillis;
        private long nextEdgeAtMillis;
        private boolean probing;

        private long nextMillis() {
            return Math.max(probeAtMillis, nextEdgeAtMillis);
        }

        /** It may have been set back. */
        private void heedClock(long nowMillis) {
            probeAtMillis = Math.min(probeAtMillis, nowMillis + OUT_MILLIS_MAX);
            nextEdgeAtMillis = Math.min(nextEdgeAtMillis, nowMillis + NEXT_EDGE_MILLIS);
        }

        private boolean isForgotten(long nowMillis) {
            return !probing && nowMillis >= nextMillis() && known.isEmpty();
        }
    }

    boolean isOut(String namespace) {
        return byNamespace.containsKey(namespace);
    }

    /** How many there are; for gauges. */
    int count() {
        return count;
    }

    /** What the store said; empty if the namespace is not out. */
    String trouble(String namespace) {
        Outage outage = byNamespace.get(namespace);
        return outage == null ? "" : outage.message;
    }

    /** Whether a write may go to this namespace now: it is not out, or its probe is due. */
    boolean isOpen(String namespace, long nowMillis) {
        Outage outage = byNamespace.get(namespace);
        return outage == null || !outage.probing && nowMillis >= outage.probeAtMillis;
    }

    /** A write goes to this namespace. */
    void departs(String namespace) {
        Outage outage = byNamespace.get(namespace);
        if (outage != null) {
            outage.probing = true;
        }
    }

    /** An edge has a repair that waits for this namespace. */
    void await(Subject edge, String namespace) {
        Outage outage = byNamespace.get(namespace);
        if (outage != null && outage.known.size() < KNOWN_MAX) {
            outage.known.add(edge);
        }
    }

    /** A write to a namespace has come back; true if the namespace has been mended with that. */
    boolean comesBack(String namespace, @Nullable WriteResult result, long nowMillis) {
        Outage outage = byNamespace.get(namespace);
        if (result instanceof WriteResult.Misdeployed misdeployed
                && misdeployed.reach() == WriteResult.Reach.NAMESPACE) {
            if (outage == null) {
                outage = new Outage();
                byNamespace.put(namespace, outage);
                count = byNamespace.size();
                LOG.warn(
                        "namespace {} is parked at {}: {}",
                        namespace,
                        region,
                        misdeployed.message());
                putOff(outage, nowMillis);
            } else if (outage.probing) {
                putOff(outage, nowMillis);
            }
            outage.message = misdeployed.message();
            return false;
        }
        if (outage == null) {
            return false;
        }
        if (Health.isAnswer(result)) {
            mended(namespace);
            return true;
        }
        if (outage.probing && (result == null || result instanceof WriteResult.Rejected)) {
            outage.probing = false; // that says nothing of the namespace
        } else if (outage.probing) {
            putOff(outage, nowMillis); // nor does that, but the target has trouble
        }
        return false;
    }

    private void mended(String namespace) {
        byNamespace.remove(namespace);
        count = byNamespace.size();
        LOG.info("namespace {} goes on at {}", namespace, region);
    }

    private static void putOff(Outage outage, long nowMillis) {
        outage.probing = false;
        outage.probeAtMillis = nowMillis + outage.outMillis;
        outage.outMillis = Math.min(OUT_MILLIS_MAX, outage.outMillis * 2);
    }

    /**
     * One edge by which to find out; null if none is due. If it finds nothing to write, another one
     * will, a little later.
     */
    @Nullable Subject nextProbe(long nowMillis) {
        for (Outage outage : byNamespace.values()) {
            if (!outage.probing && nowMillis >= outage.nextMillis() && !outage.known.isEmpty()) {
                outage.nextEdgeAtMillis = nowMillis + NEXT_EDGE_MILLIS;
                Subject first = outage.known.iterator().next();
                outage.known.remove(first);
                return first;
            }
        }
        return null;
    }

    /** Gives up those of which no edge that waits is known; true if there were any. */
    boolean forgetUnknown(long nowMillis) {
        byNamespace.values().forEach(outage -> outage.heedClock(nowMillis));
        List<String> given =
                byNamespace.entrySet().stream()
                        .filter(entry -> entry.getValue().isForgotten(nowMillis))
                        .map(Map.Entry::getKey)
                        .toList();
        given.forEach(this::mended);
        return !given.isEmpty();
    }

    /**
     * When an edge is to find out next, or one is to be given up; {@link Alarms#NONE} if neither.
     *
     * @param readyMillis when the target has room for a write
     */
    long nextMillis(long readyMillis) {
        long next = Alarms.NONE;
        for (Outage outage : byNamespace.values()) {
            if (!outage.probing) {
                long due = outage.nextMillis();
                next = Math.min(next, outage.known.isEmpty() ? due : Math.max(due, readyMillis));
            }
        }
        return next;
    }
}
