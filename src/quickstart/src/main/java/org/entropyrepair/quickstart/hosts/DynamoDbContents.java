package org.entropyrepair.quickstart.hosts;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.function.BiConsumer;
import org.entropyrepair.core.model.Bytes;
import org.entropyrepair.core.model.Cell;
import org.entropyrepair.quickstart.judge.Contents;
import org.entropyrepair.quickstart.judge.LastWrite;
import org.entropyrepair.sinks.StoreUnreadableException;
import org.entropyrepair.testkit.dynamodb.DynamoDbServer;

/**
 * The items of one region, read with DynamoDB's own requests and by what {@code
 * src/docs/stores/dynamodb.md} says of them: no code of the store that the job writes with, and no
 * client library. Thread-safe.
 */
final class DynamoDbContents implements Contents {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Bytes MARKER_KEY = Bytes.utf8("\u0000entropy-repair:record");
    private static final int RANK_EXPIRING = 1;
    private static final int RANK_DELETE = 2;

    private final DynamoDbServer server;
    private final Map<String, String> tables;

    /**
     * What this server holds.
     *
     * @param tables by namespace
     */
    DynamoDbContents(DynamoDbServer server, Map<String, String> tables) {
        this.server = server;
        this.tables = Map.copyOf(tables);
    }

    @Override
    public void read(String namespace, BiConsumer<Cell, LastWrite> into)
            throws StoreUnreadableException {
        ObjectNode request = JSON.createObjectNode();
        request.put("TableName", tables.get(namespace));
        request.put("ConsistentRead", true);
        try {
            boolean more = true;
            while (more) {
                JsonNode page = JSON.readTree(server.call("Scan", request.toString()));
                for (JsonNode item : page.path("Items")) {
                    into.accept(cell(namespace, item), lastWrite(item));
                }
                JsonNode last = page.path("LastEvaluatedKey");
                more = !last.isMissingNode();
                request.set("ExclusiveStartKey", last);
            }
        } catch (IOException | RuntimeException failed) {
            throw new StoreUnreadableException(namespace + ": cannot be read", failed);
        }
    }

    private static Cell cell(String namespace, JsonNode item) throws IOException {
        Bytes id = Bytes.utf8(item.path("id").path("S").textValue());
        Bytes key = bytes(item, "key");
        return key.equals(MARKER_KEY)
                ? Cell.wholeRecord(namespace, id)
                : new Cell(namespace, id, key);
    }

    /**
     * A version is, in this order and for unsigned comparison: the token's microseconds (8 bytes,
     * sign flipped), the rank (1), the nonce (16), the expiry in microseconds (8, all but the sign
     * flipped).
     */
    private static LastWrite lastWrite(JsonNode item) throws IOException {
        ByteBuffer version = ByteBuffer.wrap(bytes(item, "version").toArray());
        long micros = version.getLong() ^ Long.MIN_VALUE;
        int rank = version.get();
        long nonceHigh = version.getLong();
        long nonceLow = version.getLong();
        long expiresMicros = version.getLong() ^ Long.MAX_VALUE;
        boolean delete = rank == RANK_DELETE;
        return new LastWrite(
                micros,
                nonceHigh,
                nonceLow,
                delete,
                rank == RANK_EXPIRING ? expiresMicros : Long.MAX_VALUE,
                delete
                        ? 0
                        : LastWrite.content(bytes(item, "value"), bytes(item, "value_metadata")));
    }

    private static Bytes bytes(JsonNode item, String attribute) throws IOException {
        JsonNode value = item.path(attribute).path("B");
        return value.isMissingNode() ? Bytes.EMPTY : Bytes.wrap(value.binaryValue());
    }
}
