package org.entropyrepair.cli.letters;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.entropyrepair.cli.frame.Failed;
import org.entropyrepair.cli.frame.Output;
import org.entropyrepair.core.model.Bytes;
import org.entropyrepair.core.wire.FailureReader;
import org.entropyrepair.core.wire.OutcomeCodec;
import org.entropyrepair.flow.redrive.Letter;
import org.entropyrepair.flow.redrive.LetterFilter;
import org.entropyrepair.flow.redrive.Pace;
import org.entropyrepair.flow.redrive.Redriver;
import org.entropyrepair.flow.redrive.Routes;
import org.entropyrepair.flow.redrive.Sender;
import org.entropyrepair.flow.redrive.SourceRecords;
import org.entropyrepair.flow.redrive.Triage;
import org.entropyrepair.flow.topic.TopicAt;
import org.entropyrepair.flow.topic.TopicScan;
import org.entropyrepair.jobs.ConfiguredTopics;

/**
 * One redrive, from the first canary to the last letter.
 *
 * <ol>
 *   <li>With canaries: the first of the letters that can be read go back, and their outcomes are
 *       awaited; unless all are repaired, it ends here.
 *   <li>All others follow, at the rate that was asked for.
 * </ol>
 */
final class RedriveRun implements Redriver.Log, AutoCloseable {
    private static final int SAMPLE = 5;
    private static final long PROGRESS_SECONDS = 2;

    private final TopicAt outcomes;
    private final Rules rules;
    private final Output output;
    private final LetterQueue queue;
    private final SourceRecords sources;
    private final Triage triage;
    private final Sender sender = new Sender();
    private final Redriver redriver;
    private final Summary sent = new Summary();
    private final Summary refused = new Summary();
    private final Summary looping = new Summary();
    private final Map<String, Long> refusals = new TreeMap<>();
    private final Set<String> canaries = new HashSet<>();
    private long offered;
    private long saidNanos = System.nanoTime();

    /**
     * What is asked for.
     *
     * @param filter which letters
     * @param again whether those that have been dealt with are taken, too
     * @param limit no more than so many
     * @param perSecond no more than so many a second; 0 for no limit
     * @param canaries how many go first; 0 for none
     * @param canaryWait how long their outcomes are awaited
     * @param redrivesMax a letter that has been redriven so often stays
     */
    record Rules(
            LetterFilter filter,
            boolean again,
            int limit,
            int perSecond,
            int canaries,
            Duration canaryWait,
            int redrivesMax) {}

    RedriveRun(LetterTopics.Read where, TopicAt outcomes, Marks marks, Rules rules, Output output) {
        this.outcomes = outcomes;
        this.rules = rules;
        this.output = output;
        FailureReader failures = new FailureReader(where.config().maxRecordBytes());
        Routes routes = ConfiguredTopics.routes(where.config());
        this.queue = where.queue(marks);
        this.sources = SourceRecords.of(routes, failures);
        this.triage = new Triage(routes, sources, rules.redrivesMax());
        this.redriver =
                new Redriver(
                        sender, marks::put, new Pace(rules.perSecond()), Instant::now, null, this);
    }

    /** Says what a redrive would do. */
    void rehearse() {
        List<String> sample = new ArrayList<>();
        LetterQueue.Passed passed =
                queue.each(
                        rules.filter(),
                        rules.again(),
                        (letter, mark) -> {
                            Triage.Verdict verdict = triage.of(letter);
                            if (verdict instanceof Triage.Verdict.Go go) {
                                sent.add(go.letter());
                                if (sample.size() < SAMPLE) {
                                    sample.add(letter.id());
                                    output.text(Portrait.line(go.letter(), mark));
                                }
                            } else {
                                setAside(verdict);
                            }
                            return sent.count() < rules.limit();
                        });
        say(passed, "would be redriven", Map.of("sample", sample));
    }

    /**
     * Redrives.
     *
     * @throws Failed if a canary was not repaired or a broker is in trouble; what was marked until
     *     then is done
     */
    void redrive() {
        if (rules.canaries() > 0) {
            sendCanaries();
        }
        LetterQueue.Passed passed =
                queue.each(
                        rules.filter(),
                        rules.again(),
                        (letter, mark) -> {
                            if (offered >= rules.limit()) {
                                return false;
                            }
                            if (!canaries.contains(letter.id())) {
                                send(triage.of(letter));
                            }
                            return true;
                        });
        unlessInterrupted(redriver::drain);
        say(rules.again() ? passed : passed.less(canaries.size()), "redriven", Map.of());
    }

    private void sendCanaries() {
        List<Triage.Verdict.Go> first = new ArrayList<>();
        int most = Math.min(rules.canaries(), rules.limit());
        boolean[] any = {false};
        queue.each(
                rules.filter(),
                rules.again(),
                (letter, mark) -> {
                    any[0] = true;
                    if (triage.of(letter) instanceof Triage.Verdict.Go go
                            && go.letter().failure() != null) {
                        first.add(go);
                    }
                    return first.size() < most;
                });
        if (first.isEmpty()) {
            if (any[0]) {
                throw new Failed(
                        "--canary: none of these letters can be read, so no outcome will tell"
                                + " (expected: at least one that can, or no --canary)");
            }
            return;
        }
        try (TopicScan after = TopicScan.of(outcomes)) {
            after.follow();
            Canaries watched =
                    new Canaries(
                            first.stream().map(Triage.Verdict.Go::letter).toList(),
                            System.currentTimeMillis());
            first.forEach(go -> canaries.add(go.letter().id()));
            first.forEach(this::send);
            unlessInterrupted(redriver::drain);
            output.progress(first.size() + " canaries redriven, waiting for their outcomes");
            await(watched, after);
        }
        output.progress("all canaries were repaired");
    }

    private void await(Canaries watched, TopicScan after) {
        long deadlineNanos = System.nanoTime() + rules.canaryWait().toNanos();
        while (!watched.areRepaired()) {
            for (ConsumerRecord<byte[], byte[]> record : after.next()) {
                take(record, watched);
            }
            if (!watched.failed().isEmpty()) {
                throw stopped("not repaired", watched.failed());
            }
            if (System.nanoTime() > deadlineNanos) {
                throw stopped("no end in " + rules.canaryWait(), watched.waiting());
            }
        }
    }

    private static void take(ConsumerRecord<byte[], byte[]> record, Canaries canaries) {
        if (record.value() == null) {
            return;
        }
        try {
            canaries.take(OutcomeCodec.decode(Bytes.wrap(record.value())));
        } catch (IllegalArgumentException ofANewerJob) {
            return; // nothing that this build could judge a canary by
        }
    }

    private Failed stopped(String how, List<String> which) {
        List<String> lines = new ArrayList<>();
        lines.add(
                "canaries: %d of %d %s (expected: all repaired); nothing else was redriven"
                        .formatted(which.size(), canaries.size(), how));
        which.forEach(line -> lines.add("  " + line));
        return new Failed(lines);
    }

    private void send(Triage.Verdict verdict) {
        if (verdict instanceof Triage.Verdict.Go go) {
            unlessInterrupted(() -> redriver.redrive(go.letter(), go.road()));
            offered++;
            if (System.nanoTime() - saidNanos > TimeUnit.SECONDS.toNanos(PROGRESS_SECONDS)) {
                saidNanos = System.nanoTime();
                output.progress("redriven so far: " + redriver.redriven());
            }
        } else {
            setAside(verdict);
        }
    }

    /** What waits for brokers, and may be interrupted. */
    private interface Wait {
        void run() throws InterruptedException;
    }

    private static void unlessInterrupted(Wait wait) {
        try {
            wait.run();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Failed("redrive: interrupted; run it again to go on", e);
        }
    }

    private void setAside(Triage.Verdict verdict) {
        if (verdict instanceof Triage.Verdict.Looping one) {
            looping.add(one.letter());
        } else if (verdict instanceof Triage.Verdict.Refused one) {
            refused(one.letter(), one.why());
        }
    }

    @Override
    public void redriven(Letter letter) {
        sent.add(letter);
    }

    @Override
    public synchronized void refused(Letter letter, String why) {
        refused.add(letter);
        refusals.merge(why, 1L, Long::sum);
        if (refused.count() <= SAMPLE) {
            output.progress(letter.id() + ": cannot go back: " + why);
        }
    }

    private void say(LetterQueue.Passed passed, String done, Map<String, ?> more) {
        output.text(done + ": " + sent.line());
        if (refused.count() > 0) {
            output.text("cannot go back: " + refused.line());
        }
        if (looping.count() > 0) {
            output.text(
                    "left alone, redriven %d times or more already (--max-redrives): %s"
                            .formatted(rules.redrivesMax(), looping.line()));
        }
        Summary.sayPassed(output, passed);
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("dryRun", done.startsWith("would"));
        fields.put("redriven", sent.fields());
        fields.put("refused", refused.fields());
        fields.put("refusals", refusals);
        fields.put("looping", looping.fields());
        fields.put("handledBefore", passed.handled());
        fields.put("repeats", passed.repeats());
        fields.put("unreadable", passed.unreadable());
        fields.putAll(more);
        output.object(fields);
    }

    @Override
    public void close() {
        sender.close();
        sources.close();
    }
}
