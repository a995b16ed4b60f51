package org.entropyrepair.flow.repair;

import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Delayed;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.apache.flink.api.common.operators.MailboxExecutor;
import org.apache.flink.streaming.runtime.tasks.ProcessingTimeService;
import org.apache.flink.util.clock.Clock;
import org.apache.flink.util.function.ThrowingRunnable;

/**
 * A task without Flink and without waiting: its clock, its timers, its mailbox, and what comes to
 * it from outside, all in one thread and in an order that its random numbers settle. While it
 * works, a little time passes.
 */
final class SimulatedTask implements ProcessingTimeService, MailboxExecutor {
    private static final long START_MILLIS = 1_700_000_000_000L;
    private static final int READINGS_PER_MILLI = 16;

    private final Random random;
    private final PriorityQueue<Event> events =
            new PriorityQueue<>(
                    Comparator.comparingLong(Event::atMillis).thenComparingLong(Event::number));
    private final Deque<ThrowingRunnable<? extends Exception>> mails = new ArrayDeque<>();
    private long elapsedMillis;
    private long skewMillis;
    private long eventsMade;
    private long mailsRun;

    /** Something that happens at a time. */
    private record Event(long atMillis, long number, Happening what, Alarm alarm) {}

    /** What happens then. */
    @FunctionalInterface
    interface Happening {
        /** Happens. */
        void happen() throws Exception;
    }

    /** A timer, which may be cancelled. */
    private static final class Alarm extends CompletableFuture<Object>
            implements ScheduledFuture<Object> {
        @Override
        public long getDelay(TimeUnit unit) {
            throw new UnsupportedOperationException();
        }

        @Override
        public int compareTo(Delayed other) {
            throw new UnsupportedOperationException();
        }
    }

    SimulatedTask(Random random) {
        this.random = random;
    }

    /** Milliseconds since the beginning, which no setting of the clock changes. */
    long elapsedMillis() {
        return elapsedMillis;
    }

    long nanos() {
        return TimeUnit.MILLISECONDS.toNanos(elapsedMillis);
    }

    /** The clock is set, forward or back. */
    void setClock(long byMillis) {
        skewMillis += byMillis;
    }

    /** What the clock shows, without taking the time to look at it. */
    long clockMillis() {
        return START_MILLIS + elapsedMillis + skewMillis;
    }

    long mailsRun() {
        return mailsRun;
    }

    void after(long millis, Happening what) {
        events.add(new Event(elapsedMillis + millis, eventsMade++, what, new Alarm()));
    }

    /** The task has gone: its mails and timers with it, and whatever was to come to it. */
    void forgetAll() {
        events.clear();
        mails.clear();
    }

    /** Lets everything happen up to a moment. */
    void run(long untilElapsedMillis) throws Exception {
        while (elapsedMillis < untilElapsedMillis) {
            Event event = events.peek();
            if (event != null && event.atMillis <= elapsedMillis) {
                events.remove();
                if (!event.alarm.isCancelled()) {
                    event.what.happen();
                }
            } else if (!runMail()) {
                long next = event == null ? Long.MAX_VALUE : event.atMillis;
                elapsedMillis = Math.min(untilElapsedMillis, next);
            }
        }
    }

    /** Runs the next mail, whatever else might happen; false if there is none. */
    boolean runMail() throws Exception {
        ThrowingRunnable<? extends Exception> mail = mails.poll();
        if (mail == null) {
            return false;
        }
        mailsRun++;
        mail.run();
        return true;
    }

    @Override
    public long getCurrentProcessingTime() {
        if (random.nextInt(READINGS_PER_MILLI) == 0) {
            elapsedMillis++;
        }
        return clockMillis();
    }

    @Override
    public ScheduledFuture<?> registerTimer(long millis, ProcessingTimeCallback callback) {
        Alarm alarm = new Alarm();
        long delay = Math.max(0, millis - clockMillis());
        if (delay < Long.MAX_VALUE / 2) {
            Happening fires = () -> callback.onProcessingTime(millis);
            events.add(new Event(elapsedMillis + delay, eventsMade++, fires, alarm));
        }
        return alarm;
    }

    @Override
    public void execute(
            MailOptions options,
            ThrowingRunnable<? extends Exception> mail,
            String description,
            Object... args) {
        mails.add(mail);
    }

    @Override
    public Clock getClock() {
        throw new UnsupportedOperationException();
    }

    @Override
    public ScheduledFuture<?> scheduleAtFixedRate(
            ProcessingTimeCallback callback, long initialDelay, long period) {
        throw new UnsupportedOperationException();
    }

    @Override
    public ScheduledFuture<?> scheduleWithFixedDelay(
            ProcessingTimeCallback callback, long initialDelay, long period) {
        throw new UnsupportedOperationException();
    }

    @Override
    public CompletableFuture<Void> quiesce() {
        throw new UnsupportedOperationException();
    }

    @Override
    public void yield() {
        throw new UnsupportedOperationException();
    }

    @Override
    public boolean tryYield() {
        throw new UnsupportedOperationException();
    }

    @Override
    public boolean shouldInterrupt() {
        return false;
    }
}
