package org.entropyrepair.sinks.dynamodb;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Function;
import org.entropyrepair.core.model.Cell;
import org.entropyrepair.core.model.Mutation;
import org.entropyrepair.core.model.Version;
import org.entropyrepair.sinks.WriteResult;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.services.dynamodb.DynamoDbAsyncClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.CancellationReason;
import software.amazon.awssdk.services.dynamodb.model.ConditionCheck;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;
import software.amazon.awssdk.services.dynamodb.model.Put;
import software.amazon.awssdk.services.dynamodb.model.PutItemRequest;
import software.amazon.awssdk.services.dynamodb.model.ReturnValuesOnConditionCheckFailure;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItemsRequest;
import software.amazon.awssdk.services.dynamodb.model.TransactionCanceledException;

/**
 * One mutation at one table: a put under the condition that nothing newer is there; in a namespace
 * with record deletes a transaction which checks the record's marker as well.
 *
 * <p>Two transactions that meet are tried again a few times, since neither landed. A request whose
 * connection is lost is made again, too: a server may close an idle connection just when it is
 * used, and the condition makes a repeat harmless.
 */
final class Write {
    private static final int CONFLICTS_MAX = 8;
    private static final long CONFLICT_MILLIS = 10;
    private static final long CONFLICT_MILLIS_MAX = 200;
    private static final String NOTHING_WRONG = "None";
    private static final String CONDITION_FAILED = "ConditionalCheckFailed";

    private final Connection connection;
    private final Items items;
    private final Mutation mutation;
    private final Map<String, AttributeValue> item;
    private final boolean checksMarker;
    private final Operation<WriteResult> operation;
    private final long startedNanos = System.nanoTime();
    private final CompletableFuture<WriteResult> result = new CompletableFuture<>();
    private int conflicts;
    private int lost;

    /**
     * A write to be.
     *
     * @param item of the mutation
     * @param checksMarker whether the record may have a marker
     * @param operation what waits for it
     */
    Write(
            Connection connection,
            Items items,
            Mutation mutation,
            Map<String, AttributeValue> item,
            boolean checksMarker,
            Operation<WriteResult> operation) {
        this.connection = connection;
        this.items = items;
        this.mutation = mutation;
        this.item = item;
        this.checksMarker = checksMarker;
        this.operation = operation;
    }

    /** Begins. */
    CompletableFuture<WriteResult> start() {
        attempt();
        return result;
    }

    private void attempt() {
        if (operation.isOver()) {
            result.complete(new WriteResult.Unavailable("given up"));
            return;
        }
        operation.markSent();
        Function<DynamoDbAsyncClient, CompletableFuture<?>> request =
                checksMarker ? sdk -> sdk.transactWriteItems(both()) : sdk -> sdk.putItem(single());
        connection
                .request(sdk -> request.apply(sdk).thenApply(answer -> Boolean.TRUE))
                .whenComplete((done, thrown) -> answered(thrown));
    }

    private void answered(@Nullable Throwable thrown) {
        try {
            WriteResult end = thrown == null ? new WriteResult.Applied() : failed(thrown);
            if (isLost(thrown) && lost < Connection.LOST_MAX) {
                lost++;
                if (connection.afterLost(lost - 1, this::attempt)) {
                    return;
                }
            }
            if (end instanceof WriteResult.Throttled && isConflict(thrown) && mayTryAgain()) {
                conflicts++;
                if (connection.after(pauseMillis(), this::attempt) != null) {
                    return;
                }
            }
            result.complete(lost == 0 ? end : afterLost(end));
        } catch (RuntimeException | Error bug) {
            result.completeExceptionally(bug);
        }
    }

    private static boolean isLost(@Nullable Throwable thrown) {
        return thrown != null && Trouble.isConnectionLost(thrown);
    }

    /** The try whose connection was lost may have landed. */
    private static WriteResult afterLost(WriteResult end) {
        if (end instanceof WriteResult.Healed) {
            return new WriteResult.Applied();
        }
        return end instanceof WriteResult.Unavailable || end instanceof WriteResult.Throttled
                ? new WriteResult.Unknown(Trouble.messageOf(end))
                : end;
    }

    private boolean mayTryAgain() {
        long halfNanos = connection.settings().requestTimeout().toNanos() / 2;
        return conflicts < CONFLICTS_MAX && System.nanoTime() - startedNanos < halfNanos;
    }

    private long pauseMillis() {
        long most = Math.min(CONFLICT_MILLIS_MAX, CONFLICT_MILLIS << conflicts);
        return ThreadLocalRandom.current().nextLong(1, most + 1);
    }

    /** Two that met, rather than a table that is asked too much. */
    private static boolean isConflict(@Nullable Throwable thrown) {
        Throwable cause = thrown == null ? null : Trouble.unwrap(thrown);
        if (cause instanceof TransactionCanceledException cancelled) {
            return cancelled.cancellationReasons().stream()
                    .allMatch(
                            reason ->
                                    NOTHING_WRONG.equals(reason.code())
                                            || "TransactionConflict".equals(reason.code()));
        }
        return cause instanceof AwsServiceException answer
                && answer.awsErrorDetails() != null
                && "TransactionConflictException".equals(answer.awsErrorDetails().errorCode());
    }

    private WriteResult failed(Throwable thrown) {
        Throwable cause = Trouble.unwrap(thrown);
        if (cause instanceof ConditionalCheckFailedException held) {
            return compared(held.hasItem() ? held.item() : Map.of());
        }
        if (cause instanceof TransactionCanceledException cancelled
                && cancelled.hasCancellationReasons()) {
            return cancelled(cancelled.cancellationReasons());
        }
        return Trouble.of(items.table(), cause);
    }

    /** What both items say: the one that says most wins. */
    private WriteResult cancelled(List<CancellationReason> reasons) {
        WriteResult worst = new WriteResult.Unavailable("the transaction was cancelled");
        int weightMost = -1;
        for (CancellationReason reason : reasons) {
            String code = reason.code();
            if (code == null || code.equals(NOTHING_WRONG)) {
                continue;
            }
            WriteResult one =
                    code.equals(CONDITION_FAILED)
                            ? compared(reason.hasItem() ? reason.item() : Map.of())
                            : Trouble.answered(items.table(), code, reason.message(), 400);
            int weight = weightOf(one);
            if (weight > weightMost) {
                weightMost = weight;
                worst = one;
            }
        }
        return worst;
    }

    /** Something newer, in one item, ends it whatever the other says. */
    private static int weightOf(WriteResult result) {
        if (result instanceof WriteResult.Superseded) {
            return 5;
        }
        if (result instanceof WriteResult.Rejected) {
            return 4;
        }
        if (result instanceof WriteResult.Misdeployed) {
            return 3;
        }
        if (result instanceof WriteResult.Healed) {
            return 2;
        }
        return result instanceof WriteResult.Throttled ? 1 : 0;
    }

    private WriteResult compared(Map<String, AttributeValue> held) {
        if (held.isEmpty()) {
            return new WriteResult.Unavailable(
                    "table " + items.table() + ": a condition failed without saying on what");
        }
        Optional<Version> version = items.versionOf(held);
        if (version.isEmpty()) {
            return new WriteResult.Rejected(items.withoutVersion());
        }
        int order = version.get().compareTo(mutation.version());
        if (order == 0) {
            return new WriteResult.Healed();
        }
        return order > 0
                ? new WriteResult.Superseded()
                : new WriteResult.Unavailable(
                        "table " + items.table() + ": a condition failed on an older version");
    }

    private PutItemRequest single() {
        return PutItemRequest.builder()
                .tableName(items.table())
                .item(item)
                .conditionExpression(Items.CONDITION)
                .expressionAttributeNames(items.conditionNames())
                .expressionAttributeValues(Items.conditionValues(mutation.version()))
                .returnValuesOnConditionCheckFailure(ReturnValuesOnConditionCheckFailure.ALL_OLD)
                .build();
    }

    private TransactWriteItemsRequest both() {
        Map<String, String> names = items.conditionNames();
        Map<String, AttributeValue> values = Items.conditionValues(mutation.version());
        Cell cell = mutation.cell();
        Put put =
                Put.builder()
                        .tableName(items.table())
                        .item(item)
                        .conditionExpression(Items.CONDITION)
                        .expressionAttributeNames(names)
                        .expressionAttributeValues(values)
                        .returnValuesOnConditionCheckFailure(
                                ReturnValuesOnConditionCheckFailure.ALL_OLD)
                        .build();
        ConditionCheck marker =
                ConditionCheck.builder()
                        .tableName(items.table())
                        .key(items.keyOf(Cell.wholeRecord(cell.namespace(), cell.id())))
                        .conditionExpression(Items.CONDITION)
                        .expressionAttributeNames(names)
                        .expressionAttributeValues(values)
                        .returnValuesOnConditionCheckFailure(
                                ReturnValuesOnConditionCheckFailure.ALL_OLD)
                        .build();
        return TransactWriteItemsRequest.builder()
                .transactItems(
                        TransactWriteItem.builder().put(put).build(),
                        TransactWriteItem.builder().conditionCheck(marker).build())
                .build();
    }
}
