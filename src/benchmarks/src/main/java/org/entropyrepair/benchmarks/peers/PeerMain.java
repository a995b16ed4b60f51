package org.entropyrepair.benchmarks.peers;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.entropyrepair.benchmarks.Arguments;

/**
 * The process of one contender. Reads scenarios from standard input, a word and its begin a line;
 * answers {@link #SET} when failures may come, and a {@link Measured} when all is quiet again. It
 * ends with its input.
 */
public final class PeerMain {
    /** What stands before everything that is meant for the benchmark. */
    static final String MARK = "peer: ";

    static final String SET = "set";

    private static final int PATIENCE_MILLIS = 60_000;

    /** Nothing more comes: longer than any delay of a retry that is not the job's. */
    private static final int QUIET_MILLIS_AFTER_OUTAGE = 5_000;

    private static final int QUIET_MILLIS = 1_000;

    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
    private final Settings settings;
    private final RecordingStore store;

    private PeerMain(Settings settings, RecordingStore store) {
        this.settings = settings;
        this.store = store;
    }

    /**
     * Runs it.
     *
     * @param args the contender's name, the brokers, its topic, a folder, and {@link
     *     Settings#words()}
     * @throws Exception if the contender does not start
     */
    public static void main(String[] args) throws Exception {
        Settings settings = Settings.of(new Arguments(Arrays.copyOfRange(args, 4, args.length)));
        RecordingStore store = new RecordingStore(settings.latencyMillis());
        RecordingStoreFactory.hand(store);
        Contender.of(
                        args[0],
                        new Contender.Surroundings(
                                args[1], args[2], Path.of(args[3]), settings, store))
                .start();
        new PeerMain(settings, store).obey();
        Runtime.getRuntime().halt(0); // a contender has no orderly end that is measured
    }

    private void obey() throws IOException, InterruptedException {
        BufferedReader in =
                new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            String[] words = line.split(" ");
            Scenario scenario = Scenario.ofWord(words[0]);
            run(Load.of(scenario, settings, Long.parseLong(words[1])));
        }
    }

    private void run(Load load) throws InterruptedException {
        Scenario scenario = load.scenario();
        int back = scenario.backAtMillis(settings);
        int last = load.writes().get(load.writes().size() - 1).atMillis();
        store.expect(load.winners(Integer.MAX_VALUE), load.winners(back == 0 ? 1 : back));
        if (scenario.outAtMillis() >= 0) {
            at(load.beginMillis() + scenario.outAtMillis(), true);
            at(load.beginMillis() + back, false);
        }
        say(SET);
        long deadline =
                System.currentTimeMillis()
                        + Math.max(0, load.beginMillis() + last - System.currentTimeMillis())
                        + PATIENCE_MILLIS;
        while (store.tally().alikeAtMillis() == 0 && System.currentTimeMillis() < deadline) {
            Thread.sleep(20); // a benchmark's own clock, not a test
        }
        int quiet = scenario == Scenario.OUTAGE ? QUIET_MILLIS_AFTER_OUTAGE : QUIET_MILLIS;
        while (!store.isQuiet(quiet) && System.currentTimeMillis() < deadline) {
            Thread.sleep(20);
        }
        RecordingStore.Tally tally = store.tally();
        long caughtUp = tally.caughtUpAtMillis();
        say(
                new Measured(
                                load.writes().size(),
                                tally.calls(),
                                tally.refused(),
                                caughtUp == 0
                                        ? -1
                                        : Math.max(0, caughtUp - load.beginMillis() - back),
                                Judge.judge(load.winners(Integer.MAX_VALUE), store::decided),
                                Judge.judge(load.winners(Integer.MAX_VALUE), store::lastArrived))
                        .line());
    }

    private void at(long millis, boolean out) {
        var unused =
                timer.schedule(
                        () -> store.setOut(out),
                        millis - System.currentTimeMillis(),
                        TimeUnit.MILLISECONDS);
    }

    private static void say(String what) {
        System.out.println(MARK + what);
        System.out.flush();
    }
}
