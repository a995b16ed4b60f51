package org.entropyrepair.console.model;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiConsumer;
import org.entropyrepair.core.model.Bytes;
import org.entropyrepair.core.model.Outcome;
import org.entropyrepair.core.model.RepairState;
import org.entropyrepair.core.model.Subject;
import org.entropyrepair.core.wire.OutcomeCodec;
import org.jspecify.annotations.Nullable;

/**
 * The last that was said of every repair, and of every target as a whole. One thread takes records;
 * any may ask.
 *
 * <p>Tables of the scratch: {@code r} name of a repair to (revision, since, group or -1, outcome);
 * {@code w} (group, since, name) of those that wait; the {@link Names} by which edges are found.
 */
public final class Repairs {
    private static final int HEAD_BYTES = 3 * Long.BYTES;
    private static final long ENDED = -1;
    private static final int MANY = 100;

    private final Scratch scratch;
    private final Names names;
    private final Groups groups = new Groups();
    private final Map<Long, Long> lookFrom = new HashMap<>();
    private final Map<String, Outcome> targets = new ConcurrentHashMap<>();
    private final Map<String, AtomicLong> ended = new ConcurrentHashMap<>();
    private final AtomicLong known = new AtomicLong();
    private final AtomicLong unreadable = new AtomicLong();

    /** Nothing is known yet. */
    public Repairs(Scratch scratch) {
        this.scratch = scratch;
        this.names = new Names(scratch);
    }

    /**
     * Those which wait for one reason.
     *
     * @param group which
     * @param number by which {@link #oldest} finds them
     * @param count how many there are
     * @param oldestSinceMillis since when the oldest has been waiting so
     */
    public record Waiting(Group group, long number, long count, long oldestSinceMillis) {}

    /** Takes a record of the outcome topic; what cannot be read is counted and left out. */
    public void take(byte @Nullable [] key, byte @Nullable [] value) {
        if (key == null) {
            unreadable.incrementAndGet();
            return;
        }
        if (value == null) {
            forget(key);
            return;
        }
        Outcome outcome;
        try {
            outcome = OutcomeCodec.decode(Bytes.wrap(value));
        } catch (IllegalArgumentException ofANewerJob) {
            unreadable.incrementAndGet();
            return;
        }
        Subject subject = outcome.subject();
        if (outcome.cell() == null || subject == null) {
            if (OutcomeCodec.key(outcome).equals(Bytes.wrap(key))) {
                targets.merge(
                        outcome.target(),
                        outcome,
                        (old, now) -> now.revision() >= old.revision() ? now : old);
            }
            return;
        }
        put(key, value, outcome, subject);
    }

    private synchronized void put(byte[] key, byte[] value, Outcome outcome, Subject subject) {
        byte[] at = Scratch.key('r', key);
        byte[] before = scratch.get(at);
        if (before != null && ByteBuffer.wrap(before).getLong() > outcome.revision()) {
            return;
        }
        long group = outcome.state().isEnd() ? ENDED : groups.add(outcome);
        byte[] head =
                ByteBuffer.allocate(HEAD_BYTES)
                        .putLong(outcome.revision())
                        .putLong(outcome.sinceMillis())
                        .putLong(group)
                        .array();
        byte[] entry = Arrays.copyOf(head, HEAD_BYTES + value.length);
        System.arraycopy(value, 0, entry, HEAD_BYTES, value.length);
        try (Scratch.Change change = scratch.change()) {
            if (before == null) {
                names.add(change, subject, key);
                known.incrementAndGet();
            } else {
                removeFromGroup(change, key, before);
            }
            if (group != ENDED) {
                change.put(waiting(group, outcome.sinceMillis(), key), new byte[0]);
                lookFrom.merge(group, outcome.sinceMillis(), Math::min);
            }
            change.put(at, entry).make();
        }
        if (group == ENDED) {
            ended.computeIfAbsent(outcome.target(), absent -> new AtomicLong()).incrementAndGet();
        }
    }

    private void removeFromGroup(Scratch.Change change, byte[] key, byte[] entry) {
        ByteBuffer head = ByteBuffer.wrap(entry);
        head.getLong();
        long since = head.getLong();
        long group = head.getLong();
        if (group != ENDED) {
            groups.remove(group);
            change.delete(waiting(group, since, key));
        }
    }

    /** Compaction or somebody took it off the topic. */
    private synchronized void forget(byte[] key) {
        byte[] at = Scratch.key('r', key);
        byte[] before = scratch.get(at);
        if (before == null) {
            return;
        }
        try (Scratch.Change change = scratch.change()) {
            removeFromGroup(change, key, before);
            Subject subject = outcome(before).subject();
            if (subject != null) {
                names.remove(change, subject, key, isOnly(key, subject));
            }
            change.delete(at).make();
        }
        known.decrementAndGet();
    }

    /**
     * Whether nothing is known of an edge or node but this repair; one that has many has others.
     */
    private boolean isOnly(byte[] key, Subject subject) {
        List<byte[]> all = names.repairs(subject, MANY);
        if (all.size() == MANY) {
            return false;
        }
        for (byte[] other : all) {
            byte[] entry = scratch.get(Scratch.key('r', other));
            if (!Arrays.equals(other, key)
                    && entry != null
                    && subject.equals(outcome(entry).subject())) {
                return false;
            }
        }
        return true;
    }

    private static byte[] waiting(long group, long since, byte[] key) {
        return Scratch.key('w', Scratch.ofLong(group), Scratch.ofLong(since), key);
    }

    private static Outcome outcome(byte[] entry) {
        return OutcomeCodec.decode(Bytes.wrap(Arrays.copyOfRange(entry, HEAD_BYTES, entry.length)));
    }

    /** What waits, grouped by reason, the oldest first. */
    public synchronized List<Waiting> waiting() {
        Map<Group, long[]> all = groups.all();
        List<Map.Entry<byte[], byte[]>> prefixes = new ArrayList<>();
        all.values().forEach(numbers -> prefixes.add(Map.entry(of(numbers[0]), from(numbers[0]))));
        Iterator<byte @Nullable []> firsts = scratch.firsts(prefixes).iterator();
        List<Waiting> waiting = new ArrayList<>();
        all.forEach(
                (group, numbers) -> {
                    byte[] first = firsts.next();
                    if (first != null) {
                        long since = since(first, numbers[0]);
                        waiting.add(new Waiting(group, numbers[0], numbers[1], since));
                    }
                });
        lookFrom.keySet()
                .retainAll(all.values().stream().map(numbers -> (Long) numbers[0]).toList());
        waiting.sort(Comparator.comparingLong(Waiting::oldestSinceMillis));
        return waiting;
    }

    /** Repairs of a group, those first which have been waiting so for longest. */
    public synchronized List<Outcome> oldest(long group, int most) {
        List<Outcome> oldest = new ArrayList<>();
        byte[] prefix = of(group);
        boolean[] first = {true};
        scratch.each(
                prefix,
                from(group),
                (key, unused) -> {
                    if (first[0]) {
                        since(key, group);
                        first[0] = false;
                    }
                    byte[] name = Arrays.copyOfRange(key, prefix.length + Long.BYTES, key.length);
                    byte[] entry = scratch.get(Scratch.key('r', name));
                    if (entry != null) {
                        oldest.add(outcome(entry));
                    }
                    return oldest.size() < most;
                });
        return oldest;
    }

    private static byte[] of(long group) {
        return Scratch.key('w', Scratch.ofLong(group));
    }

    /** What has been removed lies before it, and would be walked over again and again. */
    private byte[] from(long group) {
        return Scratch.key(
                'w', Scratch.ofLong(group), Scratch.ofLong(lookFrom.getOrDefault(group, 0L)));
    }

    /** Since when the first of a group has been waiting; later looks begin there. */
    private long since(byte[] first, long group) {
        long since = ByteBuffer.wrap(first, of(group).length, Long.BYTES).getLong();
        lookFrom.replace(group, since);
        return since;
    }

    /** How many wait at each target, as far as that was said. */
    public Map<String, Long> waitingByTarget() {
        Map<String, Long> counts = new TreeMap<>();
        groups.all()
                .forEach((group, numbers) -> counts.merge(group.target(), numbers[1], Long::sum));
        return counts;
    }

    /** How many ends of repairs at a target have been read. */
    public long ended(String target) {
        AtomicLong count = ended.get(target);
        return count == null ? 0 : count.get();
    }

    /** What was said last of targets that are parked as a whole, by target: they are out. */
    public Map<String, Outcome> parked() {
        return ofTargets(RepairState.PARKED);
    }

    /** What was said last of targets that answer and have more due than they can take. */
    public Map<String, Outcome> behind() {
        return ofTargets(RepairState.HOLDING);
    }

    private Map<String, Outcome> ofTargets(RepairState state) {
        Map<String, Outcome> some = new TreeMap<>();
        targets.forEach(
                (target, outcome) -> {
                    if (outcome.state() == state) {
                        some.put(target, outcome);
                    }
                });
        return some;
    }

    /** Tells all outcomes of one edge or node, and those of targets, with their keys. */
    public void tell(Subject subject, int most, BiConsumer<Bytes, Outcome> ear) {
        for (byte[] key : names.repairs(subject, most)) {
            byte[] entry = scratch.get(Scratch.key('r', key));
            if (entry != null) {
                ear.accept(Bytes.wrap(key), outcome(entry));
            }
        }
        targets.values().forEach(outcome -> ear.accept(OutcomeCodec.key(outcome), outcome));
    }

    /**
     * Edges and nodes that words lead to: each word begins the type, the source, the target or the
     * id of each of them.
     *
     * @param looksMost how many edges are looked at, shared evenly among the words; what is further
     *     is not found
     */
    public List<Subject> search(String words, int most, int looksMost) {
        return names.search(words, most, looksMost);
    }

    /** Of how many repairs anything is known. */
    public long known() {
        return known.get();
    }

    /** How many records were no outcomes that this build can read. */
    public long unreadable() {
        return unreadable.get();
    }
}
