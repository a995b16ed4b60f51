package org.entropyrepair.sinks.rocksdb;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

final class OperationTest {
    private final AtomicInteger over = new AtomicInteger();

    @Test
    void whatNobodyBeganIsUnavailableWhenItIsAbandoned() {
        AtomicInteger ran = new AtomicInteger();
        Operation<String> waiting = operation(() -> "done " + ran.incrementAndGet());
        waiting.abandon("too late");
        waiting.run();
        assertThat(waiting.stage()).isCompletedWithValue("unavailable: too late");
        assertThat(ran).hasValue(0);
        assertThat(over).hasValue(1);
    }

    @Test
    void whatWasBegunIsUnknownAndIsOverOnlyWhenItEnds() {
        Operation<?>[] self = new Operation<?>[1];
        Operation<String> running =
                operation(
                        () -> {
                            self[0].abandon("too late");
                            assertThat(self[0].stage()).isDone();
                            assertThat(over).hasValue(0);
                            return "done";
                        });
        self[0] = running;
        running.run();
        assertThat(running.stage()).isCompletedWithValue("unknown: too late");
        assertThat(over).hasValue(1);
    }

    @Test
    void evenABugEndsWithAValue() {
        Operation<String> wrong =
                operation(
                        () -> {
                            throw new IllegalStateException("envelope");
                        });
        wrong.run();
        assertThat(wrong.stage().join()).startsWith("unknown: ").contains("envelope");
        assertThat(over).hasValue(1);
    }

    private Operation<String> operation(Supplier<String> work) {
        return new Operation<>(
                work,
                reason -> "unavailable: " + reason,
                reason -> "unknown: " + reason,
                over::incrementAndGet);
    }
}
