package org.entropyrepair.testkit.server;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A server of any kind as a process of its own: started, awaited, paused, resumed, killed, started
 * again.
 *
 * <ol>
 *   <li>{@link #named} takes a name and the folder where its log goes and which is its working
 *       directory; nothing runs yet.
 *   <li>{@link #start} starts it, {@link #await} waits until it answers.
 *   <li>{@link #pause} and {@link #resume} stop and continue it where it stands; {@link #kill} and
 *       {@link #stop} end it; then {@link #start} may be called again.
 *   <li>{@link #close} ends it for good.
 * </ol>
 *
 * <p>It does not outlive this JVM: a shutdown hook ends it, and where the JVM is killed a shell
 * which reads from a pipe of the JVM sees the pipe's end and kills it, paused or not. (Only a JVM
 * killed within the few milliseconds between the start of the two leaves it running.)
 *
 * <p>Linux. Not for several threads at once.
 */
public final class ServerProcess implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ServerProcess.class);
    private static final Duration STOP_MAX = Duration.ofSeconds(30);
    private static final Duration PAUSE_MAX = Duration.ofSeconds(30);
    private static final long LOOK_EVERY_NANOS = TimeUnit.MILLISECONDS.toNanos(20);
    private static final String LEAVE = "leave";
    private static final String END_WITH_PARENT =
            "trap '' INT TERM HUP; read word; [ \"$word\" = "
                    + LEAVE
                    + " ] || kill -9 \"$0\" 2>/dev/null";

    private final String name;
    private final Path folder;
    private final Thread endWithJvm;
    private volatile @Nullable Process process;
    private @Nullable Process watcher;

    private ServerProcess(String name, Path folder) {
        this.name = name;
        this.folder = folder;
        this.endWithJvm = new Thread(this::endAtOnce, name + "-end");
        Runtime.getRuntime().addShutdownHook(endWithJvm);
    }

    /**
     * A server to be.
     *
     * @param name names its log and stands in messages
     * @param folder its working directory, created where missing; its log is {@code name.log} there
     */
    public static ServerProcess named(String name, Path folder) {
        return new ServerProcess(name, folder.toAbsolutePath());
    }

    /**
     * Starts it; ends it before if it runs. Its log begins anew.
     *
     * @param command program and arguments
     * @throws UncheckedIOException if the program cannot be started
     */
    public void start(List<String> command) {
        stop();
        try {
            Files.createDirectories(folder);
            Files.deleteIfExists(log());
            Process started =
                    new ProcessBuilder(command)
                            .directory(folder.toFile())
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.to(log().toFile()))
                            .start();
            process = started;
            watcher =
                    new ProcessBuilder("sh", "-c", END_WITH_PARENT, Long.toString(started.pid()))
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .redirectError(ProcessBuilder.Redirect.DISCARD)
                            .start();
        } catch (IOException e) {
            endAtOnce();
            throw new UncheckedIOException(name + ": cannot be started in " + folder, e);
        }
    }

    /**
     * Waits until it answers; ends it if it does not in time.
     *
     * @param max how long
     * @param answers asked again and again; does not throw, and does not wait for long
     * @return false if it ended by itself meanwhile: its log says why
     * @throws IllegalStateException if it does not answer in time; the message leads to its log
     */
    public boolean await(Duration max, BooleanSupplier answers) {
        long deadlineNanos = System.nanoTime() + max.toNanos();
        while (System.nanoTime() < deadlineNanos) {
            if (!isRunning()) {
                return false;
            }
            if (answers.getAsBoolean()) {
                return true;
            }
            LockSupport.parkNanos(LOOK_EVERY_NANOS);
        }
        kill();
        throw new IllegalStateException(
                name + ": no answer in " + max.toSeconds() + " s, see " + log());
    }

    /** Whether it runs; true also while it is paused. */
    public boolean isRunning() {
        Process running = process;
        return running != null && running.isAlive();
    }

    /**
     * Its process id.
     *
     * @throws IllegalStateException if it does not run
     */
    public long pid() {
        return running().pid();
    }

    /** What it printed since it was last started. */
    public Path log() {
        return folder.resolve(name + ".log");
    }

    /** Whether this stands in its log. */
    public boolean logSays(String text) {
        try {
            return Files.readString(log(), StandardCharsets.ISO_8859_1).contains(text);
        } catch (IOException none) {
            return false;
        }
    }

    /**
     * Stops every thread of it where it stands (SIGSTOP); returns once they stand still.
     *
     * @throws IllegalStateException if it does not run, or does not stand still
     */
    public void pause() {
        signal("STOP");
        long deadlineNanos = System.nanoTime() + PAUSE_MAX.toNanos();
        while (!isPaused()) {
            if (System.nanoTime() > deadlineNanos) {
                throw new IllegalStateException(name + ": does not stand still");
            }
            LockSupport.parkNanos(LOOK_EVERY_NANOS);
        }
    }

    /**
     * Lets it go on (SIGCONT).
     *
     * @throws IllegalStateException if it does not run
     */
    public void resume() {
        signal("CONT");
    }

    /** Whether every thread of it is in the state "stopped" ({@code T} in {@code /proc}). */
    public boolean isPaused() {
        Path tasks = Path.of("/proc", Long.toString(pid()), "task");
        try (var all = Files.newDirectoryStream(tasks)) {
            for (Path task : all) {
                String stat = Files.readString(task.resolve("stat"), StandardCharsets.ISO_8859_1);
                // pid (name) state …; the name may hold anything, parentheses included.
                if (!stat.startsWith("T", stat.lastIndexOf(')') + 2)) {
                    return false;
                }
            }
            return true;
        } catch (IOException threadEndedMeanwhile) {
            return false;
        }
    }

    /** {@code kill -9}; returns once it is gone. Does nothing if it does not run. */
    public void kill() {
        end(true);
    }

    /** Ends it in order (SIGTERM), abruptly if that takes too long. Does nothing if not running. */
    public void stop() {
        end(false);
    }

    /** Ends it for good, in order. May be called again. */
    @Override
    public void close() {
        stop();
        try {
            Runtime.getRuntime().removeShutdownHook(endWithJvm);
        } catch (IllegalStateException endingAlready) {
            LOG.debug("{}: the JVM is ending", name);
        }
    }

    private Process running() {
        Process running = process;
        if (running == null || !running.isAlive()) {
            throw new IllegalStateException(name + ": does not run");
        }
        return running;
    }

    private void signal(String signal) {
        send(signal, running());
    }

    private void send(String signal, Process to) {
        try {
            int code =
                    new ProcessBuilder("kill", "-" + signal, Long.toString(to.pid()))
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start()
                            .waitFor();
            if (code != 0 && to.isAlive()) {
                throw new IllegalStateException(name + ": kill -" + signal + " failed");
            }
        } catch (IOException e) {
            throw new UncheckedIOException(name + ": kill -" + signal, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(name + ": interrupted", e);
        }
    }

    private void end(boolean abruptly) {
        Process running = process;
        if (running == null) {
            return;
        }
        try {
            if (abruptly || !running.isAlive()) {
                running.destroyForcibly().waitFor();
            } else {
                running.destroy();
                send("CONT", running); // a paused process would not see that it should end
                if (!running.waitFor(STOP_MAX.toSeconds(), TimeUnit.SECONDS)) {
                    running.destroyForcibly().waitFor();
                }
            }
        } catch (InterruptedException e) {
            running.destroyForcibly();
            Thread.currentThread().interrupt();
        }
        process = null;
        dismissWatcher();
    }

    /** Once the process is gone: its number may be another's soon. */
    private void dismissWatcher() {
        Process watching = watcher;
        watcher = null;
        if (watching == null) {
            return;
        }
        try (OutputStream pipe = watching.getOutputStream()) {
            pipe.write((LEAVE + "\n").getBytes(StandardCharsets.US_ASCII));
        } catch (IOException goneAlready) {
            LOG.debug("{}: its watcher has gone", name);
        }
    }

    private void endAtOnce() {
        Process running = process;
        if (running != null) {
            running.destroyForcibly();
        }
    }
}
