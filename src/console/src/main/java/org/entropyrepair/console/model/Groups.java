package org.entropyrepair.console.model;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.entropyrepair.core.model.Outcome;

/**
 * How many repairs wait in each group, and by which number a group's repairs are found. Of no more
 * than {@value #GROUPS_MAX} groups; what would be another falls under one whose reason says so.
 * Safe for use by several threads.
 */
final class Groups {
    static final int GROUPS_MAX = 1_000;
    private static final int REASON_CHARS_MAX = 300;
    private static final String OTHERS = "(many other reasons)";

    private final Map<Group, Entry> entries = new HashMap<>();
    private final Map<Long, Group> byNumber = new HashMap<>();
    private long nextNumber;

    /** One group: its number and how many are in it. */
    private static final class Entry {
        private final long number;
        private long count;

        Entry(long number) {
            this.number = number;
        }
    }

    /** Puts a waiting repair into its group; the group's number. */
    synchronized long add(Outcome outcome) {
        Group group = group(outcome, cut(outcome.reason()));
        if (!entries.containsKey(group) && entries.size() >= GROUPS_MAX) {
            group = group(outcome, OTHERS);
        }
        Group of = group;
        Entry entry =
                entries.computeIfAbsent(
                        of,
                        absent -> {
                            byNumber.put(nextNumber, of);
                            return new Entry(nextNumber++);
                        });
        entry.count++;
        return entry.number;
    }

    /** Takes a repair out of the group of that number. */
    synchronized void remove(long number) {
        Group group = byNumber.get(number);
        Entry entry = group == null ? null : entries.get(group);
        if (group != null && entry != null && --entry.count == 0) {
            entries.remove(group);
            byNumber.remove(number);
        }
    }

    /** Numbers and counts of all groups. */
    synchronized Map<Group, long[]> all() {
        Map<Group, long[]> all = new LinkedHashMap<>();
        entries.forEach((group, entry) -> all.put(group, new long[] {entry.number, entry.count}));
        return all;
    }

    private static Group group(Outcome outcome, String reason) {
        return new Group(outcome.target(), outcome.state().wireName(), reason, outcome.scope());
    }

    private static String cut(String reason) {
        return reason.length() <= REASON_CHARS_MAX
                ? reason
                : reason.substring(0, REASON_CHARS_MAX) + "…";
    }
}
