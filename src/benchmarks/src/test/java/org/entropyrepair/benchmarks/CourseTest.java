package org.entropyrepair.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import org.entropyrepair.benchmarks.BoundCourse.Stretch;
import org.junit.jupiter.api.Test;

/** What is made of the courses of jobs. */
class CourseTest {
    private static final long SECOND = 1_000_000_000L;
    private static final int HOLD_MILLIS = 2_000;
    private static final BoundCourse NONE = new BoundCourse();

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

    @Test
    void aJobThatKeepsItsPaceHolds() {
        assertThat(course(10, 10, 0.1).verdict(800, 800, course(12, 12, 0)))
                .isEqualTo("the bound holds");
    }

    @Test
    void aJobThatCollectsHalfOfTheTimeThrashes() {
        assertThat(course(10, 10, 0.5).verdict(800, 800, NONE))
                .startsWith("THE BOUND DOES NOT HOLD: [it thrashes: 50 % ");
    }

    @Test
    void aJobThatSlowsDownBelowStockDoesNotHold() {
        assertThat(course(10, 5, 0.1).verdict(700, 700, course(10, 10, 0)))
                .startsWith("THE BOUND DOES NOT HOLD: [0.50 of stock's rate");
    }

    @Test
    void aJobThatHasLostOneDoesNotHold() {
        assertThat(course(10, 10, 0.1).verdict(800, 799, NONE))
                .startsWith("THE BOUND DOES NOT HOLD: [799 of 800 pend");
    }

    @Test
    void aJobThatStandsStillDoesNotHold() {
        BoundCourse course = course(10, 10, 0);
        for (int i = 0; i < 4; i++) {
            course.add(new Stretch(10, 3, 0, 0));
        }
        assertThat(course.verdict(812, 812, NONE))
                .startsWith("THE BOUND DOES NOT HOLD: [it stood still for 40 s");
    }

    @Test
    void itIsComparedWithAsManyPending() {
        BoundCourse slowerLater = course(10, 5, 0);
        BoundCourse shorter = new BoundCourse();
        for (int i = 0; i < 4; i++) {
            shorter.add(new Stretch(10, 100, 1, 0));
        }
        assertThat(slowerLater.toReference(shorter)).isEqualTo(1);
        assertThat(slowerLater.toReference(course(10, 10, 0))).isEqualTo(0.5);
    }

    /** Eight stretches of ten seconds; of the last two a rate and the share in collections. */
    private static BoundCourse course(int perSecond, int perSecondAtLast, double collecting) {
        BoundCourse course = new BoundCourse();
        for (int i = 0; i < 8; i++) {
            int rate = i < 6 ? perSecond : perSecondAtLast;
            course.add(new Stretch(10, 10L * rate, 1, i < 6 ? 0 : 10 * collecting));
        }
        return course;
    }
}
