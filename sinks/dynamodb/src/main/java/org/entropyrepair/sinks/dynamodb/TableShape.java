package org.entropyrepair.sinks.dynamodb;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.entropyrepair.sinks.dynamodb.Settings.Attributes;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.AttributeDefinition;
import software.amazon.awssdk.services.dynamodb.model.KeySchemaElement;
import software.amazon.awssdk.services.dynamodb.model.KeyType;
import software.amazon.awssdk.services.dynamodb.model.ReplicaDescription;
import software.amazon.awssdk.services.dynamodb.model.ScalarAttributeType;
import software.amazon.awssdk.services.dynamodb.model.TableDescription;
import software.amazon.awssdk.services.dynamodb.model.TableStatus;

/**
 * What DynamoDB says of a table, as far as it matters here.
 *
 * @param table its name
 * @param status whether it can be used yet
 * @param id the partition key
 * @param key the sort key; null if there is none
 * @param replicas the AWS regions in which it has replicas, as a global table
 * @param global whether it is a global table
 */
record TableShape(
        String table,
        TableStatus status,
        KeyAttribute id,
        @Nullable KeyAttribute key,
        Set<String> replicas,
        boolean global) {
    private static final Set<TableStatus> USABLE = Set.of(TableStatus.ACTIVE, TableStatus.UPDATING);

    /**
     * An attribute of the key.
     *
     * @param name its name
     * @param type its type
     */
    record KeyAttribute(String name, ScalarAttributeType type) {
        /** Whether it is text, of which only ids and keys in UTF-8 can be made. */
        boolean isText() {
            return type == ScalarAttributeType.S;
        }
    }

    /** What matters of a description. */
    static TableShape of(String table, TableDescription description) {
        Map<String, ScalarAttributeType> types =
                description.attributeDefinitions().stream()
                        .collect(
                                Collectors.toMap(
                                        AttributeDefinition::attributeName,
                                        AttributeDefinition::attributeType));
        Set<String> replicas = new TreeSet<>();
        for (ReplicaDescription replica : description.replicas()) {
            replicas.add(replica.regionName());
        }
        KeyAttribute id = key(description.keySchema(), KeyType.HASH, types);
        TableStatus status = description.tableStatus();
        return new TableShape(
                table,
                status == null ? TableStatus.UNKNOWN_TO_SDK_VERSION : status,
                id == null ? new KeyAttribute("", ScalarAttributeType.UNKNOWN_TO_SDK_VERSION) : id,
                key(description.keySchema(), KeyType.RANGE, types),
                replicas,
                !replicas.isEmpty() || description.globalTableVersion() != null);
    }

    private static @Nullable KeyAttribute key(
            List<KeySchemaElement> schema, KeyType wanted, Map<String, ScalarAttributeType> types) {
        for (KeySchemaElement element : schema) {
            if (element.keyType() == wanted) {
                ScalarAttributeType type = types.get(element.attributeName());
                return new KeyAttribute(
                        element.attributeName(),
                        type == null ? ScalarAttributeType.UNKNOWN_TO_SDK_VERSION : type);
            }
        }
        return null;
    }

    /** Why cells cannot be kept in it; empty if they can. */
    Optional<String> unfit(Attributes attributes) {
        if (!USABLE.contains(status)) {
            return wrong(String.valueOf(status), "ACTIVE");
        }
        KeyAttribute sort = key;
        if (sort == null) {
            return wrong("no sort key", "a partition key for ids and a sort key for keys");
        }
        for (KeyAttribute part : List.of(id, sort)) {
            if (part.type() != ScalarAttributeType.B && part.type() != ScalarAttributeType.S) {
                return wrong("key " + part.name() + " of type " + part.type(), "type B or S");
            }
            if (attributes.all().contains(part.name())) {
                return wrong(
                        "key " + part.name(),
                        "a name that is none of the attributes " + attributes.all());
            }
        }
        return Optional.empty();
    }

    /**
     * Why it must not be written from here; empty if it may. Conditions are decided on the replica
     * that is asked, so a global table may be written in one region only.
     *
     * @param region the AWS region that is written to
     * @param writerRegion the only one for global tables; null if not said
     */
    Optional<String> notWritable(String region, @Nullable String writerRegion) {
        if (!global || region.equals(writerRegion)) {
            return Optional.empty();
        }
        return writerRegion == null
                ? wrong(
                        "replica of a global table " + replicas,
                        "a table of this region alone, since conditions see the replica in "
                                + region
                                + " only; or globalTableWriterRegion, if all its writers write in"
                                + " one region")
                : wrong(
                        "replica of a global table in " + region,
                        "region: " + writerRegion + ", which is its globalTableWriterRegion");
    }

    private Optional<String> wrong(String found, String expected) {
        return Optional.of("table " + table + ": " + found + " (expected: " + expected + ")");
    }
}
