package org.entropyrepair.sinks.memcached;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The thread that talks to all servers of a cache. Others hand it tasks, without ever waiting for
 * it. A daemon; ends when the loop is closed.
 */
final class Loop implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Loop.class);
    private static final long LOOK_EVERY_MILLIS = 20;

    private final Selector selector;
    private final List<Link> links = new ArrayList<>();
    private final Queue<Task> tasks = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean awake = new AtomicBoolean();
    private volatile boolean closing;
    private volatile boolean ended;

    /** Something for the loop's thread. */
    interface Task {
        /** Does it. Loop's thread. */
        void run();

        /** The loop has ended. Any thread. */
        default void refuse() {}
    }

    /**
     * A loop that does not run yet.
     *
     * @throws UncheckedIOException if this process has no file descriptor left
     */
    Loop() {
        try {
            selector = Selector.open();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Begins to talk to these. Called once. */
    void start(String name, List<Link> all) {
        links.addAll(all);
        Thread thread = new Thread(this::run, name);
        thread.setDaemon(true);
        thread.start();
    }

    /** Has a task run, or refused if the loop has ended. Never blocks. */
    void hand(Task task) {
        tasks.add(task);
        if (awake.compareAndSet(false, true)) {
            selector.wakeup();
        }
        if (ended) {
            refuseAll();
        }
    }

    Selector selector() {
        return selector;
    }

    private void run() {
        try {
            while (!closing) {
                selector.select(LOOK_EVERY_MILLIS);
                awake.set(false);
                for (Task task = tasks.poll(); task != null; task = tasks.poll()) {
                    task.run();
                }
                for (SelectionKey key : selector.selectedKeys()) {
                    ((Link) key.attachment()).ready(key);
                }
                selector.selectedKeys().clear();
                links.forEach(link -> link.look(System.nanoTime()));
            }
        } catch (IOException | RuntimeException bug) {
            LOG.error("the cache's thread ended (expected: never)", bug);
        } finally {
            links.forEach(link -> link.close("closed"));
            ended = true;
            refuseAll();
            try {
                selector.close();
            } catch (IOException ignored) {
                LOG.debug("selector", ignored);
            }
        }
    }

    private void refuseAll() {
        for (Task task = tasks.poll(); task != null; task = tasks.poll()) {
            task.refuse();
        }
    }

    @Override
    public void close() {
        closing = true;
        selector.wakeup();
    }

    static long nanos(long millis) {
        return TimeUnit.MILLISECONDS.toNanos(millis);
    }
}
