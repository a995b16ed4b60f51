package org.entropyrepair.sinks.dynamodb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.entropyrepair.sinks.dynamodb.TroubleBench.put;

import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.entropyrepair.core.model.Bytes;
import org.entropyrepair.core.model.Cell;
import org.entropyrepair.sinks.ReadResult;
import org.entropyrepair.sinks.WriteResult;
import org.entropyrepair.sinks.WriteResult.Reach;
import org.entropyrepair.testkit.dynamodb.DynamoDbServer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * What a person has to mend says so, reaches no further than it must, and is noticed when mended.
 */
@Tag("slow")
@Timeout(value = 10, unit = TimeUnit.MINUTES)
final class DynamoDbMisdeployedTest {
    private final DynamoDbServer server = Local.server();
    private final String table = "t-" + UUID.randomUUID();
    private final String other = "t-" + UUID.randomUUID();

    @Test
    void missingTableConcernsItsNamespaceUntilItIsCreated() {
        server.createTable(other, "B", "B");
        try (TroubleBench bench = open(false)) {
            assertThat(bench.misdeployedSoon(table, Reach.NAMESPACE).message())
                    .contains(table, "ResourceNotFoundException");
            bench.landsSoon(other);
            assertThat(bench.read(TroubleBench.newCell(table)))
                    .isInstanceOf(ReadResult.Unreadable.class);
            server.createTable(table, "B", "B");
            bench.landsSoon(table);

            deleteTable();
            bench.misdeployedSoon(table, Reach.NAMESPACE);
            bench.landsSoon(other);
            server.createTable(table, "B", "B");
            bench.landsSoon(table);
        }
    }

    @Test
    void missingTableOfARecordNamespaceIsToldApartFromACancelledTransaction() {
        server.createTable(table, "B", "B");
        try (TroubleBench bench = open(true)) {
            bench.landsSoon(table);
            deleteTable();
            bench.misdeployedSoon(table, Reach.NAMESPACE);
            server.createTable(table, "B", "B");
            bench.landsSoon(table);
        }
    }

    @Test
    void nameThatNoTableCanHaveConcernsItsNamespaceOnly() {
        server.createTable(other, "B", "B");
        try (TroubleBench bench = TroubleBench.open(server.endpoint(), "no", other, false)) {
            assertThat(bench.misdeployedSoon("no", Reach.NAMESPACE).message())
                    .contains("ValidationException");
            bench.landsSoon(other);
        }
    }

    @Test
    void tableMadeAnewWithOtherNamesOrTypesOfItsKeyIsNoticedAndKillsNothing() {
        server.createTable(table, "S", "B");
        for (boolean records : List.of(false, true)) {
            try (TroubleBench bench = open(records)) {
                bench.landsSoon(table);
                deleteTable();
                createTable("source", "B", "target", "S");
                landsSoonWithoutARejection(bench);
                deleteTable();
                server.createTable(table, "B", "B");
                landsSoonWithoutARejection(bench);
                deleteTable();
                server.createTable(table, "S", "B");
                landsSoonWithoutARejection(bench);
            }
        }
    }

    private void landsSoonWithoutARejection(TroubleBench bench) {
        bench.endsSoon(
                table,
                result -> {
                    assertThat(result).isNotInstanceOf(WriteResult.Rejected.class);
                    return result instanceof WriteResult.Applied;
                });
    }

    @Test
    void tablesThatDoNotFitAreRefusedWithTheReasonUntilTheyFit() {
        Map<List<String>, String> wrong =
                Map.of(
                        List.of("id", "N", "key", "B"),
                        "key id of type N (expected: type B or S)",
                        List.of("id", "B", "key", "N"),
                        "key key of type N (expected: type B or S)",
                        List.of("id", "B", "version", "B"),
                        "key version (expected: a name that is none of the attributes");
        try (TroubleBench bench = open(false)) {
            wrong.forEach(
                    (key, message) -> {
                        createTable(key.get(0), key.get(1), key.get(2), key.get(3));
                        saysSoon(bench, message);
                        deleteTable();
                    });
            server.call(
                    "CreateTable",
                    """
                    {"TableName": "%s", "BillingMode": "PAY_PER_REQUEST",
                     "AttributeDefinitions": [{"AttributeName": "id", "AttributeType": "B"}],
                     "KeySchema": [{"AttributeName": "id", "KeyType": "HASH"}]}
                    """
                            .formatted(table));
            saysSoon(bench, "no sort key (expected: a partition key for ids and a sort key for");
            deleteTable();
            server.createTable(table, "B", "B");
            bench.landsSoon(table);
        }
    }

    @Test
    void itemsWithoutAVersionOfOursAreNeverOverwritten() {
        List<String> foreign =
                List.of(
                        "",
                        ",\"version\": {\"S\": \"1\"}",
                        ",\"version\": {\"N\": \"1\"}",
                        ",\"version\": {\"NULL\": true}",
                        ",\"version\": {\"L\": []}",
                        ",\"version\": {\"B\": \"AA==\"}",
                        ",\"version\": {\"B\": \"" + "A".repeat(43) + "=\"}",
                        ",\"version\": {\"B\": \"" + "A".repeat(46) + "==\"}");
        server.createTable(table, "S", "S");
        for (boolean records : List.of(false, true)) {
            try (TroubleBench bench = open(records)) {
                bench.landsSoon(table);
                for (String version : foreign) {
                    staysAsItIs(bench, version);
                }
            }
        }
    }

    private void staysAsItIs(TroubleBench bench, String version) {
        String id = "id-" + UUID.randomUUID();
        Cell cell = new Cell(table, Bytes.utf8(id), Bytes.utf8("key"));
        String key = "{\"id\": {\"S\": \"" + id + "\"}, \"key\": {\"S\": \"key\"}";
        server.call(
                "PutItem",
                "{\"TableName\": \"%s\", \"Item\": %s, \"note\": {\"S\": \"mine\"}%s}}"
                        .formatted(table, key, version));
        String get =
                "{\"TableName\": \"%s\", \"ConsistentRead\": true, \"Key\": %s}}"
                        .formatted(table, key);
        String before = server.call("GetItem", get);
        assertThat(bench.write(put(cell)))
                .as("over %s", version)
                .isInstanceOfSatisfying(
                        WriteResult.Rejected.class,
                        rejected -> assertThat(rejected.message()).contains("never overwritten"));
        assertThat(bench.read(cell)).isInstanceOf(ReadResult.Unreadable.class);
        assertThat(server.call("GetItem", get)).isEqualTo(before).contains("mine");
    }

    @Test
    void largestItemIsTakenAndTheNextLargerOneIsRejected() {
        server.createTable(table, "B", "B");
        try (TroubleBench bench = open(false)) {
            bench.landsSoon(table);
            int rest = "id".length() + 2 + "key".length() + 3 + "version".length() + 33;
            int most = 400 * 1_024 - rest - "value".length();
            Cell cell = new Cell(table, Bytes.utf8("id"), Bytes.utf8("key"));
            assertThat(bench.write(TroubleBench.put(cell, Bytes.wrap(new byte[most]))))
                    .isEqualTo(new WriteResult.Applied());
            assertThat(bench.write(TroubleBench.put(cell, Bytes.wrap(new byte[most + 1]))))
                    .isInstanceOf(WriteResult.Rejected.class);
        }
    }

    private void saysSoon(TroubleBench bench, String message) {
        WriteResult said = bench.endsSoon(table, result -> result.toString().contains(message));
        assertThat(said)
                .isInstanceOfSatisfying(
                        WriteResult.Misdeployed.class,
                        trouble -> assertThat(trouble.reach()).isEqualTo(Reach.NAMESPACE));
    }

    private void createTable(String id, String idType, String key, String keyType) {
        server.call(
                "CreateTable",
                """
                {"TableName": "%s", "BillingMode": "PAY_PER_REQUEST",
                 "AttributeDefinitions": [
                   {"AttributeName": "%s", "AttributeType": "%s"},
                   {"AttributeName": "%s", "AttributeType": "%s"}],
                 "KeySchema": [
                   {"AttributeName": "%s", "KeyType": "HASH"},
                   {"AttributeName": "%s", "KeyType": "RANGE"}]}
                """
                        .formatted(table, id, idType, key, keyType, id, key));
    }

    private void deleteTable() {
        server.call("DeleteTable", "{\"TableName\": \"%s\"}".formatted(table));
    }

    private TroubleBench open(boolean recordDeletes) {
        return TroubleBench.open(server.endpoint(), table, other, recordDeletes);
    }
}
