package org.entropyrepair.jobs.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.entropyrepair.core.model.Cell;
import org.entropyrepair.core.model.RepairState;
import org.entropyrepair.flow.savepoint.LeftBehind;
import org.entropyrepair.flow.savepoint.PendingRepair;
import org.entropyrepair.flow.savepoint.PendingSummary;
import org.entropyrepair.flow.savepoint.Savepoint;
import org.entropyrepair.flow.savepoint.StoredOperator;
import org.entropyrepair.flow.savepoint.TopicPosition;
import org.entropyrepair.flow.state.Uids;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What the kept savepoints hold, read without running a job. */
class SavepointContentsTest {
    private static final Set<String> NO_CHANGE =
            Set.of(
                    Uids.REPAIR,
                    Uids.CONFIG_REVISIONS,
                    Uids.DEAD_LETTERS,
                    Uids.OUTCOMES,
                    "Sink Committer: dead-letters",
                    "Sink Committer: outcomes",
                    "source-us/kept.failures.us",
                    "decode-us/kept.failures.us",
                    "clock-us/kept.failures.us",
                    "source-eu/kept.failures.eu",
                    "decode-eu/kept.failures.eu",
                    "clock-eu/kept.failures.eu");

    private static final String RENAMED = "eu/kept.failures.eu";

    /** A repair, and what it waits as; null where it waits with its whole target. */
    private record Waiting(Cell cell, String target, RepairState state) {}

    @ParameterizedTest
    @MethodSource("savepoints")
    void everythingThatWasPendingIsThereAndNothingElse(Path path) throws Exception {
        List<PendingRepair> pending = pending(Savepoint.open(path.toString()));
        Set<Waiting> expected = new HashSet<>();
        for (KeptRepairs.Kept kept : KeptRepairs.all()) {
            if (kept.waiting() != null) {
                expected.add(new Waiting(kept.cell(), kept.target(), kept.waiting()));
            }
        }
        assertThat(pending)
                .filteredOn(repair -> !repair.target().equals("eu"))
                .extracting(one -> new Waiting(one.cell(), one.target(), one.state()))
                .containsExactlyInAnyOrderElementsOf(expected);
        assertThat(pending)
                .filteredOn(repair -> repair.target().equals("eu"))
                .hasSize(KeptRepairs.AWAY)
                .allMatch(repair -> repair.firstFailedAtMillis() == KeptRepairs.TOKEN_MILLIS)
                .anyMatch(repair -> repair.reason().equals("target is parked"));
    }

    @ParameterizedTest
    @MethodSource("savepoints")
    void eachIsToldWithItsVersionAndWhyItWaits(Path path) throws Exception {
        List<PendingRepair> pending = pending(Savepoint.open(path.toString()));
        PendingRepair twice = of(pending, Reports.cell(KeptRepairs.PAUSED, KeptRepairs.TWICE));
        assertThat(twice.versions()).isEqualTo(2);
        assertThat(Objects.requireNonNull(twice.version()).token())
                .isEqualTo(KeptRepairs.token(KeptRepairs.NEWER));
        assertThat(twice.reason()).isEqualTo("scope is paused");
        assertThat(of(pending, Reports.cell("copied")).version()).isNull();
        assertThat(of(pending, Reports.cell("far")).reason()).isEqualTo("region is unknown");
        assertThat(of(pending, Reports.cell("slow")).reason())
                .isEqualTo("store asked to slow down");
    }

    @ParameterizedTest
    @MethodSource("savepoints")
    void theSummaryCountsByTargetStateAndReason(Path path) throws Exception {
        PendingSummary.Counter counter =
                new PendingSummary.Counter(repair -> "of " + repair.origin());
        Savepoint.open(path.toString()).pending(counter::add);
        PendingSummary summary = counter.done();
        assertThat(summary.repairs())
                .isEqualTo(KeptRepairs.all().size() - 1) // two versions are one repair
                .isEqualTo(summary.edges());
        assertThat(summary.by(PendingSummary.Group::target))
                .containsEntry("eu", (long) KeptRepairs.AWAY)
                .containsEntry("mars", 1L)
                .containsEntry("ap", 1L);
        assertThat(summary.groups())
                .contains(
                        new PendingSummary.Group(
                                "ap",
                                RepairState.PARKED,
                                "region is unknown",
                                "of us",
                                1,
                                KeptRepairs.TOKEN_MILLIS))
                .isSortedAccordingTo(Comparator.comparing(PendingSummary.Group::target));
        assertThat(summary.oldestFailedAtMillis()).isEqualTo(KeptRepairs.TOKEN_MILLIS);
    }

    @ParameterizedTest
    @MethodSource("savepoints")
    void operatorsTopicsAndTheLargestParallelismAreTold(Path path) throws Exception {
        Savepoint savepoint = Savepoint.open(path.toString());
        assertThat(savepoint.operators().stream().map(StoredOperator::uid).toList())
                .containsExactlyInAnyOrderElementsOf(NO_CHANGE);
        assertThat(savepoint.maxParallelism()).hasValue(8);
        List<TopicPosition> topics = savepoint.topics();
        assertThat(topics).hasSize(4);
        assertThat(topics)
                .filteredOn(one -> one.source().equals("source-us/kept.failures.us"))
                .satisfies(
                        read ->
                                assertThat(
                                                read.stream()
                                                        .mapToLong(one -> one.offset().orElse(-1))
                                                        .sum())
                                        .isEqualTo(KeptRepairs.all().size()));
    }

    @ParameterizedTest
    @MethodSource("savepoints")
    void whatAnotherJobLeavesBehindIsNamed(Path path) throws Exception {
        Savepoint savepoint = Savepoint.open(path.toString());
        PendingSummary.Counter counter = new PendingSummary.Counter(repair -> "");
        savepoint.pending(counter::add);
        Set<String> renamed = new HashSet<>(NO_CHANGE);
        renamed.remove("source-" + RENAMED);
        renamed.add("source-eu/other.failures.eu");
        LeftBehind left =
                LeftBehind.of(
                        savepoint.operators(), counter.done(), renamed, Set.of("us", "ap", "mars"));
        assertThat(left.operators().stream().map(StoredOperator::uid))
                .containsExactly("source-eu/kept.failures.eu");
        assertThat(left.named()).containsExactly(Map.entry(RENAMED, "how far it was read"));
        assertThat(left.regions()).containsExactly(Map.entry("eu", 60L));
        assertThat(
                        LeftBehind.of(
                                        savepoint.operators(),
                                        counter.done(),
                                        NO_CHANGE,
                                        Set.of("us", "eu", "ap", "mars"))
                                .isNothing())
                .isTrue();
    }

    @Test
    void whatIsNoSavepointIsSaidToBeNone(@TempDir Path folder) throws Exception {
        assertThatThrownBy(() -> Savepoint.open(folder.toString()))
                .isInstanceOf(IOException.class)
                .hasMessage(
                        folder
                                + ": no savepoint or checkpoint (expected: a folder with the file"
                                + " _metadata, or that file)");
        assertThatThrownBy(() -> Savepoint.open(folder.resolve("none").toString()))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("no savepoint or checkpoint");
        Files.writeString(folder.resolve("_metadata"), "no metadata");
        assertThatThrownBy(() -> Savepoint.open(folder.toString()))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("its metadata cannot be read (expected: written by Flink");
    }

    @Test
    void aSavepointWithAFileMissingIsNotTakenForAnEmptyOne(@TempDir Path folder) throws Exception {
        Files.copy(savepoints().get(0).resolve("_metadata"), folder.resolve("_metadata"));
        Savepoint torn = Savepoint.open(folder.toString());
        assertThatThrownBy(() -> torn.pending(edge -> {}))
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith(folder + ": its state cannot be read: ");
        assertThatThrownBy(torn::topics).isInstanceOf(IOException.class);
    }

    private static List<PendingRepair> pending(Savepoint savepoint) throws IOException {
        List<PendingRepair> pending = new ArrayList<>();
        savepoint.pending(pending::addAll);
        return pending;
    }

    private static PendingRepair of(List<PendingRepair> pending, Cell cell) {
        return pending.stream()
                .filter(repair -> repair.cell().equals(cell))
                .collect(
                        Collectors.reducing(
                                (one, other) -> {
                                    throw new AssertionError("twice: " + cell);
                                }))
                .orElseThrow();
    }

    static List<Path> savepoints() throws IOException {
        try (Stream<Path> all = Files.walk(SavepointsOfReleasesTest.FOLDER, 2)) {
            return all.filter(path -> Files.exists(path.resolve("_metadata"))).sorted().toList();
        }
    }
}
