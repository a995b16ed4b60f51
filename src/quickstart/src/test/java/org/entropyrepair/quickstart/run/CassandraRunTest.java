package org.entropyrepair.quickstart.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;
import org.entropyrepair.quickstart.hosts.CassandraHosts;
import org.entropyrepair.quickstart.judge.Verdict;
import org.entropyrepair.quickstart.progress.Display;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("slow")
class CassandraRunTest {
    private static final String ONE_MORE =
            "INSERT INTO wordnet.synset (id, key, value) VALUES ('spoiled', 0x00, 0x00)";

    /** So many that some short TTL runs out before its repair, however quick the machine. */
    private static final String EDGES = "1000";

    @TempDir Path temporary;

    @Test
    void aTornGraphInCassandraHealsAndTheJudgeSeesEveryRowThatIsSpoiledAfterwards()
            throws Exception {
        Options options =
                Options.parse(
                        List.of(
                                "--store",
                                "cassandra",
                                "--edges",
                                EDGES,
                                "--seed",
                                "21",
                                "--exit"));
        try (Run run = Run.open(options, RunFolder.create(temporary), silent())) {
            Result result = run.converge();
            assertThat(result.divergentBefore()).isPositive();
            assertThat(result.divergentAfter()).isZero();
            assertThat(result.wrongAfter()).isZero();
            assertThat(result.deadLetters()).isPositive();
            assertThat(result.deadLettersDifference()).isZero();
            assertThat(result.applied()).isPositive();
            assertThat(result.expired()).isPositive();

            CassandraHosts hosts = (CassandraHosts) run.hosts();
            hosts.server("eu-west-1").cql(ONE_MORE);

            Verdict verdict = run.verdict();
            assertThat(verdict.divergent()).isEqualTo(1);
            assertThat(verdict.wrong()).isEqualTo(1);
            assertThat(verdict.wrongByRegion()).containsEntry("eu-west-1", 1L);
        }
    }

    private static Display silent() {
        return new Display(new PrintStream(OutputStream.nullOutputStream()), 0);
    }
}
