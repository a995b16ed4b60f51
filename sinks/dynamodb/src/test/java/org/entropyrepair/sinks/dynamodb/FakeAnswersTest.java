package org.entropyrepair.sinks.dynamodb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.entropyrepair.sinks.dynamodb.FakeDynamoDb.cancelled;
import static org.entropyrepair.sinks.dynamodb.FakeDynamoDb.error;
import static org.entropyrepair.sinks.dynamodb.FakeDynamoDb.lost;
import static org.entropyrepair.sinks.dynamodb.FakeDynamoDb.never;
import static org.entropyrepair.sinks.dynamodb.FakeDynamoDb.ok;
import static org.entropyrepair.sinks.dynamodb.TroubleBench.EDGES;
import static org.entropyrepair.sinks.dynamodb.TroubleBench.RECORDS;
import static org.entropyrepair.sinks.dynamodb.TroubleBench.newCell;
import static org.entropyrepair.sinks.dynamodb.TroubleBench.put;

import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.entropyrepair.core.model.Mutation;
import org.entropyrepair.core.model.Version;
import org.entropyrepair.sinks.ReadResult;
import org.entropyrepair.sinks.StoreUnreadableException;
import org.entropyrepair.sinks.WriteResult;
import org.entropyrepair.sinks.WriteResult.Reach;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What DynamoDB says and DynamoDB Local cannot: the SDK's whole way, with made-up answers. */
@Tag("slow")
@Timeout(value = 10, unit = TimeUnit.MINUTES)
final class FakeAnswersTest {
    private static final String NONE = "{\"Code\":\"None\"}";

    private final FakeDynamoDb fake = FakeDynamoDb.start();

    @AfterEach
    void close() {
        fake.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ProvisionedThroughputExceededException",
                "RequestLimitExceeded",
                "ThrottlingException"
            })
    void throttledWriteIsSaidToBeSoAndNotTriedAgain(String code) {
        try (TroubleBench bench = open(Map.of())) {
            bench.landsSoon(EDGES);
            int before = fake.count("PutItem");
            fake.always("PutItem", error(400, code, "Rate exceeded"));
            assertThat(bench.write(EDGES))
                    .isEqualTo(
                            new WriteResult.Throttled("table edges: " + code + ": Rate exceeded"));
            assertThat(fake.count("PutItem")).isEqualTo(before + 1);
            fake.always("PutItem", ok("{}"));
            bench.landsSoon(EDGES);
        }
    }

    @Test
    void tableThatCannotBeDescribedForThrottlingThrottles() {
        fake.always("DescribeTable", error(400, "ThrottlingException", "Rate exceeded"));
        try (TroubleBench bench = open(Map.of())) {
            bench.endsSoon(EDGES, result -> result instanceof WriteResult.Throttled);
            assertThat(fake.count("PutItem")).isZero();
            fake.always("DescribeTable", ok(FakeDynamoDb.TABLE.formatted("")));
            bench.landsSoon(EDGES);
        }
    }

    @Test
    void throttledTransactionIsThrottled() {
        try (TroubleBench bench = open(Map.of())) {
            bench.landsSoon(RECORDS);
            for (String code : List.of("ThrottlingError", "ProvisionedThroughputExceeded")) {
                int before = fake.count("TransactWriteItems");
                fake.always(
                        "TransactWriteItems",
                        cancelled("[" + NONE + ",{\"Code\":\"" + code + "\",\"Message\":\"x\"}]"));
                assertThat(bench.write(RECORDS)).isInstanceOf(WriteResult.Throttled.class);
                assertThat(fake.count("TransactWriteItems")).isEqualTo(before + 1);
            }
        }
    }

    @Test
    void transactionsThatMetAreTriedAgainAFewTimes() {
        String conflict = "[{\"Code\":\"TransactionConflict\",\"Message\":\"met\"}," + NONE + "]";
        try (TroubleBench bench = open(Map.of())) {
            bench.landsSoon(RECORDS);
            int before = fake.count("TransactWriteItems");
            fake.next("TransactWriteItems", cancelled(conflict));
            fake.next("TransactWriteItems", cancelled(conflict));
            assertThat(bench.write(RECORDS)).isEqualTo(new WriteResult.Applied());
            assertThat(fake.count("TransactWriteItems")).isEqualTo(before + 3);

            fake.always("TransactWriteItems", cancelled(conflict));
            assertThat(bench.write(RECORDS)).isInstanceOf(WriteResult.Throttled.class);
            assertThat(fake.count("TransactWriteItems")).isBetween(before + 4, before + 3 + 9);
        }
    }

    @Test
    void newerMarkerSupersedesWhateverTheOtherReasonSays() {
        Mutation mutation = put(newCell(RECORDS));
        String newer = item(Version.delete(mutation.version().token()));
        fake.always(
                "TransactWriteItems",
                cancelled(
                        "[{\"Code\":\"ThrottlingError\"},{\"Code\":\"ConditionalCheckFailed\","
                                + newer
                                + "}]"));
        try (TroubleBench bench = open(Map.of())) {
            assertThat(answered(bench, mutation)).isEqualTo(new WriteResult.Superseded());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"UnrecognizedClientException", "InvalidSignatureException"})
    void wrongCredentialsConcernTheStoreUntilTheyAreMended(String code) {
        fake.always("DescribeTable", error(400, code, "Not you.\\n\\nx-amz-security-token:sesame"));
        Map<String, Object> keys =
                Map.of("secretAccessKey", "sesame-key", "sessionToken", "sesame");
        try (TroubleBench bench = open(keys)) {
            assertThat(bench.misdeployedSoon(EDGES, Reach.STORE).message())
                    .contains(code, "Not you.")
                    .doesNotContain("sesame");
            assertThat(bench.read(newCell(EDGES))).isInstanceOf(ReadResult.Unreadable.class);
            assertThat(fake.count("PutItem")).isZero();
            fake.always("DescribeTable", ok(FakeDynamoDb.TABLE.formatted("")));
            bench.landsSoon(EDGES);
            fake.always("PutItem", error(400, code, "Not you any more."));
            bench.misdeployedSoon(EDGES, Reach.STORE);
        }
    }

    @Test
    void missingPermissionConcernsTheNamespaceUntilItIsGranted() {
        String words = "not authorized to perform: dynamodb:PutItem";
        fake.always("PutItem", error(400, "AccessDeniedException", words));
        try (TroubleBench bench = open(Map.of())) {
            assertThat(bench.misdeployedSoon(EDGES, Reach.NAMESPACE).message()).contains(words);
            bench.landsSoon(RECORDS);
            fake.always("PutItem", ok("{}"));
            bench.landsSoon(EDGES);
        }
    }

    @Test
    void errorOfTheServersOwnMayHaveLandedAndIsNotTriedAgain() {
        try (TroubleBench bench = open(Map.of())) {
            bench.landsSoon(EDGES);
            int before = fake.count("PutItem");
            fake.always("PutItem", error(500, "InternalServerError", "oops"));
            assertThat(bench.write(EDGES)).isInstanceOf(WriteResult.Unknown.class);
            fake.always("PutItem", new FakeDynamoDb.Reply(503, "<html>busy</html>"));
            assertThat(bench.write(EDGES)).isInstanceOf(WriteResult.Unknown.class);
            assertThat(fake.count("PutItem")).isEqualTo(before + 2);
            fake.always("PutItem", ok("<html>welcome</html>"));
            assertThat(bench.write(EDGES)).isInstanceOf(WriteResult.Unknown.class);
        }
    }

    @Test
    void whatIsNoDynamoDbConcernsTheStore() {
        fake.always("DescribeTable", new FakeDynamoDb.Reply(404, "<html>not found</html>"));
        try (TroubleBench bench = open(Map.of())) {
            assertThat(bench.misdeployedSoon(EDGES, Reach.STORE).message())
                    .contains("expected: an endpoint of DynamoDB");
        }
        Map<String, Object> overTls = Map.of("endpoint", "https://127.0.0.1:" + fake.port());
        try (TroubleBench bench = open(overTls)) {
            assertThat(answered(bench, put(newCell(EDGES))))
                    .isInstanceOf(WriteResult.Unavailable.class);
        }
        assertThat(fake.count("PutItem")).isZero();
    }

    @Test
    void globalTableIsNotWrittenUnlessThisRegionIsItsOnlyWriter() {
        String replicas =
                ",\"GlobalTableVersion\":\"2019.11.21\","
                        + "\"Replicas\":[{\"RegionName\":\"us-east-1\",\"ReplicaStatus\":\"ACTIVE\"}]";
        fake.always("DescribeTable", ok(FakeDynamoDb.TABLE.formatted(replicas)));
        try (TroubleBench bench = open(Map.of())) {
            assertThat(bench.misdeployedSoon(EDGES, Reach.NAMESPACE).message())
                    .contains("replica of a global table [us-east-1]");
            bench.misdeployedSoon(RECORDS, Reach.NAMESPACE);
            assertThat(bench.read(newCell(EDGES))).isEqualTo(new ReadResult.Nothing(true));
        }
        try (TroubleBench bench = open(Map.of("globalTableWriterRegion", "us-east-1"))) {
            bench.misdeployedSoon(EDGES, Reach.NAMESPACE);
        }
        assertThat(fake.count("PutItem") + fake.count("TransactWriteItems")).isZero();
        try (TroubleBench bench = open(Map.of("globalTableWriterRegion", "eu-west-1"))) {
            bench.landsSoon(EDGES);
        }
    }

    @Test
    void writeWhoseConnectionIsLostIsMadeAgainAndIsNotTakenForHealed() {
        Mutation mutation = put(newCell(EDGES));
        try (TroubleBench bench = open(Map.of())) {
            bench.landsSoon(EDGES);
            fake.next("PutItem", lost()).next("PutItem", holding(mutation.version()));
            assertThat(bench.write(mutation)).isEqualTo(new WriteResult.Applied());
            fake.next("PutItem", holding(mutation.version()));
            assertThat(bench.write(mutation)).isEqualTo(new WriteResult.Healed());
        }
    }

    @Test
    void writeWhoseConnectionWasLostMayHaveLandedWhateverComesAfter() {
        try (TroubleBench bench = open(Map.of())) {
            bench.landsSoon(EDGES);
            fake.next("PutItem", lost())
                    .next("PutItem", error(400, "ThrottlingException", "Rate exceeded"));
            assertThat(bench.write(EDGES)).isInstanceOf(WriteResult.Unknown.class);
            int before = fake.count("PutItem");
            fake.always("PutItem", lost());
            assertThat(bench.write(EDGES)).isInstanceOf(WriteResult.Unknown.class);
            assertThat(fake.count("PutItem")).isEqualTo(before + 1 + Connection.LOST_MAX);
        }
    }

    @Test
    void silenceIsUnknownAndOnlySoManyWait() {
        try (TroubleBench bench = open(Map.of("maxConnections", 1L))) {
            bench.landsSoon(EDGES);
            fake.always("PutItem", never());
            List<CompletionStage<WriteResult>> taken = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                taken.add(bench.store().apply(put(newCell(EDGES))));
            }
            CompletionStage<WriteResult> fifth = bench.store().apply(put(newCell(EDGES)));
            assertThat(fifth.toCompletableFuture())
                    .isCompletedWithValue(
                            new WriteResult.Throttled(
                                    "in flight: 4 (expected: fewer; maxConnections sets it)"));
            List<WriteResult> ends = taken.stream().map(TroubleBench::answer).toList();
            assertThat(ends)
                    .as("one had the connection, the others waited for it")
                    .hasAtLeastOneElementOfType(WriteResult.Unknown.class)
                    .hasOnlyElementsOfTypes(
                            WriteResult.Unknown.class, WriteResult.Unavailable.class);
            fake.always("PutItem", ok("{}"));
            bench.landsSoon(EDGES);
        }
    }

    @Test
    void scanOfWhatSaysNothingEnds() {
        fake.always("Scan", never());
        try (TroubleBench bench = open(Map.of())) {
            assertThatThrownBy(() -> bench.store().scan(EDGES, 0, 1, entry -> {}))
                    .isInstanceOf(StoreUnreadableException.class);
        }
    }

    @Test
    void throttledScanGoesOn() throws StoreUnreadableException {
        Version version = TroubleBench.newPut();
        fake.always("Scan", ok("{\"Items\":[],\"Count\":0}"));
        fake.next("Scan", error(400, "ProvisionedThroughputExceededException", "slow"));
        fake.next("Scan", ok("{\"Count\":1,\"Items\":[{" + attributes(version) + "}]}"));
        try (TroubleBench bench = open(Map.of())) {
            bench.landsSoon(EDGES);
            List<Version> found = new ArrayList<>();
            bench.store().scan(EDGES, 0, 1, entry -> found.add(entry.held().version()));
            assertThat(found).containsExactly(version);
        }
    }

    /** The answer once the store has got as far as to ask. */
    private static WriteResult answered(TroubleBench bench, Mutation mutation) {
        WriteResult result = bench.write(mutation);
        for (int i = 0; i < 5 && result.toString().contains("no answer in"); i++) {
            result = bench.write(mutation);
        }
        return result;
    }

    private static FakeDynamoDb.Reply holding(Version version) {
        return new FakeDynamoDb.Reply(
                400,
                """
                {"__type":"com.amazonaws.dynamodb.v20120810#ConditionalCheckFailedException",
                 "message":"The conditional request failed", %s}
                """
                        .formatted(item(version)));
    }

    private static String item(Version version) {
        return "\"Item\":{" + attributes(version) + "}";
    }

    private static String attributes(Version version) {
        return "\"id\":{\"B\":\"aWQ=\"},\"key\":{\"B\":\"a2V5\"},\"value\":{\"B\":\"dg==\"},"
                + "\"version\":{\"B\":\""
                + Base64.getEncoder().encodeToString(VersionBytes.of(version))
                + "\"}";
    }

    private TroubleBench open(Map<String, Object> more) {
        return TroubleBench.open(fake.endpoint(), more);
    }
}
