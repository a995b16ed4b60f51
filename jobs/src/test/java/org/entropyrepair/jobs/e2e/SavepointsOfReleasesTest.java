package org.entropyrepair.jobs.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.entropyrepair.core.model.Bytes;
import org.entropyrepair.core.model.Cell;
import org.entropyrepair.core.model.Mutation;
import org.entropyrepair.core.model.RepairState;
import org.entropyrepair.core.model.Version;
import org.entropyrepair.core.wire.DeadLetterId;
import org.entropyrepair.core.wire.FailureMessage;
import org.entropyrepair.testkit.fake.Answer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What every release left behind in a savepoint is restored by this one, wherever the savepoint
 * lies and whatever the parallelism, and ends as it should; nothing else does. {@link
 * WriteSavepointsTest} wrote them.
 */
@Tag("slow")
@ExtendWith(OneStage.class)
@Timeout(300)
class SavepointsOfReleasesTest {
    /** A folder for each release, with {@code canonical} and {@code native} in it. */
    static final Path FOLDER = Path.of("src/test/resources/savepoints").toAbsolutePath();

    private static final Duration LONGEST = Duration.ofSeconds(120);

    @ParameterizedTest
    @MethodSource("savepoints")
    void endsAsItShould(Path savepoint, int parallelism, Stage stage) throws Exception {
        try (RepairRig rig = KeptRepairs.after(stage).open()) {
            Map<Cell, Version> winners = prepareStores(rig);
            RunningJob job = rig.restore(copyElsewhere(savepoint, stage), parallelism);
            FailureMessage later = Reports.put("later", "us", "us");
            rig.publish("us", later);
            rig.awaitEnd(later, LONGEST);

            Map<Ends.Repair, RepairState> expected = new HashMap<>();
            for (KeptRepairs.Kept kept : KeptRepairs.all()) {
                expected.put(new Ends.Repair(kept.cell(), kept.target()), kept.end());
                rig.await("end of " + kept, LONGEST, () -> hasEnded(rig, kept));
                if (kept.end() == RepairState.APPLIED) {
                    if (!winners.containsKey(kept.cell())) {
                        winners.put(kept.cell(), KeptRepairs.version(kept));
                    }
                    assertThat(rig.store(kept.target()).held(kept.cell()))
                            .as(kept.toString())
                            .hasValueSatisfying(
                                    held ->
                                            assertThat(held.version())
                                                    .isEqualTo(winners.get(kept.cell())));
                }
            }
            expected.put(new Ends.Repair(later.write().cell(), "us"), RepairState.APPLIED);
            Map<Ends.Repair, RepairState> ended = new HashMap<>();
            rig.ends().ended().forEach((repair, end) -> ended.put(repair, end.state()));
            assertThat(ended).isEqualTo(expected);
            assertThat(rig.ends().letterIds()).containsExactlyInAnyOrderElementsOf(deaths());
            job.assertNeverRestarted();
        }
    }

    /** What landed while nobody heard of it, what is to be copied, and who refuses what. */
    private static Map<Cell, Version> prepareStores(RepairRig rig) {
        Map<Cell, Version> winners = new HashMap<>();
        for (KeptRepairs.Kept kept : KeptRepairs.all()) {
            if (kept.cell().equals(Reports.cell("landed"))) {
                rig.store("us").apply(Reports.landed(kept.failure()));
            } else if (kept.failure().write() instanceof FailureMessage.Write.Copy) {
                Mutation winner =
                        new Mutation(
                                kept.cell(),
                                Version.put(KeptRepairs.token(50)),
                                Reports.value(KeptRepairs.token(50)),
                                Bytes.EMPTY);
                rig.store("eu").apply(winner);
                winners.put(kept.cell(), winner.version());
            }
        }
        Cell twice = Reports.cell(KeptRepairs.PAUSED, KeptRepairs.TWICE);
        rig.store("us").next(twice, new Answer.Rejected("not in my shop"));
        winners.put(twice, Version.put(KeptRepairs.token(KeptRepairs.OLDER)));
        return winners;
    }

    private static boolean hasEnded(RepairRig rig, KeptRepairs.Kept kept) {
        return rig.ends()
                .of(kept.cell(), kept.target())
                .filter(end -> end.state() == kept.end())
                .isPresent();
    }

    /** The ids of the dead letters: of what stays unknown, and of the winner that is refused. */
    private static List<String> deaths() {
        return KeptRepairs.all().stream()
                .filter(KeptRepairs.Kept::dies)
                .map(KeptRepairs.Kept::failure)
                .map(
                        failure ->
                                DeadLetterId.of(
                                        failure.write().cell(),
                                        failure.target(),
                                        failure.write().op(),
                                        failure.token(),
                                        0))
                .toList();
    }

    private static String copyElsewhere(Path savepoint, Stage stage) throws IOException {
        Path copy = Files.createTempDirectory(stage.folder(), "savepoint-");
        try (Stream<Path> files = Files.list(savepoint)) {
            for (Path file : files.toList()) {
                Files.copy(file, copy.resolve(file.getFileName()));
            }
        }
        return copy.toUri().toString();
    }

    static List<Arguments> savepoints() throws IOException {
        try (Stream<Path> releases = Files.list(FOLDER)) {
            return releases.sorted()
                    .flatMap(
                            release ->
                                    Stream.of(
                                            Arguments.of(release.resolve("canonical"), 3),
                                            Arguments.of(release.resolve("native"), 1)))
                    .toList();
        }
    }
}
