package org.entropyrepair.quickstart.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.entropyrepair.flow.repair.RepairSettings;
import org.entropyrepair.quickstart.progress.Display;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("slow")
class RunTest {
    private static final int SEED = 21;

    @TempDir Path temporary;

    @Test
    void aTornGraphComesBackToZeroDivergence() throws Exception {
        try (Run run = Run.open(options(1_500), folder(), display())) {
            allIsWell(run.converge());
        }
    }

    @Test
    void killingTheJobWithRepairsPendingChangesNothingInTheResult() throws Exception {
        try (Run run = Run.open(options(4_000), folder(), display())) {
            CompletableFuture<Void> killer =
                    run.cluster().thenAcceptAsync(cluster -> killTwice(run, cluster));

            Result result = run.converge();

            killer.get(3, TimeUnit.MINUTES);
            allIsWell(result);
        }
    }

    @Test
    void losingAllAlarmsAndChangingTheParallelismChangesNothingInTheResult() throws Exception {
        try (Run run = Run.open(options(4_000), folder(), display())) {
            CompletableFuture<Void> replacer =
                    replaceJob(run, RepairSettings.Limits.DEFAULT.withAlarmsLost());

            Result result = run.converge();

            replacer.get(3, TimeUnit.MINUTES);
            allIsWell(result);
        }
    }

    /** Once repairs are pending in a checkpoint, lets the job go on from it as one task. */
    private static CompletableFuture<Void> replaceJob(Run run, RepairSettings.Limits limits) {
        return run.cluster()
                .thenAcceptAsync(
                        cluster -> {
                            long torn = run.pending();
                            await().atMost(Duration.ofMinutes(2))
                                    .until(() -> run.pending() > torn / 4);
                            try {
                                long before = cluster.checkpoints().completed();
                                await().atMost(Duration.ofMinutes(2))
                                        .until(
                                                () ->
                                                        cluster.checkpoints().completed() > before
                                                                && run.pending() > 0);
                                cluster.replaceJob(1, env -> run.buildJob(env, limits));
                            } catch (Exception failed) {
                                throw new IllegalStateException("not replaced", failed);
                            }
                        });
    }

    private static void killTwice(Run run, RepairCluster cluster) {
        for (int kills = 1; kills <= 2; kills++) {
            int restored = kills;
            await().atMost(Duration.ofMinutes(2))
                    .until(() -> cluster.checkpoints().completed() >= 1 && run.pending() > 0);
            try {
                cluster.killTaskManager();
            } catch (Exception failed) {
                throw new IllegalStateException("the task manager could not be killed", failed);
            }
            await().atMost(Duration.ofMinutes(2))
                    .until(() -> cluster.checkpoints().restored() >= restored);
        }
    }

    static void allIsWell(Result result) throws Exception {
        assertThat(result.divergentBefore()).as("seed %d", SEED).isPositive();
        assertThat(result.divergentAfter()).as("seed %d", SEED).isZero();
        assertThat(result.wrongAfter()).as("seed %d", SEED).isZero();
        assertThat(result.deadLetters()).isPositive();
        assertThat(result.deadLettersDifference()).as("seed %d", SEED).isZero();
        assertThat(result.applied()).isPositive();
        assertThat(result.healed()).isPositive();
        assertThat(result.superseded()).isPositive();
        assertThat(result.expired()).isPositive();
        JsonNode json = new ObjectMapper().readTree(result.toJson());
        assertThat(json.fieldNames())
                .toIterable()
                .containsExactly(
                        "edges",
                        "cells",
                        "failuresPublished",
                        "divergentBefore",
                        "divergentAfter",
                        "wrongAfter",
                        "applied",
                        "healed",
                        "superseded",
                        "expired",
                        "deadLetters",
                        "seconds");
    }

    private RunFolder folder() throws Exception {
        return RunFolder.create(temporary);
    }

    private static Options options(int edges) throws Exception {
        return Options.parse(
                List.of("--edges", "" + edges, "--seed", "" + SEED, "--exit", "--timeout", "3m"));
    }

    private static Display display() {
        return new Display(new PrintStream(OutputStream.nullOutputStream()), 0);
    }
}
