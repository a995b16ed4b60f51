package org.entropyrepair.jobs.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.entropyrepair.core.wire.FailureMessage;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** What the job asks of RocksDB is what RocksDB runs with: it writes that down beside its files. */
@Tag("slow")
@ExtendWith(OneStage.class)
@Timeout(300)
class RocksDbOptionsTest {
    private static final Duration LONGEST = Duration.ofSeconds(60);
    private static final int TASKS = 2;

    @Test
    void rocksDbHasFiltersAPartitionedIndexAndFourThreads(Stage stage) throws Exception {
        try (RepairRig rig = RepairScene.on(stage, "us", "eu").open()) {
            RunningJob job = rig.start(rig.options(), TASKS, null);
            FailureMessage failure = Reports.put("user:1", "us", "eu");
            rig.publish("us", failure);
            rig.awaitEnd(failure, LONGEST);
            List<Path> databases = databases(stage.folder(), "job_" + job.id());
            assertThat(databases).hasSize(TASKS);
            for (Path database : databases) {
                String options = newestOptions(database);
                assertThat(options).contains("max_background_jobs=4");
                assertThat(section(options, "TableOptions/BlockBasedTable \"edge-control\""))
                        .contains("filter_policy=bloomfilter:")
                        .contains("partition_filters=true")
                        .contains("index_type=kTwoLevelIndexSearch");
            }
            job.assertNeverRestarted();
        }
    }

    /** Those of one job; its checkpoints come and go beside them. */
    private static List<Path> databases(Path folder, String job) throws IOException {
        List<Path> found = new ArrayList<>();
        Files.walkFileTree(
                folder,
                new SimpleFileVisitor<>() {
                    @Override
                    public FileVisitResult preVisitDirectory(
                            Path each, BasicFileAttributes attributes) {
                        if (!each.getFileName().toString().startsWith(job)) {
                            return FileVisitResult.CONTINUE;
                        }
                        found.add(each.resolve("db"));
                        return FileVisitResult.SKIP_SUBTREE;
                    }

                    @Override
                    public FileVisitResult visitFileFailed(Path gone, IOException why) {
                        return FileVisitResult.CONTINUE;
                    }
                });
        return found;
    }

    /** RocksDB writes them anew for each state and keeps the last two. */
    private static String newestOptions(Path database) throws IOException {
        try (Stream<Path> files = Files.list(database)) {
            return files.filter(file -> file.getFileName().toString().startsWith("OPTIONS-"))
                    .max(Comparator.comparing(Path::toString))
                    .map(RocksDbOptionsTest::text)
                    .orElseThrow(() -> new AssertionError(database + ": no file of options"));
        }
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The lines under a heading. */
    private static String section(String options, String heading) {
        return Arrays.stream(options.split("(?m)^(?=\\[)"))
                .filter(each -> each.startsWith("[" + heading))
                .findAny()
                .orElseThrow(() -> new AssertionError(heading + ": not among the options"));
    }
}
