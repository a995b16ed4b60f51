package org.entropyrepair.flow.repair;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.entropyrepair.core.reconcile.EdgeState;
import org.entropyrepair.core.reconcile.Phase;
import org.entropyrepair.core.reconcile.Time;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** When records wait, and for how long edges stay on the heap: a share of 20,000 B. */
class HeapShareTest {
    @TempDir private Path folder;

    private RocksDbBackend rocks;
    private EdgeStates states;

    @BeforeEach
    void open() throws Exception {
        rocks = new RocksDbBackend(folder);
        states =
                new EdgeStates(
                        rocks.backend(),
                        rocks.alarms(),
                        new ParkedIndex(rocks.backend(), List.of("eu")),
                        new StoredKeys(true),
                        20_000);
    }

    @AfterEach
    void close() throws Exception {
        rocks.close();
    }

    @Test
    void recordsWaitForWhatIsDueFromAQuarterOnAndForRoomInAnyCase() throws Exception {
        int edges = 0;
        while (!states.isFull(0, true)) {
            come(edges++, States.held(0, 1));
        }
        assertThat(edges).isBetween(3, 6);
        assertThat(states.heapShareTaken()).isBetween(0.25, 0.35);
        assertThat(states.isFull(0, false)).as("nothing is due").isFalse();
        assertThat(states.isFull(HeapShare.YOUNG_FOR_MILLIS, true)).as("in vain").isFalse();
        assertThat(states.agesAtMillis(at(0), false)).isEqualTo(HeapShare.YOUNG_FOR_MILLIS);
        while (!states.isFull(0, false)) {
            come(edges++, States.held(0, 1));
        }
        assertThat(edges).isBetween(15, 20);
        assertThat(states.heapShareTaken()).isBetween(0.93, 1.0);
        assertThat(states.youngCount()).as("none was driven out").isEqualTo(edges);
        assertThat(states.agesAtMillis(at(0), false)).isEqualTo(HeapShare.ROOM_AFTER_MILLIS);
        assertThat(states.agesAtMillis(at(0), true)).isEqualTo(HeapShare.ROOM_AT_LAST_MILLIS);
        assertThat(states.agesAtMillis(at(-1), true)).as("the clock was set back").isEqualTo(-1);
    }

    @Test
    void whileMuchIsDueFewerRecordsComeInThanEdgesEnd() throws Exception {
        int edges = 0;
        while (!states.isFull(0, true)) {
            come(edges++, States.held(0, 1));
            states.comesIn();
        }
        double taken = states.heapShareTaken();
        int ended = 0;
        int came = 0;
        for (int i = 0; i < 400; i++) {
            come(edges++, States.held(0, 1));
            go(edges - 1);
            ended++;
            while (!states.isFull(0, true)) {
                states.comesIn();
                came++;
            }
        }
        assertThat(came).isEqualTo(ended * 3 / 4);
        assertThat(states.heapShareTaken()).isEqualTo(taken);
    }

    @Test
    void whatEndedLongAgoGivesNoPlaceAnyMore() throws Exception {
        for (int i = 0; i < 1_000; i++) {
            come(i, States.held(0, 1));
            go(i);
        }
        for (int i = 0; i < 10; i++) {
            come(i, States.held(0, 1));
        }
        int came = 0;
        while (!states.isFull(0, true)) {
            states.comesIn();
            came++;
        }
        assertThat(came).isEqualTo(100);
    }

    @Test
    void whatIsParkedMakesRoomAtOnce() throws Exception {
        come(0, States.parkedFor("eu"));
        assertThat(states.agesAtMillis(at(0), true)).as("while there is room").isNotZero();
        int edges = 1;
        while (!states.isFull(0, false)) {
            come(edges++, States.held(0, 1));
        }
        assertThat(states.agesAtMillis(at(0), true)).isZero();
        states.writeOldest();
        assertThat(states.isFull(0, false)).isFalse();
        assertThat(rocks.keys("edge-control")).containsExactly(Failures.edge(0));
    }

    /** One of an edge that comes first, and then of as many as there is room for. */
    @ParameterizedTest
    @CsvSource({
        "held until 5001 5001, true",
        "held until 5000 9999, false", // by the watermark
        "held until 9999 5000, false", // by the clock
        "waiting until 0 5001, true",
        "waiting until 0 5000, false",
        "waiting until 0 -1, false", // due, and its target has no room
        "in flight until 0 9999, false"
    })
    void whatStaysLongerThanItsTimeMakesRoomAtOnce(String phase, boolean stays) throws Exception {
        come(0, States.in(phase(phase)));
        assertThat(states.agesAtMillis(at(0), true)).as("while there is room").isNotZero();
        for (int i = 1; !states.isFull(0, false); i++) {
            come(i, States.held(0, 1));
        }
        assertThat(states.agesAtMillis(at(0), false))
                .isEqualTo(stays ? 0 : HeapShare.ROOM_AFTER_MILLIS);
        assertThat(states.agesAtMillis(at(0), true))
                .isEqualTo(stays ? 0 : HeapShare.ROOM_AT_LAST_MILLIS);
    }

    @Test
    void whatRestsKeepsASmallPartOfTheShareOnceItHasFilledIt() throws Exception {
        EdgeState rests = States.in(new Phase.Holding(60_000, 60_000));
        int edges = 0;
        while (!states.isFull(0, false)) {
            assertThat(states.givesWay(at(0))).as("it has not filled it").isFalse();
            come(edges++, rests);
        }
        assertThat(states.agesAtMillis(at(0), true)).isZero();
        assertThat(states.givesWay(at(0))).isTrue();
        states.writeOldest();
        assertThat(states.isFull(0, false)).as("another may come").isFalse();

        while (states.agesAtMillis(at(0), true) == 0) {
            states.writeOldest();
        }
        assertThat(states.heapShareTaken()).isBetween(0.06, 0.13);
        assertThat(states.givesWay(at(0))).as("to another").isTrue();
        while (states.givesWay(at(0))) {
            states.writeOldest();
        }
        assertThat(states.heapShareTaken()).isLessThan(0.07);
        come(edges++, rests);
        come(edges, rests);
        assertThat(states.givesWay(at(0))).as("as before, when others have come").isTrue();
    }

    @Test
    void whatRestsHasAllOfTheShareAgainOnceItNeedsNextToNothing() throws Exception {
        int edges = 0;
        while (!states.isFull(0, false)) {
            come(edges++, States.in(new Phase.Holding(60_000, 60_000)));
        }
        assertThat(states.agesAtMillis(at(0), true)).isZero();
        while (edges > 0) {
            go(--edges);
        }
        come(0, States.in(new Phase.Holding(60_000, 60_000)));
        come(1, States.in(new Phase.Holding(60_000, 60_000)));
        assertThat(states.givesWay(at(0))).isFalse();
        assertThat(states.agesAtMillis(at(0), false)).isEqualTo(HeapShare.YOUNG_FOR_MILLIS);
    }

    @Test
    void whatIsAboutToBeDueDoesNotGiveWay() throws Exception {
        come(0, States.in(new Phase.Holding(60_000, 60_000)));
        for (int i = 1; !states.isFull(0, false); i++) {
            come(i, States.held(0, 1));
        }
        assertThat(states.givesWay(at(0))).as("it rests").isTrue();
        states.writeOldest();
        assertThat(states.givesWay(at(0))).as("it is about to be due").isFalse();
    }

    private static Phase phase(String words) {
        String[] word = words.split(" ");
        long watermark = Long.parseLong(word[word.length - 2]);
        long clock = Long.parseLong(word[word.length - 1]);
        return switch (word[0]) {
            case "held" -> new Phase.Holding(watermark, clock);
            case "waiting" -> new Phase.Waiting(clock);
            default -> new Phase.InFlight(1, clock, 0, false);
        };
    }

    private static Time at(long millis) {
        return new Time(millis, 0);
    }

    private void come(int number, EdgeState state) throws Exception {
        states.load(Failures.edge(number));
        states.save(state);
        states.moveParked(Set.of(), state.parkedTargets());
        states.settle(0);
    }

    private void go(int number) throws Exception {
        states.load(Failures.edge(number));
        states.save(EdgeState.EMPTY);
        states.settle(0);
    }
}
