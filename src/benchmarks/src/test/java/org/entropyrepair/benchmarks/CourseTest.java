package org.entropyrepair.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** What is made of the courses of jobs. */
class CourseTest {
    private static final long SECOND = 1_000_000_000L;
    private static final int HOLD_MILLIS = 2_000;

    @Test
    void whatWaitsForItsHoldPends() {
        Course held = new Course();
        held.add(0, 1, 0);
        held.add(2 * SECOND, 20_000, 0);
        held.add(4 * SECOND, 40_000, 20_000);
        held.add(6 * SECOND, 40_000, 40_000);

        assertThat(held.held(200_000, HOLD_MILLIS)).isTrue();
    }

    @Test
    void whatIsFinishedAsItComesWasNotHeld() {
        Course notHeld = new Course();
        notHeld.add(0, 1, 0);
        notHeld.add(2 * SECOND, 20_000, 19_700);
        notHeld.add(4 * SECOND, 40_000, 40_000);

        assertThat(notHeld.held(200_000, HOLD_MILLIS)).isFalse();
    }
}
