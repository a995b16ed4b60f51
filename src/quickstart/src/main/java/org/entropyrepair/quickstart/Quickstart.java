package org.entropyrepair.quickstart;

import java.io.PrintStream;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.entropyrepair.quickstart.progress.Display;
import org.entropyrepair.quickstart.replay.RefusedException;
import org.entropyrepair.quickstart.replay.Replay;
import org.entropyrepair.quickstart.run.Options;
import org.entropyrepair.quickstart.run.Result;
import org.entropyrepair.quickstart.run.Run;
import org.entropyrepair.quickstart.run.RunFolder;
import org.slf4j.LoggerFactory;

/**
 * The command {@code bin/quickstart}.
 *
 * <p>Exit codes: 0 all regions agree and are right and exactly the provoked letters are dead (of a
 * replay: every record is accounted for), 1 not, or something failed; 2 used wrongly. Errors go to
 * standard error, one line each; everything else is in the run's log file.
 */
public final class Quickstart {
    private static final int GOOD = 0;
    private static final int FAILED = 1;
    private static final int USED_WRONGLY = 2;
    private static final int STOP_SECONDS_MAX = 40;

    private final PrintStream out;
    private final PrintStream err;
    private volatile boolean stopping;

    Quickstart(PrintStream out, PrintStream err) {
        this.out = out;
        this.err = err;
    }

    /** Runs the command and exits with its code. */
    public static void main(String[] arguments) {
        Thread running = Thread.currentThread();
        CountDownLatch ended = new CountDownLatch(1);
        Quickstart quickstart = new Quickstart(System.out, System.err);
        Thread stop = new Thread(() -> quickstart.stop(running, ended), "quickstart-stop");
        Runtime.getRuntime().addShutdownHook(stop);
        int code;
        try {
            code = quickstart.run(List.of(arguments));
        } finally {
            ended.countDown();
        }
        System.exit(code);
    }

    /** On Ctrl-C: lets the run take down what it put up. */
    private void stop(Thread running, CountDownLatch ended) {
        if (ended.getCount() > 0) {
            stopping = true;
            running.interrupt();
            try {
                if (!ended.await(STOP_SECONDS_MAX, TimeUnit.SECONDS)) {
                    err.println("quickstart: did not stop in order");
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** Runs the command and returns its exit code. */
    int run(List<String> arguments) {
        Options options;
        try {
            options = Options.parse(arguments);
        } catch (Options.WrongUseException wrong) {
            err.println("quickstart: " + wrong.getMessage());
            return USED_WRONGLY;
        }
        if (options.help()) {
            out.print(Options.USAGE);
            return GOOD;
        }
        Replay replay = null;
        Options.Own own = options.own();
        if (own != null) {
            try {
                replay = Replay.read(own, options.timeout());
            } catch (RefusedException refused) {
                err.println(refused.getMessage());
                return FAILED;
            }
        }
        RunFolder folder;
        try {
            folder = RunFolder.create(options.folder());
        } catch (RunFolder.UnusableException unusable) {
            err.println("quickstart: " + unusable.getMessage());
            return FAILED;
        }
        logTo(folder);
        int code = FAILED;
        try {
            code = replay == null ? runIn(folder, options) : replayIn(folder, options, replay);
            return code;
        } finally {
            if (options.keep() || (code == FAILED && !stopping)) {
                err.println("quickstart: kept " + folder.path());
            } else {
                folder.delete();
            }
        }
    }

    private int runIn(RunFolder folder, Options options) {
        Display display = new Display(out, Integer.getInteger("quickstart.columns", 0));
        display.say(
                "Starting a Kafka broker and "
                        + options.regions()
                        + " regions with "
                        + options.store().servers());
        display.say("Everything is in " + folder.path() + ", the log in quickstart.log");
        Result result = null;
        try (Run run = Run.open(options, folder, display)) {
            result = run.converge();
            say(display, result, options.store().truth());
            if (options.json() && !options.exit()) {
                display.say(result.toJson());
            }
            if (!options.exit()) {
                run.goOn();
            }
            display.end();
            display.say("Stopping");
        } catch (InterruptedException stopped) {
            display.end();
            display.say("Stopped");
        } catch (Exception | Error failed) {
            if (stopping) {
                display.end();
                display.say("Stopped");
                return FAILED;
            }
            display.end();
            LoggerFactory.getLogger(Quickstart.class).error("the run failed", failed);
            err.println("quickstart: " + inOneLine(failed, folder));
            return FAILED;
        }
        if (options.json() && options.exit() && result != null) {
            out.println(result.toJson());
            out.flush();
        }
        return result != null && result.isGood() ? GOOD : FAILED;
    }

    private int replayIn(RunFolder folder, Options options, Replay replay) {
        Display display = new Display(out, 0);
        try (replay) {
            Replay.Result result = replay.run(folder, display);
            if (!options.exit()) {
                if (options.json()) {
                    display.say(result.toJson());
                }
                display.say("Stores, topics and Flink stay until Ctrl-C");
                new CountDownLatch(1).await();
            }
            display.say("Stopping");
            replay.close();
            if (options.json()) {
                display.say(result.toJson());
            }
            return result.isComplete() ? GOOD : FAILED;
        } catch (InterruptedException stopped) {
            display.say("Stopped");
        } catch (Exception | Error failed) {
            LoggerFactory.getLogger(Quickstart.class).error("the replay failed", failed);
            if (!stopping) {
                err.println("quickstart: " + inOneLine(failed, folder));
            }
        }
        return FAILED;
    }

    private static void say(Display display, Result result, String truth) {
        display.say(
                String.format(
                        Locale.ROOT,
                        "Before: %,d cells differed. Now %,d do, and %,d are not %s, of %,d"
                                + " cells in every region",
                        result.divergentBefore(),
                        result.divergentAfter(),
                        result.wrongAfter(),
                        truth,
                        result.cells()));
        display.say(
                String.format(
                        Locale.ROOT,
                        "Repairs: %,d applied, %,d healed, %,d superseded, %,d expired;"
                                + " %,d dead letters, %s; %.1f s",
                        result.applied(),
                        result.healed(),
                        result.superseded(),
                        result.expired(),
                        result.deadLetters(),
                        result.deadLettersDifference() == 0
                                ? "exactly those that were provoked"
                                : result.deadLettersDifference() + " not as provoked",
                        result.seconds()));
    }

    private static void logTo(RunFolder folder) {
        System.setProperty("quickstart.log", folder.logFile().toString());
        System.setProperty("log.file", folder.logFile().toString());
        System.setProperty("log4j2.statusLoggerLevel", "OFF"); // the terminal is not its place
        System.setProperty("log4j2.configurationFile", "classpath:log4j2-quickstart.properties");
    }

    /** The innermost thing that was said, and where to look on. */
    private static String inOneLine(Throwable failed, RunFolder folder) {
        Throwable cause = failed;
        String said = null;
        for (int depth = 0; cause != null && depth < 20; depth++) {
            String message = cause.getMessage();
            if (message != null && !message.isBlank()) {
                said = message;
                if (message.contains("No space left")) {
                    return folder.path() + ": no space left (choose another folder with --dir)";
                }
            }
            cause = cause.getCause();
        }
        String line =
                said == null
                        ? failed.getClass().getSimpleName()
                        : said.lines().findFirst().orElse(said);
        return line + " (log: " + folder.logFile() + ")";
    }
}
