package org.entropyrepair.sinks.dynamodb;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.entropyrepair.core.model.Bytes;
import org.entropyrepair.core.model.Cell;
import org.entropyrepair.core.model.Mutation;
import org.entropyrepair.core.model.Version;
import org.entropyrepair.sinks.ReadResult;
import org.entropyrepair.sinks.StoreContext;
import org.entropyrepair.sinks.dynamodb.Settings.Attributes;
import org.entropyrepair.sinks.dynamodb.TableShape.KeyAttribute;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * Cells as items of one table, and back.
 *
 * <p>An item has the table's partition key (the id) and sort key (the key), and the attributes:
 *
 * <ul>
 *   <li>version (binary, always): {@link VersionBytes};
 *   <li>value (binary): only where there is one, so not in deletes and expired puts;
 *   <li>metadata (binary): only where it is not empty;
 *   <li>expiresAtMicros (number): when a put with a TTL runs out, microseconds since 1970. Readers
 *       have to look at it: the item stays for long after;
 *   <li>purgeAt (number): when DynamoDB may remove the item, seconds since 1970, in deletes and
 *       puts with a TTL. It is what the table's own TTL has to be set to.
 * </ul>
 *
 * <p>The marker of a record delete is the item with the sort key {@link #MARKER_KEY}.
 */
final class Items {
    /** The sort key of a record's marker, as text or as its bytes; sorts before usual keys. */
    static final Bytes MARKER_KEY = Bytes.utf8("\u0000entropy-repair:record");

    /** The condition under which an item is written: nothing there, or an older version. */
    static final String CONDITION =
            "attribute_not_exists(#id) OR (#version < :version AND size(#version) = :length)";

    private static final int ID_BYTES_MAX = 2_048;
    private static final int KEY_BYTES_MAX = 1_024;
    private static final int ITEM_BYTES_MAX = 400 * 1_024;
    private static final int NUMBER_BYTES_MIN = 1;

    private final Attributes attributes;
    private final TableShape shape;
    private final KeyAttribute idKey;
    private final KeyAttribute sortKey;
    private final StoreContext.Namespace namespace;

    /** Items of a table that {@link TableShape#unfit} has nothing against. */
    Items(Attributes attributes, TableShape shape, StoreContext.Namespace namespace) {
        this.attributes = attributes;
        this.shape = shape;
        this.namespace = namespace;
        this.idKey = shape.id();
        KeyAttribute sort = shape.key();
        if (sort == null) {
            throw new IllegalArgumentException("shape: no sort key (expected: one)");
        }
        this.sortKey = sort;
    }

    /** The table. */
    String table() {
        return shape.table();
    }

    /** Why DynamoDB can have no item for this cell; empty if it can. */
    Optional<String> unkeyable(Cell cell) {
        Optional<String> id = unkeyable("id", cell.id(), idKey, ID_BYTES_MAX);
        Bytes key = cell.key();
        if (id.isPresent() || key == null) {
            return id;
        }
        if (namespace.recordDeletes() && key.equals(MARKER_KEY)) {
            return Optional.of("key: that of record deletes (expected: any other)");
        }
        return unkeyable("key", key, sortKey, KEY_BYTES_MAX);
    }

    private Optional<String> unkeyable(String what, Bytes bytes, KeyAttribute part, int max) {
        if (bytes.isEmpty()) {
            return Optional.of(
                    what + ": empty (expected: at least 1 byte: DynamoDB has no empty keys)");
        }
        if (bytes.size() > max) {
            return Optional.of(
                    what + ": " + bytes.size() + " bytes (expected: at most " + max + ")");
        }
        if (part.isText() && bytes.asUtf8().isEmpty()) {
            return Optional.of(
                    what
                            + ": not UTF-8 (expected: text, since "
                            + part.name()
                            + " of table "
                            + shape.table()
                            + " is of type S)");
        }
        return Optional.empty();
    }

    /** The key of a cell's item; for a whole record that of its marker. */
    Map<String, AttributeValue> keyOf(Cell cell) {
        Bytes key = cell.key();
        return Map.of(
                idKey.name(),
                keyValue(idKey, cell.id()),
                sortKey.name(),
                keyValue(sortKey, key == null ? MARKER_KEY : key));
    }

    /** The marker's sort key as a value. */
    AttributeValue markerKey() {
        return keyValue(sortKey, MARKER_KEY);
    }

    /** The id as a value. */
    AttributeValue idValue(Bytes id) {
        return keyValue(idKey, id);
    }

    private static AttributeValue keyValue(KeyAttribute part, Bytes bytes) {
        return part.isText()
                ? AttributeValue.fromS(new String(bytes.unsafeArray(), StandardCharsets.UTF_8))
                : binary(bytes.unsafeArray());
    }

    private static AttributeValue binary(byte[] bytes) {
        return AttributeValue.fromB(SdkBytes.fromByteArrayUnsafe(bytes));
    }

    /** The cell of an item; of a marker the whole record; empty if its key has another form. */
    Optional<Cell> cellOf(Map<String, AttributeValue> item) {
        Bytes id = bytesOf(item.get(idKey.name()));
        Bytes key = bytesOf(item.get(sortKey.name()));
        if (id == null || key == null) {
            return Optional.empty();
        }
        return Optional.of(
                namespace.recordDeletes() && key.equals(MARKER_KEY)
                        ? Cell.wholeRecord(namespace.name(), id)
                        : new Cell(namespace.name(), id, key));
    }

    private static @Nullable Bytes bytesOf(@Nullable AttributeValue value) {
        if (value == null) {
            return null;
        }
        if (value.s() != null) {
            return Bytes.utf8(value.s());
        }
        return value.b() == null ? null : Bytes.wrap(value.b().asByteArrayUnsafe());
    }

    /**
     * The item of a mutation. A marker may not be purged yet: what it covers would come back.
     *
     * @param nowMicros the time of writing
     */
    Map<String, AttributeValue> itemOf(Mutation mutation, long nowMicros) {
        Version version = mutation.version();
        Map<String, AttributeValue> item = new HashMap<>(keyOf(mutation.cell()));
        item.put(attributes.version(), binary(VersionBytes.of(version)));
        if (version.isLive(nowMicros)) {
            item.put(attributes.value(), binary(mutation.value().unsafeArray()));
            if (!mutation.metadata().isEmpty()) {
                item.put(attributes.metadata(), binary(mutation.metadata().unsafeArray()));
            }
        }
        if (version.expires()) {
            item.put(
                    attributes.expiresAtMicros(),
                    AttributeValue.fromN(Long.toString(version.expiresAtMicros())));
        }
        if (!mutation.cell().isWholeRecord() && (version.isDelete() || version.expires())) {
            item.put(attributes.purgeAt(), purgeAt(version, nowMicros));
        }
        return item;
    }

    /**
     * When a version without value may go: {@code tombstonesKept} after the latest of its token's
     * time, its expiry and the time of writing.
     */
    AttributeValue purgeAt(Version version, long nowMicros) {
        long fromMicros = Math.max(nowMicros, version.token().generatedAtMicros());
        if (version.expires()) {
            fromMicros = Math.max(fromMicros, version.expiresAtMicros());
        }
        long seconds =
                TimeUnit.MICROSECONDS.toSeconds(fromMicros)
                        + TimeUnit.MILLISECONDS.toSeconds(namespace.tombstonesKeptMillis())
                        + 2; // both were rounded down
        return AttributeValue.fromN(Long.toString(seconds));
    }

    /**
     * Why DynamoDB would not take an item of this size; empty if it may: how many bytes it counts
     * for a number is its own affair, and where that decides it is asked.
     */
    Optional<String> tooLarge(Map<String, AttributeValue> item) {
        long bytes = 0;
        for (Map.Entry<String, AttributeValue> attribute : item.entrySet()) {
            AttributeValue value = attribute.getValue();
            bytes += utf8Bytes(attribute.getKey());
            if (value.b() != null) {
                bytes += value.b().asByteArrayUnsafe().length;
            } else {
                bytes += value.s() == null ? NUMBER_BYTES_MIN : utf8Bytes(value.s());
            }
        }
        return bytes <= ITEM_BYTES_MAX
                ? Optional.empty()
                : Optional.of(
                        "item: "
                                + bytes
                                + " bytes (expected: at most "
                                + ITEM_BYTES_MAX
                                + ", names of attributes included)");
    }

    private static int utf8Bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }

    /** The names in {@link #CONDITION}. */
    Map<String, String> conditionNames() {
        return Map.of("#id", idKey.name(), "#version", attributes.version());
    }

    /** The values in {@link #CONDITION}. */
    static Map<String, AttributeValue> conditionValues(Version version) {
        Map<String, AttributeValue> values = new LinkedHashMap<>();
        values.put(":version", binary(VersionBytes.of(version)));
        values.put(":length", AttributeValue.fromN(Integer.toString(VersionBytes.LENGTH)));
        return values;
    }

    /** The version of an item; empty if it has none, or one that is not ours. */
    Optional<Version> versionOf(Map<String, AttributeValue> item) {
        AttributeValue value = item.get(attributes.version());
        return value == null || value.b() == null
                ? Optional.empty()
                : VersionBytes.read(value.b().asByteArrayUnsafe());
    }

    /** Names of the attributes, for expressions. */
    Attributes attributes() {
        return attributes;
    }

    /** What an item holds under its version, as a reader of that moment sees it. */
    ReadResult.Held heldOf(Version version, Map<String, AttributeValue> item, long nowMicros) {
        boolean live = version.isLive(nowMicros);
        Bytes value = live ? bytesOf(item.get(attributes.value())) : null;
        Bytes metadata = live ? bytesOf(item.get(attributes.metadata())) : null;
        return new ReadResult.Held(
                version,
                value == null ? Bytes.EMPTY : value,
                metadata == null ? Bytes.EMPTY : metadata);
    }

    /** The name of the sort key. */
    String sortKeyName() {
        return sortKey.name();
    }

    /** The name of the partition key. */
    String idKeyName() {
        return idKey.name();
    }

    /** What is said of an item without a version of ours. */
    String withoutVersion() {
        return "table "
                + shape.table()
                + ": the item has no "
                + attributes.version()
                + " of ours (expected: "
                + VersionBytes.LENGTH
                + " bytes, written by the service as well; such items are never overwritten: give"
                + " it a version or remove it, then redrive)";
    }
}
