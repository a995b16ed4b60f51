package org.entropyrepair.console.act;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Changes that the page asked for: one at a time, each in the background, and told in the journal
 * when it begins and when it ends. Safe for use by several threads.
 */
public final class Work implements AutoCloseable {
    private final Function<List<String>, Tool.Ran> tool;
    private final Consumer<String> journal;
    private final ExecutorService thread =
            Executors.newSingleThreadExecutor(
                    task -> {
                        Thread worker = new Thread(task, "console-work");
                        worker.setDaemon(true);
                        return worker;
                    });
    private State state = new State(0, "", false, 0, List.of(), List.of());

    /**
     * The change that was asked for last.
     *
     * @param number counts changes; 0 if there was none
     * @param what in words
     * @param running whether it is still being made
     * @param code exit code, once it is not
     * @param results lines of JSON
     * @param said lines for people
     */
    public record State(
            long number,
            String what,
            boolean running,
            int code,
            List<String> results,
            List<String> said) {
        /** Keeps copies. */
        public State {
            results = List.copyOf(results);
            said = List.copyOf(said);
        }
    }

    /**
     * Nothing to do yet.
     *
     * @param tool runs a command
     * @param journal takes one line for each beginning and each end
     */
    public Work(Function<List<String>, Tool.Ran> tool, Consumer<String> journal) {
        this.tool = tool;
        this.journal = journal;
    }

    /**
     * Begins a change.
     *
     * @param what in words
     * @param who where the wish came from, for the journal
     * @return its number; empty if another is being made
     */
    public synchronized Optional<Long> begin(String what, List<String> command, String who) {
        if (state.running()) {
            return Optional.empty();
        }
        long number = state.number() + 1;
        state = new State(number, what, true, 0, List.of(), List.of());
        journal.accept(what + ": begun, asked for by " + who);
        thread.execute(() -> make(number, what, command));
        return Optional.of(number);
    }

    private void make(long number, String what, List<String> command) {
        Tool.Ran ran;
        try {
            ran = tool.apply(command);
        } catch (RuntimeException | Error bug) {
            ran = new Tool.Ran(1, List.of(), List.of(bug.toString()));
        }
        journal.accept(what + ": " + (ran.code() == 0 ? "done" : "failed"));
        synchronized (this) {
            state = new State(number, what, false, ran.code(), ran.results(), ran.said());
        }
    }

    /** How the last one stands. */
    public synchronized State state() {
        return state;
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }
}
