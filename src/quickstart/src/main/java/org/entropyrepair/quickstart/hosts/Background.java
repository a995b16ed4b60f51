package org.entropyrepair.quickstart.hosts;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;

/** What takes a while when servers come up, done beside one another. */
final class Background {
    /** A thread of its own for each task. */
    static final Executor THREADS =
            task -> {
                Thread thread = new Thread(task, "quickstart-servers");
                thread.setDaemon(true);
                thread.start();
            };

    private Background() {}

    /**
     * Waits for it.
     *
     * @throws InterruptedException if interrupted meanwhile
     */
    static void await(CompletableFuture<?> task) throws InterruptedException {
        try {
            var unused = task.get();
        } catch (ExecutionException failed) {
            throw failed.getCause() instanceof RuntimeException known
                    ? known
                    : new IllegalStateException("servers did not come up", failed.getCause());
        }
    }
}
