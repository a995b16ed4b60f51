package org.entropyrepair.publisher;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A broker that does what a test says. As the real one it takes records in the order in which they
 * were sent; what it took and did not acknowledge before a connection ended was taken all the same.
 */
final class TestingBroker implements Lane.Source {
    /** The numbers of what it took, in order, repeats included. */
    final List<Integer> log = new ArrayList<>();

    boolean away;

    /** Records of this number are refused for good. */
    int neverTaken = -1;

    private boolean sought;
    private @Nullable TestingLane lane;

    /** One connection. */
    private final class TestingLane implements Lane {
        private record Sent(Outgoing record, Delivery delivery) {}

        private final Deque<Sent> sent = new ArrayDeque<>();
        private final Deque<Sent> taken = new ArrayDeque<>();
        private boolean abandoned;

        @Override
        public void send(Outgoing record, Delivery delivery) {
            if (abandoned) {
                delivery.ended(new End.Lost("abandoned"));
            } else {
                sent.add(new Sent(record, delivery));
            }
        }

        @Override
        public void abandon() {
            abandoned = true;
            taken.forEach(one -> one.delivery().ended(new End.Lost("abandoned")));
            sent.forEach(one -> one.delivery().ended(new End.Lost("abandoned")));
            taken.clear();
            sent.clear();
        }
    }

    @Override
    public void seek() {
        sought = true;
    }

    @Override
    public @Nullable Lane found() {
        if (away || !sought) {
            return null;
        }
        sought = false;
        lane = new TestingLane();
        return lane;
    }

    @Override
    public void close() {}

    /** Takes up to {@code count} of what was sent. */
    void take(int count) {
        TestingLane open = lane;
        for (int i = 0; open != null && i < count && !open.sent.isEmpty(); i++) {
            TestingLane.Sent one = open.sent.remove();
            if (Records.numberOf(one.record()) != neverTaken) {
                log.add(Records.numberOf(one.record()));
            }
            open.taken.add(one);
        }
    }

    /** Acknowledges up to {@code count} of what it took. */
    void acknowledge(int count) {
        TestingLane open = lane;
        for (int i = 0; open != null && i < count && !open.taken.isEmpty(); i++) {
            TestingLane.Sent one = open.taken.remove();
            one.delivery()
                    .ended(
                            Records.numberOf(one.record()) == neverTaken
                                    ? new Lane.End.NeverTaken("record: too large")
                                    : new Lane.End.Arrived(0, log.size()));
        }
    }

    /** Takes and acknowledges everything. */
    void serve() {
        take(Integer.MAX_VALUE);
        acknowledge(Integer.MAX_VALUE);
    }

    /** Ends the connection as a time-out of its oldest record does. */
    void drop() {
        if (lane != null) {
            lane.abandon();
        }
    }
}
