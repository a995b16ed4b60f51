package org.entropyrepair.sinks.dynamodb;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.entropyrepair.core.model.Cell;
import org.entropyrepair.core.model.Version;
import org.entropyrepair.sinks.ReadResult;
import org.entropyrepair.sinks.StoreContext;
import org.entropyrepair.sinks.dynamodb.Settings.Attributes;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.GetItemRequest;

/**
 * Reads of cells, strongly consistent. In a namespace with record deletes the marker is read after
 * the cell: both only ever grow, so what comes out is never older than what was there at the
 * beginning, and what a marker removed is not missed.
 */
final class Reading {
    private final Connection connection;
    private final Attributes attributes;
    private final StoreContext.Namespace namespace;
    private final TableShape shape;

    /** Reads of one table. */
    Reading(
            Connection connection,
            Attributes attributes,
            StoreContext.Namespace namespace,
            TableShape shape) {
        this.connection = connection;
        this.attributes = attributes;
        this.namespace = namespace;
        this.shape = shape;
    }

    /** What is held of a cell, or of a record's marker; fails with what the SDK reports. */
    CompletableFuture<ReadResult> read(Cell cell, long nowMicros) {
        Optional<String> unfit = shape.unfit(attributes);
        if (unfit.isPresent()) {
            return CompletableFuture.completedFuture(new ReadResult.Unreadable(unfit.get()));
        }
        Items items = new Items(attributes, shape, namespace);
        if (items.unkeyable(cell).isPresent()) {
            return CompletableFuture.completedFuture(new ReadResult.Nothing(true));
        }
        CompletableFuture<ReadResult> own = get(items, cell, nowMicros);
        if (cell.isWholeRecord() || !namespace.recordDeletes()) {
            return own;
        }
        Cell record = Cell.wholeRecord(cell.namespace(), cell.id());
        return own.thenCompose(
                held -> get(items, record, nowMicros).thenApply(marker -> later(held, marker)));
    }

    private CompletableFuture<ReadResult> get(Items items, Cell cell, long nowMicros) {
        GetItemRequest request =
                GetItemRequest.builder()
                        .tableName(shape.table())
                        .key(items.keyOf(cell))
                        .consistentRead(true)
                        .build();
        return connection
                .requestRepeatably(sdk -> sdk.getItem(request))
                .thenApply(
                        answer ->
                                answer.hasItem()
                                        ? held(items, answer.item(), nowMicros)
                                        : new ReadResult.Nothing(true));
    }

    private static ReadResult held(Items items, Map<String, AttributeValue> item, long nowMicros) {
        Optional<Version> version = items.versionOf(item);
        return version.isPresent()
                ? items.heldOf(version.get(), item, nowMicros)
                : new ReadResult.Unreadable(items.withoutVersion());
    }

    private static ReadResult later(ReadResult own, ReadResult marker) {
        if (own instanceof ReadResult.Unreadable || marker instanceof ReadResult.Nothing) {
            return own;
        }
        if (own instanceof ReadResult.Held cell
                && marker instanceof ReadResult.Held over
                && !over.version().beats(cell.version())) {
            return own;
        }
        return marker;
    }
}
