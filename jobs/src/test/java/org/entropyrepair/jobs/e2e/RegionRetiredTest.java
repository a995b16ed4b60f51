package org.entropyrepair.jobs.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.apache.flink.core.execution.SavepointFormatType;
import org.entropyrepair.core.model.DeathReason;
import org.entropyrepair.core.model.RepairState;
import org.entropyrepair.core.wire.FailureMessage;
import org.entropyrepair.flow.savepoint.LeftBehind;
import org.entropyrepair.flow.savepoint.PendingSummary;
import org.entropyrepair.flow.savepoint.Savepoint;
import org.entropyrepair.flow.savepoint.StoredOperator;
import org.entropyrepair.jobs.JobUids;
import org.entropyrepair.testkit.fake.Answer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * A job is restored with another config: a region is retired with repairs pending, another is new,
 * a failure topic has another name, the parallelism is another.
 */
@Tag("slow")
@ExtendWith(OneStage.class)
@Timeout(300)
class RegionRetiredTest {
    private static final Duration LONGEST = Duration.ofSeconds(90);
    private static final int EACH = 60;

    @ParameterizedTest
    @CsvSource({"discard, CANONICAL, 1, 3", "dead-letter, NATIVE, 3, 1", "dead-letter, , 2, 1"})
    void whatIsPendingEndsAsTheConfigSaysAndNothingElseIsLost(
            String end, SavepointFormatType format, int before, int after, Stage stage)
            throws Exception {
        RepairScene old = RepairScene.on(stage, "us", "ap");
        try (RepairRig first = old.open()) {
            first.store("us").always(new Answer.Unavailable("no host"));
            first.store("ap").always(new Answer.Unavailable("no host"));
            List<FailureMessage> living = puts("l", "us", "us");
            List<FailureMessage> ofTheRetired = puts("o", "ap", "us");
            List<FailureMessage> toTheRetired = puts("r", "us", "ap");
            RunningJob job = first.start(first.options(), before, null);
            for (List<FailureMessage> some : List.of(living, ofTheRetired, toTheRetired)) {
                first.publish("us", some.toArray(FailureMessage[]::new));
            }
            AtomicLong read = new AtomicLong();
            first.await(
                    "all is pending",
                    LONGEST,
                    () -> {
                        read.set(
                                first.measured(job, "target.us.pending")
                                        + first.measured(job, "target.ap.pending"));
                        return read.get() == 3 * EACH;
                    });
            String path = format == null ? job.checkpoint() : job.savepoint(stage.folder(), format);
            job.cancel();
            assertThat(first.ends().ended()).isEmpty();

            try (RepairRig second = changed(stage, old, end).open()) {
                leavesBehind(path, old, second);
                first.store("us").honest();
                FailureMessage unread = Reports.put("unread", "us", "us");
                second.publish("us", unread); // below the offset reached in the old topic
                FailureMessage late = Reports.put("late", "us", "ap");
                FailureMessage toTheNew = Reports.put("new", "us", "eu");
                second.publish("us", late, toTheNew);
                RunningJob restored = second.restoreLeavingBehind(path, after);
                for (List<FailureMessage> some : List.of(living, ofTheRetired)) {
                    some.forEach(one -> endsAs(second, one, RepairState.APPLIED));
                }
                endsAs(second, unread, RepairState.APPLIED);
                endsAs(second, toTheNew, RepairState.APPLIED);
                RepairState retired =
                        end.equals("discard") ? RepairState.DISCARDED : RepairState.DEAD;
                toTheRetired.forEach(one -> endsAs(second, one, retired));
                endsAs(second, late, retired);
                int letters = end.equals("discard") ? 0 : EACH + 1;
                second.await("letters", LONGEST, () -> second.ends().letterIds().size() >= letters);
                assertThat(second.ends().letters())
                        .hasSize(letters)
                        .allMatch(one -> one.dead().reason() == DeathReason.UNKNOWN_REGION)
                        .allMatch(one -> one.dead().message().contains("ap is retired"));
                assertThat(second.ends().ended()).hasSize(3 * EACH + 3);
                restored.assertNeverRestarted();
            }
        }
    }

    /** Topics with other names; the store of {@code us} is the one it was. */
    private static RepairScene changed(Stage stage, RepairScene old, String end) {
        return RepairScene.on(stage, "us", "eu")
                .storeOf("us", "{kind: scripted, name: " + old.storeName("us") + "}")
                .more("retiredRegions: {ap: " + end + "}");
    }

    /** The savepoint is told before the job is started: what is in it, what would not be taken. */
    private static void leavesBehind(String path, RepairScene old, RepairRig second)
            throws Exception {
        Savepoint savepoint = Savepoint.open(path);
        PendingSummary.Counter counter = new PendingSummary.Counter(repair -> "");
        savepoint.pending(counter::add);
        PendingSummary pending = counter.done();
        assertThat(pending.by(PendingSummary.Group::target))
                .containsOnly(entry("us", 2L * EACH), entry("ap", (long) EACH));
        LeftBehind left =
                LeftBehind.of(
                        savepoint.operators(),
                        pending,
                        JobUids.of(second.config()),
                        Set.of("us", "eu"));
        assertThat(left.operators().stream().map(StoredOperator::uid))
                .contains("source-" + old.feed("us"), "source-" + old.feed("ap"))
                .allMatch(uid -> uid.contains(old.name()));
        assertThat(left.regions()).containsOnly(entry("ap", (long) EACH));
        assertThat(savepoint.topics().stream().mapToLong(one -> one.offset().orElse(0)).sum())
                .isEqualTo(3 * EACH);
    }

    private static Map.Entry<String, Long> entry(String region, long repairs) {
        return Map.entry(region, repairs);
    }

    private static void endsAs(RepairRig rig, FailureMessage failure, RepairState end) {
        assertThat(rig.awaitEnd(failure, LONGEST).state()).as(failure.toString()).isEqualTo(end);
    }

    private static List<FailureMessage> puts(String prefix, String origin, String target) {
        return IntStream.range(0, EACH)
                .mapToObj(i -> Reports.put(prefix + i, origin, target))
                .toList();
    }
}
