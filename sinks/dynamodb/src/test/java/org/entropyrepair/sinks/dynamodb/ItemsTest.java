package org.entropyrepair.sinks.dynamodb;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.entropyrepair.core.model.Bytes;
import org.entropyrepair.core.model.Cell;
import org.entropyrepair.core.model.Mutation;
import org.entropyrepair.core.model.Token;
import org.entropyrepair.core.model.Version;
import org.entropyrepair.sinks.ReadResult;
import org.entropyrepair.sinks.StoreContext;
import org.entropyrepair.sinks.dynamodb.Settings.Attributes;
import org.entropyrepair.sinks.dynamodb.TableShape.KeyAttribute;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ScalarAttributeType;
import software.amazon.awssdk.services.dynamodb.model.TableStatus;

/** What an item looks like. */
final class ItemsTest {
    private static final long NOW_MICROS = 1_769_040_100_000_000L;
    private static final long NOW_SECONDS = 1_769_040_100L;
    private static final long KEPT_SECONDS = TimeUnit.DAYS.toSeconds(10);
    private static final Token TOKEN = new Token(1_769_040_000_000_000L, 0, 1);
    private static final Bytes KEY = Bytes.utf8("user:7");
    private static final Cell CELL = new Cell("edges", Bytes.utf8("user:42"), KEY);
    private static final int ITEM_BYTES_MAX = 400 * 1_024;

    private final Items items = items(ScalarAttributeType.S, ScalarAttributeType.B, true);

    @Test
    void putThatStaysHasNoTimes() {
        assertThat(items.itemOf(put(Version.put(TOKEN), "value", "about it"), NOW_MICROS))
                .containsOnly(
                        Map.entry("id", AttributeValue.fromS("user:42")),
                        Map.entry("key", binary("user:7")),
                        Map.entry("version", version(Version.put(TOKEN))),
                        Map.entry("value", binary("value")),
                        Map.entry("value_metadata", binary("about it")));
    }

    @Test
    void emptyValueIsThereAndEmptyMetadataIsNot() {
        assertThat(items.itemOf(put(Version.put(TOKEN), "", ""), NOW_MICROS))
                .containsOnlyKeys("id", "key", "version", "value")
                .containsEntry("value", binary(""));
    }

    @Test
    void putWithATtlSaysWhenItRunsOutAndWhenItsVersionMayGo() {
        Version lasting = Version.expiringPut(TOKEN, 1_000);
        assertThat(items.itemOf(put(lasting, "value", ""), NOW_MICROS))
                .containsOnlyKeys("id", "key", "version", "value", "expires_at_micros", "purge_at")
                .containsEntry(
                        "expires_at_micros",
                        AttributeValue.fromN(Long.toString(lasting.expiresAtMicros())))
                .containsEntry("purge_at", seconds(1_769_041_000L + KEPT_SECONDS + 2));
    }

    @Test
    void putThatRanOutKeepsItsVersionAndNothingElse() {
        Version over = Version.expiringPut(TOKEN, 1);
        assertThat(items.itemOf(put(over, "value", "about it"), NOW_MICROS))
                .containsOnlyKeys("id", "key", "version", "expires_at_micros", "purge_at")
                .containsEntry("version", version(over))
                .containsEntry("purge_at", seconds(NOW_SECONDS + KEPT_SECONDS + 2));
    }

    @Test
    void deleteIsKeptFromTheLaterOfItsTokenAndNow() {
        Version delete = Version.delete(TOKEN);
        assertThat(items.itemOf(new Mutation(CELL, delete, Bytes.EMPTY, Bytes.EMPTY), NOW_MICROS))
                .containsOnlyKeys("id", "key", "version", "purge_at")
                .containsEntry("purge_at", seconds(NOW_SECONDS + KEPT_SECONDS + 2));
        Version ahead = Version.delete(new Token(NOW_MICROS + 5_000_000, 0, 1));
        assertThat(items.itemOf(new Mutation(CELL, ahead, Bytes.EMPTY, Bytes.EMPTY), NOW_MICROS))
                .containsEntry("purge_at", seconds(NOW_SECONDS + 5 + KEPT_SECONDS + 2));
    }

    @Test
    void markerOfARecordNeverGoes() {
        Cell record = Cell.wholeRecord("edges", CELL.id());
        Mutation delete = new Mutation(record, Version.delete(TOKEN), Bytes.EMPTY, Bytes.EMPTY);
        assertThat(items.itemOf(delete, NOW_MICROS))
                .containsOnly(
                        Map.entry("id", AttributeValue.fromS("user:42")),
                        Map.entry("key", binary("\u0000entropy-repair:record")),
                        Map.entry("version", version(Version.delete(TOKEN))));
        assertThat(items.cellOf(items.keyOf(record))).contains(record);
        assertThat(items.cellOf(items.keyOf(CELL))).contains(CELL);
    }

    @Test
    void keyOfTheMarkerIsTakenOnlyWhereThereAreRecordDeletes() {
        Cell cell = new Cell("edges", CELL.id(), Items.MARKER_KEY);
        assertThat(items.unkeyable(cell)).isPresent();
        Items plain = items(ScalarAttributeType.S, ScalarAttributeType.B, false);
        assertThat(plain.unkeyable(cell)).isEmpty();
        assertThat(plain.cellOf(plain.keyOf(cell))).contains(cell);
    }

    @Test
    void idsAndKeysThatDynamoDbCannotHaveAreNamed() {
        assertThat(unkeyable(Bytes.EMPTY, KEY)).startsWith("id: empty");
        assertThat(unkeyable(CELL.id(), Bytes.EMPTY)).startsWith("key: empty");
        assertThat(unkeyable(bytes(2_049), KEY))
                .isEqualTo("id: 2049 bytes (expected: at most 2048)");
        assertThat(unkeyable(CELL.id(), bytes(1_025)))
                .isEqualTo("key: 1025 bytes (expected: at most 1024)");
        assertThat(unkeyable(Bytes.wrap(new byte[] {-1}), KEY)).startsWith("id: not UTF-8");
        assertThat(items.unkeyable(new Cell("edges", bytes(2_048), bytes(1_024)))).isEmpty();
        Cell binaryKey = new Cell("edges", CELL.id(), Bytes.wrap(new byte[] {-1}));
        assertThat(items.unkeyable(binaryKey)).isEmpty();
    }

    @Test
    void onlyWhatIsTooLargeForCertainIsRefusedUnasked() {
        int names = "id".length() + "key".length() + "version".length() + "value".length();
        int rest = names + CELL.id().size() + KEY.size() + VersionBytes.LENGTH;
        assertThat(items.tooLarge(itemOf(Version.put(TOKEN), ITEM_BYTES_MAX - rest))).isEmpty();
        assertThat(items.tooLarge(itemOf(Version.put(TOKEN), ITEM_BYTES_MAX - rest + 1)))
                .contains(
                        "item: 409601 bytes (expected: at most 409600, names of attributes"
                                + " included)");
        int times = "expires_at_micros".length() + "purge_at".length() + 2;
        assertThat(
                        items.tooLarge(
                                itemOf(
                                        Version.expiringPut(TOKEN, 1_000),
                                        ITEM_BYTES_MAX - rest - times)))
                .isEmpty();
    }

    @Test
    void readerSeesNoValueOnceAPutRanOut() {
        Version version = Version.expiringPut(TOKEN, 1_000);
        Map<String, AttributeValue> item = items.itemOf(put(version, "value", "m"), NOW_MICROS);
        assertThat(items.heldOf(version, item, NOW_MICROS))
                .isEqualTo(new ReadResult.Held(version, Bytes.utf8("value"), Bytes.utf8("m")));
        assertThat(items.heldOf(version, item, version.expiresAtMicros()))
                .isEqualTo(new ReadResult.Held(version, Bytes.EMPTY, Bytes.EMPTY));
    }

    @Test
    void versionsOfOthersAreNone() {
        assertThat(items.versionOf(Map.of())).isEmpty();
        assertThat(items.versionOf(Map.of("version", AttributeValue.fromN("7")))).isEmpty();
        assertThat(items.versionOf(Map.of("version", AttributeValue.fromS("7")))).isEmpty();
        assertThat(items.versionOf(Map.of("version", binary("7")))).isEmpty();
    }

    private Map<String, AttributeValue> itemOf(Version version, int valueBytes) {
        return items.itemOf(
                new Mutation(CELL, version, bytes(valueBytes), Bytes.EMPTY), NOW_MICROS);
    }

    private String unkeyable(Bytes id, Bytes key) {
        return items.unkeyable(new Cell("edges", id, key)).orElseThrow();
    }

    private static Bytes bytes(int count) {
        return Bytes.utf8("x".repeat(count));
    }

    private static Mutation put(Version version, String value, String metadata) {
        return new Mutation(CELL, version, Bytes.utf8(value), Bytes.utf8(metadata));
    }

    private static AttributeValue version(Version version) {
        return AttributeValue.fromB(SdkBytes.fromByteArray(VersionBytes.of(version)));
    }

    private static AttributeValue binary(String text) {
        return AttributeValue.fromB(SdkBytes.fromUtf8String(text));
    }

    private static AttributeValue seconds(long seconds) {
        return AttributeValue.fromN(Long.toString(seconds));
    }

    private static Items items(
            ScalarAttributeType idType, ScalarAttributeType keyType, boolean recordDeletes) {
        return new Items(
                Attributes.USUAL,
                new TableShape(
                        "edges",
                        TableStatus.ACTIVE,
                        new KeyAttribute("id", idType),
                        new KeyAttribute("key", keyType),
                        Set.of(),
                        false),
                new StoreContext.Namespace(
                        "edges", "edges", TimeUnit.DAYS.toMillis(10), recordDeletes));
    }
}
