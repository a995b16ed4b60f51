package org.entropyrepair.cli.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.entropyrepair.jobs.GivenConfig;
import org.junit.jupiter.api.Test;

/** Several jobs on the same topics: each target and the unreadable are exactly one's. */
class OverlapTest {
    private static final String TEXT =
            """
            apiVersion: entropy-repair/v1
            graph: social
            regions:
              us:
                failures: [{bootstrapServers: "b:1", topic: failures.us}]
                store: {kind: cassandra, contactPoints: ["c:1"], localDatacenter: us, keyspace: k}
              eu:
                failures: [{bootstrapServers: "b:1", topic: failures.eu}]
                store: {kind: cassandra, contactPoints: ["c:1"], localDatacenter: eu, keyspace: k, password: "${env:NOT_HERE}"}
            namespaces:
              n: {edgeType: follows, record: forward, table: forward, tombstonesKept: 10d}
            scopes:
              - {name: everything, match: {}, action: repair}
            deadLetters: {bootstrapServers: "b:1", topic: dead-letters}
            outcomes: {bootstrapServers: "b:1", topic: outcomes}
            """;

    @Test
    void withoutTargetsAJobRepairsAllOfItsConfig() {
        assertThat(job(TEXT, Map.of()).targets()).containsExactly("eu", "us");
        assertThat(job(TEXT, Map.of("targets", "us, eu")).targets()).containsExactly("eu", "us");
    }

    @Test
    void targetAndOwnershipOfAnotherJobAreRefused() {
        JobSettings other = job(TEXT, Map.of("job-name", "all"));
        assertThat(problems(job(TEXT, Map.of("targets", "eu")), other))
                .containsExactly(
                        "--targets: eu (expected: none that job all, 1, repairs)",
                        "--owns-unreadable: true (expected: false, since job all, 1, owns them)");
    }

    @Test
    void otherTargetsOfOneThatIsNoOwnerAreInOrder() {
        JobSettings other = job(TEXT, Map.of("targets", "us"));
        assertThat(problems(job(TEXT, Map.of("targets", "eu", "owns-unreadable", "false")), other))
                .isEmpty();
    }

    @Test
    void aJobWithoutTargetsOwnsTheUnreadableBesideThoseOfAllTargets() {
        JobSettings none = job(TEXT, Map.of("targets", "none"));
        assertThat(none.targets()).isEmpty();
        JobSettings rest = job(TEXT, Map.of("owns-unreadable", "false"));
        assertThat(problems(none, rest)).isEmpty();
        assertThat(problems(rest, none)).isEmpty();
        assertThat(problems(none, none))
                .singleElement()
                .asString()
                .startsWith("--owns-unreadable: true (expected: false, since job");
    }

    @Test
    void whatIsWrongByItselfIsSaidWhateverOthersDo() {
        assertThat(
                        Overlap.problems(
                                job(TEXT, Map.of("targets", "none", "owns-unreadable", "false")),
                                List.of()))
                .singleElement()
                .asString()
                .startsWith("--owns-unreadable: false (expected: true, since");
        assertThat(Overlap.problems(job(TEXT, Map.of("targets", "eu,mars")), List.of()))
                .containsExactly("--targets: mars (expected: one of [us, eu])");
    }

    @Test
    void theSameTargetsOnOtherTopicsAreInOrder() {
        JobSettings other = job(TEXT.replace("failures.", "others."), Map.of());
        assertThat(problems(job(TEXT, Map.of()), other)).isEmpty();
    }

    @Test
    void itsCommandLineNamesWhatWasGivenAndNothingOfThisTool() {
        JobSettings settings =
                job(TEXT, Map.of("targets", "eu")).with(Map.of(JobSettings.JAR, "a.jar"));
        assertThat(settings.arguments()).hasSize(4).contains("--config-inline", "--targets", "eu");
    }

    private static List<String> problems(JobSettings one, JobSettings other) {
        return Overlap.problems(one, List.of(new RepairJobs.Found("1", "RUNNING", 0, other)));
    }

    private static JobSettings job(String text, Map<String, String> options) {
        Map<String, String> settings = new HashMap<>();
        options.forEach((name, value) -> settings.put("entropy-repair." + name, value));
        settings.put(
                "entropy-repair.config-inline",
                new GivenConfig.Inline("region.yaml", text).value());
        return new JobSettings(settings);
    }
}
