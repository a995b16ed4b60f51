package org.entropyrepair.sinks.dynamodb;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.entropyrepair.sinks.dynamodb.TableShape.KeyAttribute;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.dynamodb.model.ScalarAttributeType;
import software.amazon.awssdk.services.dynamodb.model.TableStatus;

/** When a table is asked for, with an answer that comes when the test says and a clock it moves. */
final class TablesTest {
    private final List<CompletableFuture<TableShape>> asked = new ArrayList<>();
    private long nowNanos;
    private final Tables tables =
            new Tables(
                    table -> {
                        asked.add(new CompletableFuture<>());
                        return asked.get(asked.size() - 1);
                    },
                    () -> nowNanos);

    @Test
    void oneAnswerServesEverybodyForAMinute() {
        CompletableFuture<TableShape> early = tables.shape("edges");
        assertThat(early).isNotDone();
        answer(0, shape(false));
        assertThat(early).isCompletedWithValue(shape(false));
        after(60_000);
        assertThat(tables.shape("edges")).isCompletedWithValue(shape(false));
        assertThat(asked).hasSize(1);
    }

    @Test
    void whatWasKnownIsUsedWhileItIsAskedAnewAndReplacedByTheAnswer() {
        tables.shape("edges");
        answer(0, shape(false));
        after(60_001);
        assertThat(tables.shape("edges")).isCompletedWithValue(shape(false));
        assertThat(asked).hasSize(2);
        answer(1, shape(true));
        assertThat(tables.shape("edges")).isCompletedWithValue(shape(true));
    }

    @Test
    void whatWasKnownOutlivesFailuresToAskAnew() {
        tables.shape("edges");
        answer(0, shape(false));
        for (int again = 1; again < 4; again++) {
            after(60_001);
            tables.shape("edges");
            asked.get(again).completeExceptionally(new IllegalStateException("away"));
            assertThat(tables.shape("edges")).isCompletedWithValue(shape(false));
        }
    }

    @Test
    void failureIsAskedAboutAgainAfterHalfASecond() {
        tables.shape("edges");
        asked.get(0).completeExceptionally(new IllegalStateException("away"));
        after(500);
        assertThat(tables.shape("edges")).isCompletedExceptionally();
        assertThat(asked).hasSize(1);
        after(1);
        assertThat(tables.shape("edges")).isNotDone();
        assertThat(asked).hasSize(2);
    }

    @Test
    void whatIsForgottenIsAskedAboutAnewButNotAllTheTime() {
        tables.shape("edges");
        answer(0, shape(false));
        tables.forget("edges");
        assertThat(tables.shape("edges")).isCompletedWithValue(shape(false));
        assertThat(asked).hasSize(1);
        after(501);
        tables.forget("edges");
        tables.forget("others");
        assertThat(tables.shape("edges")).isNotDone();
        assertThat(asked).hasSize(2);
    }

    private void answer(int which, TableShape shape) {
        asked.get(which).complete(shape);
    }

    private void after(long millis) {
        nowNanos += TimeUnit.MILLISECONDS.toNanos(millis);
    }

    private static TableShape shape(boolean global) {
        return new TableShape(
                "edges",
                TableStatus.ACTIVE,
                new KeyAttribute("id", ScalarAttributeType.B),
                new KeyAttribute("key", ScalarAttributeType.B),
                Set.of(),
                global);
    }
}
