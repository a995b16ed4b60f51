package org.entropyrepair.sinks.cassandra;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class CallTest {
    private final Call<String> call =
            new Call<>(1, reason -> "unavailable: " + reason, reason -> "unknown: " + reason);

    @Test
    void callThatWasNotSentIsUnavailableAndIsNotSentAnyMore() {
        call.abandon("late");
        assertThat(call.stage()).isCompletedWithValue("unavailable: late");
        assertThat(call.send()).isFalse();
    }

    @Test
    void callThatWasSentIsUnknown() {
        assertThat(call.send()).isTrue();
        call.abandon("late");
        assertThat(call.stage()).isCompletedWithValue("unknown: late");
    }

    @Test
    void firstEndCounts() {
        assertThat(call.send()).isTrue();
        call.end("applied");
        call.abandon("late");
        call.end("rejected");
        assertThat(call.stage()).isCompletedWithValue("applied");
    }

    @Test
    void roomIsGivenBackOnceAndBeforeTheEndIsHeard() {
        List<String> happened = new ArrayList<>();
        call.whenOver(() -> happened.add("over"));
        call.stage().thenAccept(happened::add);
        call.end("applied");
        call.abandon("late");
        assertThat(happened).containsExactly("over", "applied");
    }
}
