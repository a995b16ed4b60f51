package org.entropyrepair.flow.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class OldestTest {
    private static final long DAY = 86_400_000;
    private static final long NOW = 1_769_040_000_000L;

    private final Oldest oldest = new Oldest();

    @Test
    void ofNothingThereIsNone() {
        assertThat(oldest.oldestMillis()).isEqualTo(Oldest.NONE);
        oldest.count(NOW, 1);
        oldest.count(NOW, -1);
        assertThat(oldest.oldestMillis()).isEqualTo(Oldest.NONE);
        assertThat(oldest.buckets()).isZero();
    }

    @Test
    void isTheLeastToTheSecondWhateverComesAndGoes() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        TreeMap<Long, Integer> model = new TreeMap<>();
        List<Long> there = new ArrayList<>();
        for (int i = 0; i < 100_000; i++) {
            if (there.isEmpty() || random.nextInt(100) < 50) {
                long time = NOW - random.nextInt(2_000_000);
                there.add(time);
                oldest.count(time, 1);
                model.merge(Math.floorDiv(time, 1_000L), 1, Integer::sum);
            } else {
                long time = there.remove(random.nextInt(there.size()));
                oldest.count(time, -1);
                model.merge(Math.floorDiv(time, 1_000L), -1, OldestTest::orNothing);
            }
            assertThat(oldest.oldestMillis())
                    .as("seed %s, step %s", seed, i)
                    .isEqualTo(model.isEmpty() ? Oldest.NONE : model.firstKey() * 1_000);
        }
    }

    private static @Nullable Integer orNothing(Integer one, Integer other) {
        int sum = one + other;
        return sum == 0 ? null : sum;
    }

    @Test
    void takesLittleRoomHoweverFarApartTimesAreAndIsEarlyByNoMoreThanThatCosts() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        List<Long> times = new ArrayList<>();
        for (int i = 0; i < 200_000; i++) {
            times.add(NOW - (long) (random.nextDouble() * 30 * DAY));
            oldest.count(times.get(i), 1);
            assertThat(oldest.buckets()).isLessThanOrEqualTo(4_096);
        }
        times.sort(null);
        for (int i = 0; i < times.size(); i += 1_000) {
            assertThat(times.get(i) - oldest.oldestMillis())
                    .as("seed %s, %s gone", seed, i)
                    .isBetween(0L, 30 * DAY / 1_024);
            times.subList(i, Math.min(i + 1_000, times.size()))
                    .forEach(one -> oldest.count(one, -1));
        }
        assertThat(oldest.oldestMillis()).isEqualTo(Oldest.NONE);
        oldest.count(NOW + 1_999, 1);
        assertThat(oldest.oldestMillis()).as("by the second again").isEqualTo(NOW + 1_000);
    }

    @Test
    void whatGoesBeforeItHasComeIsForgottenWhenItComes() {
        oldest.count(NOW, -1);
        oldest.count(NOW, 1);
        assertThat(oldest.oldestMillis()).isEqualTo(Oldest.NONE);
    }

    @Test
    void takesTimesOfAnySize() {
        for (long time : new long[] {Long.MIN_VALUE, -1, 0, Long.MAX_VALUE}) {
            oldest.count(time, 1);
            oldest.count(time, -1);
        }
        assertThat(oldest.oldestMillis()).isEqualTo(Oldest.NONE);
    }
}
