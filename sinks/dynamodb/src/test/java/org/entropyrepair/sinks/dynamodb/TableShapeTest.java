package org.entropyrepair.sinks.dynamodb;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.entropyrepair.sinks.dynamodb.Settings.Attributes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import software.amazon.awssdk.services.dynamodb.model.AttributeDefinition;
import software.amazon.awssdk.services.dynamodb.model.KeySchemaElement;
import software.amazon.awssdk.services.dynamodb.model.KeyType;
import software.amazon.awssdk.services.dynamodb.model.ReplicaDescription;
import software.amazon.awssdk.services.dynamodb.model.ScalarAttributeType;
import software.amazon.awssdk.services.dynamodb.model.TableDescription;
import software.amazon.awssdk.services.dynamodb.model.TableStatus;

/** What follows from made-up answers to DescribeTable. */
final class TableShapeTest {
    private static final String HERE = "us-east-1";
    private static final String THERE = "eu-west-1";

    @Test
    void tableOfOneRegionMayBeWritten() {
        TableShape shape = shape(table());
        assertThat(shape.unfit(Attributes.USUAL)).isEmpty();
        assertThat(shape.notWritable(HERE, null)).isEmpty();
        assertThat(shape.notWritable(HERE, THERE)).as("it concerns global tables only").isEmpty();
    }

    @Test
    void globalTableIsRefusedUnlessTheConfigNamesThisRegionAsItsOnlyWriter() {
        TableShape shape = shape(global(table()));
        assertThat(shape.unfit(Attributes.USUAL)).isEmpty();
        assertThat(shape.notWritable(HERE, null))
                .contains(
                        "table edges: replica of a global table [ap-south-1, eu-west-1] (expected:"
                                + " a table of this region alone, since conditions see the replica"
                                + " in us-east-1 only; or globalTableWriterRegion, if all its"
                                + " writers write in one region)");
        assertThat(shape.notWritable(HERE, THERE))
                .contains(
                        "table edges: replica of a global table in us-east-1 (expected: region:"
                                + " eu-west-1, which is its globalTableWriterRegion)");
        assertThat(shape.notWritable(HERE, HERE)).isEmpty();
    }

    @Test
    void globalTableWithoutListedReplicasIsRecognisedByItsVersion() {
        TableShape shape = shape(table().globalTableVersion("2017.11.29"));
        assertThat(shape.notWritable(HERE, null)).isPresent();
        assertThat(shape.notWritable(HERE, HERE)).isEmpty();
    }

    @Test
    void replicaThatIsOnlyBeingMadeMakesItGlobal() {
        ReplicaDescription creating =
                ReplicaDescription.builder().regionName(THERE).replicaStatus("CREATING").build();
        assertThat(shape(table().replicas(creating)).notWritable(HERE, null)).isPresent();
    }

    @ParameterizedTest
    @EnumSource(TableStatus.class)
    void onlyTablesThatAreThereAreUsed(TableStatus status) {
        boolean usable = status == TableStatus.ACTIVE || status == TableStatus.UPDATING;
        Optional<String> unfit = shape(table().tableStatus(status)).unfit(Attributes.USUAL);
        assertThat(unfit.isEmpty()).isEqualTo(usable);
        unfit.ifPresent(why -> assertThat(why).endsWith("(expected: ACTIVE)"));
    }

    @Test
    void statusThatIsMissingIsNone() {
        assertThat(shape(table().tableStatus((String) null)).unfit(Attributes.USUAL)).isPresent();
    }

    @Test
    void keysAreOfTwoPartsOfTextOrBytes() {
        assertThat(shape(table().keySchema(part("id", KeyType.HASH))).unfit(Attributes.USUAL))
                .contains(
                        "table edges: no sort key (expected: a partition key for ids and a sort"
                                + " key for keys)");
        assertThat(unfit("id", ScalarAttributeType.N, "key", ScalarAttributeType.B))
                .contains("table edges: key id of type N (expected: type B or S)");
        assertThat(unfit("id", ScalarAttributeType.S, "key", ScalarAttributeType.N))
                .contains("table edges: key key of type N (expected: type B or S)");
        assertThat(unfit("id", ScalarAttributeType.S, "key", ScalarAttributeType.B)).isEmpty();
        assertThat(unfit("id", ScalarAttributeType.B, "key", ScalarAttributeType.S)).isEmpty();
    }

    @Test
    void attributesMayNotBePartsOfTheKey() {
        assertThat(unfit("id", ScalarAttributeType.B, "version", ScalarAttributeType.B))
                .contains(
                        "table edges: key version (expected: a name that is none of the attributes"
                                + " [value, value_metadata, version, expires_at_micros,"
                                + " purge_at])");
    }

    @Test
    void answerWithoutAnythingIsUnfit() {
        assertThat(shape(TableDescription.builder()).unfit(Attributes.USUAL)).isPresent();
        assertThat(shape(TableDescription.builder().tableStatus("ACTIVE")).unfit(Attributes.USUAL))
                .isPresent();
    }

    private static Optional<String> unfit(
            String id, ScalarAttributeType idType, String key, ScalarAttributeType keyType) {
        return shape(
                        table().attributeDefinitions(typed(id, idType), typed(key, keyType))
                                .keySchema(part(id, KeyType.HASH), part(key, KeyType.RANGE)))
                .unfit(Attributes.USUAL);
    }

    private static TableShape shape(TableDescription.Builder description) {
        return TableShape.of("edges", description.build());
    }

    private static TableDescription.Builder global(TableDescription.Builder description) {
        return description
                .globalTableVersion("2019.11.21")
                .replicas(
                        ReplicaDescription.builder().regionName(THERE).build(),
                        ReplicaDescription.builder().regionName("ap-south-1").build());
    }

    private static TableDescription.Builder table() {
        return TableDescription.builder()
                .tableName("edges")
                .tableStatus(TableStatus.ACTIVE)
                .attributeDefinitions(
                        typed("id", ScalarAttributeType.S), typed("key", ScalarAttributeType.B))
                .keySchema(part("id", KeyType.HASH), part("key", KeyType.RANGE));
    }

    private static AttributeDefinition typed(String name, ScalarAttributeType type) {
        return AttributeDefinition.builder().attributeName(name).attributeType(type).build();
    }

    private static KeySchemaElement part(String name, KeyType type) {
        return KeySchemaElement.builder().attributeName(name).keyType(type).build();
    }
}
