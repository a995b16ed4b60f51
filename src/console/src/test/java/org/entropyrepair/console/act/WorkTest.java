package org.entropyrepair.console.act;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class WorkTest {
    private final List<String> journal = new CopyOnWriteArrayList<>();

    @Test
    void oneChangeAtATimeAndEachIsInTheJournal() {
        CountDownLatch go = new CountDownLatch(1);
        try (Work work =
                new Work(
                        command -> {
                            awaitUninterrupted(go);
                            return new Tool.Ran(0, List.of("{}"), command);
                        },
                        journal::add)) {
            assertThat(work.begin("pause of scope a", List.of("scopes"), "127.0.0.1")).hasValue(1L);
            assertThat(work.begin("pause of scope b", List.of("scopes"), "127.0.0.1")).isEmpty();
            assertThat(work.state().running()).isTrue();
            go.countDown();
            await().until(() -> !work.state().running());
            assertThat(work.state().what()).isEqualTo("pause of scope a");
            assertThat(work.state().said()).containsExactly("scopes");
            assertThat(work.begin("pause of scope b", List.of("scopes"), "127.0.0.1")).hasValue(2L);
            await().until(() -> !work.state().running());
        }
        assertThat(journal)
                .containsExactly(
                        "pause of scope a: begun, asked for by 127.0.0.1",
                        "pause of scope a: done",
                        "pause of scope b: begun, asked for by 127.0.0.1",
                        "pause of scope b: done");
    }

    @Test
    void whatThrowsHasFailedAndTheNextIsTaken() {
        try (Work work =
                new Work(
                        command -> {
                            throw new IllegalStateException("a bug");
                        },
                        journal::add)) {
            work.begin("redrive", List.of(), "127.0.0.1");
            await().until(() -> !work.state().running());
            assertThat(work.state().code()).isEqualTo(1);
            assertThat(work.state().said()).singleElement().asString().contains("a bug");
            assertThat(work.begin("redrive", List.of(), "127.0.0.1")).hasValue(2L);
        }
        assertThat(journal).contains("redrive: failed");
    }

    private static void awaitUninterrupted(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
