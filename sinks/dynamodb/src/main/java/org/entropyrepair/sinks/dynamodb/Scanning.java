package org.entropyrepair.sinks.dynamodb;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.entropyrepair.core.model.Bytes;
import org.entropyrepair.core.model.Cell;
import org.entropyrepair.core.model.Version;
import org.entropyrepair.sinks.Buckets;
import org.entropyrepair.sinks.Store;
import org.entropyrepair.sinks.StoreContext;
import org.entropyrepair.sinks.StoreUnreadableException;
import org.entropyrepair.sinks.WriteResult;
import org.entropyrepair.sinks.dynamodb.Settings.Attributes;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ScanRequest;
import software.amazon.awssdk.services.dynamodb.model.ScanResponse;

/** A scan of a table, in segments side by side. Blocks its thread; one thread only. */
final class Scanning {
    private static final Logger LOG = LoggerFactory.getLogger(Scanning.class);
    private static final int SEGMENTS = 4;
    private static final int TRIES_MAX = 8;
    private static final long PAUSE_MILLIS = 50;

    private final BooleanSupplier closed;
    private final Connection connection;
    private final Attributes attributes;
    private final StoreContext.Namespace namespace;
    private long withoutVersion;

    /** A scan to be. */
    Scanning(
            BooleanSupplier closed,
            Connection connection,
            Attributes attributes,
            StoreContext.Namespace namespace) {
        this.closed = closed;
        this.connection = connection;
        this.attributes = attributes;
        this.namespace = namespace;
    }

    /** Hands out every entry of the bucket; on the caller's thread. */
    void scan(int bucket, int buckets, long nowMicros, Consumer<Store.Entry> entries)
            throws StoreUnreadableException {
        TableShape shape = await(() -> connection.tables().shape(namespace.table()));
        Optional<String> unfit = shape.unfit(attributes);
        if (unfit.isPresent()) {
            throw new StoreUnreadableException(unfit.get());
        }
        Items items = new Items(attributes, shape, namespace);
        Map<Bytes, Version> markers = new HashMap<>();
        if (namespace.recordDeletes()) {
            walk(
                    items,
                    true,
                    item -> {
                        Cell cell = items.cellOf(item).orElse(null);
                        Version version = items.versionOf(item).orElse(null);
                        if (cell != null
                                && version != null
                                && Buckets.of(cell.id(), buckets) == bucket) {
                            markers.put(cell.id(), version);
                        }
                    });
        }
        walk(
                items,
                false,
                item -> {
                    Cell cell = items.cellOf(item).orElse(null);
                    if (cell != null && Buckets.of(cell.id(), buckets) == bucket) {
                        hand(items, cell, item, markers.get(cell.id()), nowMicros, entries);
                    }
                });
        if (withoutVersion > 0) {
            LOG.warn(
                    "table {}: a scan left out {} items without a version of ours",
                    namespace.table(),
                    withoutVersion);
        }
    }

    private void hand(
            Items items,
            Cell cell,
            Map<String, AttributeValue> item,
            @Nullable Version marker,
            long nowMicros,
            Consumer<Store.Entry> entries) {
        Version version = items.versionOf(item).orElse(null);
        if (version == null) {
            withoutVersion++;
        } else if (cell.isWholeRecord() || marker == null || !marker.beats(version)) {
            entries.accept(new Store.Entry(cell, items.heldOf(version, item, nowMicros)));
        }
    }

    /** Hands out every item of the table, or every marker. */
    private void walk(Items items, boolean markers, Consumer<Map<String, AttributeValue>> each)
            throws StoreUnreadableException {
        List<Segment> segments = new ArrayList<>();
        for (int i = 0; i < SEGMENTS; i++) {
            segments.add(new Segment(items, markers, i));
        }
        while (!segments.isEmpty()) {
            for (Segment segment : segments) {
                segment.ask();
            }
            for (Segment segment : segments) {
                segment.next().forEach(each);
            }
            segments.removeIf(Segment::isDone);
        }
    }

    /** The answer, asked for again after a while where DynamoDB says to slow down. */
    private <T> T await(Supplier<CompletableFuture<T>> request) throws StoreUnreadableException {
        String trouble = "";
        for (int tried = 0; tried < TRIES_MAX; tried++) {
            if (closed.getAsBoolean()) {
                throw new StoreUnreadableException("closed");
            }
            try {
                return request.get().get(answerMillisMax(), TimeUnit.MILLISECONDS);
            } catch (TimeoutException never) {
                throw new StoreUnreadableException(
                        "table "
                                + namespace.table()
                                + ": no answer in "
                                + answerMillisMax()
                                + " ms",
                        never);
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
                throw new StoreUnreadableException("interrupted", interrupted);
            } catch (ExecutionException | CancellationException failed) {
                WriteResult result = Trouble.of(namespace.table(), failed);
                trouble = Trouble.messageOf(result);
                if (!(result instanceof WriteResult.Throttled)) {
                    throw new StoreUnreadableException(trouble, failed);
                }
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(PAUSE_MILLIS << tried));
        }
        throw new StoreUnreadableException(trouble);
    }

    /**
     * Beyond every time-out of a request that is made again: only one that was lost takes longer.
     */
    private long answerMillisMax() {
        return connection.settings().requestTimeout().toMillis() * (Connection.LOST_MAX + 2);
    }

    /** A part of the table, read page by page. */
    private final class Segment {
        private final Items items;
        private final boolean markers;
        private final int number;
        private @Nullable Map<String, AttributeValue> from;
        private @Nullable CompletableFuture<ScanResponse> asked;
        private boolean done;

        Segment(Items items, boolean markers, int number) {
            this.items = items;
            this.markers = markers;
            this.number = number;
        }

        boolean isDone() {
            return done;
        }

        /** Asks for the next page; does not wait for it. */
        void ask() {
            asked = connection.requestRepeatably(sdk -> sdk.scan(page()));
        }

        /** The page that was asked for. */
        List<Map<String, AttributeValue>> next() throws StoreUnreadableException {
            ScanResponse page =
                    await(
                            () -> {
                                CompletableFuture<ScanResponse> first = asked;
                                asked = null;
                                return first == null
                                        ? connection.requestRepeatably(sdk -> sdk.scan(page()))
                                        : first;
                            });
            boolean more = page.hasLastEvaluatedKey() && !page.lastEvaluatedKey().isEmpty();
            from = more ? page.lastEvaluatedKey() : null;
            done = !more;
            return page.items();
        }

        private ScanRequest page() {
            ScanRequest.Builder request =
                    ScanRequest.builder()
                            .tableName(items.table())
                            .consistentRead(true)
                            .segment(number)
                            .totalSegments(SEGMENTS);
            if (from != null) {
                request.exclusiveStartKey(from);
            }
            if (markers) {
                request.filterExpression("#key = :marker")
                        .expressionAttributeNames(Map.of("#key", items.sortKeyName()))
                        .expressionAttributeValues(Map.of(":marker", items.markerKey()));
            }
            return request.build();
        }
    }
}
