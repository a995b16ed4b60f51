package org.entropyrepair.jobs.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Stream;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.core.execution.SavepointFormatType;
import org.apache.flink.runtime.jobgraph.SavepointRestoreSettings;
import org.entropyrepair.core.model.Outcome;
import org.entropyrepair.core.model.RepairState;
import org.entropyrepair.testkit.fake.Answer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Writes the savepoints of {@code src/test/resources/savepoints}, once per release and before its
 * state changes: {@code mvn -Pslow -pl jobs -am -Dtest=WriteSavepointsTest -Dsavepoints.version=0.1
 * test}. What they hold is said by {@link KeptRepairs}.
 */
@Tag("slow")
@EnabledIfSystemProperty(named = "savepoints.version", matches = "[0-9.]+")
@ExtendWith(OneStage.class)
@Timeout(200)
class WriteSavepointsTest {
    private static final Duration LONGEST = Duration.ofSeconds(30);

    @Test
    void writeThem(Stage stage) throws Exception {
        try (RepairRig rig = KeptRepairs.before(stage).open()) {
            rig.store("us")
                    .forCell(Reports.cell("slow"), new Answer.Throttled("slow down"))
                    .forCell(Reports.cell("hung"), new Answer.Hang(false))
                    .forCell(Reports.cell("landed"), new Answer.Hang(true));
            rig.store("eu").always(new Answer.Unavailable("no host")).unreadable("no host");
            RunningJob job =
                    rig.start(rig.options(), 2, SavepointRestoreSettings.none(), filesApart());
            List<KeptRepairs.Kept> all = KeptRepairs.all();
            rig.publish("us", all.stream().map(kept -> KeptRepairs.record(rig, kept)).toList());
            all.forEach(kept -> rig.await(kept + " waits", LONGEST, () -> isWaiting(rig, kept)));
            rig.await(
                    "eu is parked",
                    LONGEST,
                    () ->
                            rig.ends().outcomes().stream()
                                    .anyMatch(
                                            said ->
                                                    said.cell() == null
                                                            && said.target().equals("eu")
                                                            && said.state() == RepairState.PARKED));
            assertThat(rig.ends().ended()).isEmpty();
            for (SavepointFormatType format : SavepointFormatType.values()) {
                moveTo(folder(format), job.savepoint(stage.folder(), format));
            }
            assertThat(rig.ends().ended()).isEmpty();
            job.assertNeverRestarted();
        }
    }

    private static boolean isWaiting(RepairRig rig, KeptRepairs.Kept kept) {
        RepairState wait = kept.waiting();
        Outcome last = null;
        for (Outcome said : rig.ends().outcomes()) {
            if (kept.cell().equals(said.cell()) && kept.target().equals(said.target())) {
                last = said;
            }
        }
        return wait == null || last != null && last.state() == wait;
    }

    /** So that the savepoint has files beside its metadata, as those of larger jobs have. */
    private static Configuration filesApart() {
        Configuration flink = new Configuration();
        flink.set(CheckpointingOptions.FS_SMALL_FILE_THRESHOLD, MemorySize.ZERO);
        return flink;
    }

    private static Path folder(SavepointFormatType format) {
        String version = Objects.requireNonNull(System.getProperty("savepoints.version"));
        return SavepointsOfReleasesTest.FOLDER
                .resolve(version)
                .resolve(format.name().toLowerCase(Locale.ROOT));
    }

    private static void moveTo(Path folder, String savepoint) throws IOException {
        Files.createDirectories(folder);
        try (Stream<Path> files = Files.list(Path.of(URI.create(savepoint)))) {
            files.forEach(
                    file -> {
                        try {
                            Files.move(file, folder.resolve(file.getFileName()));
                        } catch (IOException e) {
                            throw new UncheckedIOException(e);
                        }
                    });
        }
    }
}
