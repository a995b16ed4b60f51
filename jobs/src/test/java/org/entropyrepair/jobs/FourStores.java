package org.entropyrepair.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.Row;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.entropyrepair.core.model.Bytes;
import org.entropyrepair.core.model.Cell;
import org.entropyrepair.core.model.Version;
import org.entropyrepair.sinks.ReadResult;
import org.entropyrepair.sinks.Store;
import org.entropyrepair.sinks.StoreContext;
import org.entropyrepair.sinks.StoreFactory;
import org.entropyrepair.testkit.cassandra.CassandraServer;
import org.entropyrepair.testkit.contract.ExampleStoreJar;
import org.entropyrepair.testkit.dynamodb.DynamoDbServer;
import org.entropyrepair.testkit.memcached.MemcachedServer;

/**
 * A region per kind of store: {@code us} on Cassandra behind memcached, {@code eu} on DynamoDB,
 * {@code ap} on RocksDB, {@code sa} on a third party's. Each is asked by means of its own what it
 * holds, past the job's code where that can be.
 */
final class FourStores implements AutoCloseable {
    /** In this order. */
    static final List<String> REGIONS = List.of("us", "eu", "ap", "sa");

    private static final long KEPT_MILLIS = TimeUnit.DAYS.toMillis(10);

    private final Path folder;
    private final CassandraServer cassandra;
    private final DynamoDbServer dynamoDb;
    final MemcachedServer memcached;

    FourStores(Path folder) throws IOException {
        this.folder = folder;
        cassandra = CassandraServer.in(folder.resolve("cassandra")).dataCentre("us").start();
        dynamoDb = DynamoDbServer.in(folder.resolve("dynamodb")).start();
        memcached = MemcachedServer.start(folder.resolve("memcached"));
        cassandra.cql(
                "CREATE KEYSPACE social WITH replication ="
                        + " {'class': 'NetworkTopologyStrategy', 'us': 1}");
        cassandra.cql(
                "CREATE TABLE social.forward (id text, key blob, value blob, value_metadata blob,"
                        + " PRIMARY KEY (id, key)) WITH gc_grace_seconds = 1728000");
        dynamoDb.createTable("forward", "S", "B");
        // Whole names of the driver's classes, as its documentation has them.
        Files.writeString(
                folder.resolve("driver.conf"),
                """
                datastax-java-driver.advanced.reconnection-policy {
                  class = com.datastax.oss.driver.internal.core.connection.ConstantReconnectionPolicy
                  base-delay = 1 second
                }
                """);
    }

    /** The store, and the cache, of a region as a config says them. */
    String config(String region) {
        return switch (region) {
            case "us" ->
                    ("store: {kind: cassandra, contactPoints: [\"%s\"], localDatacenter: us,"
                                    + " keyspace: social, requestTimeout: 20s, driverConfig: %s},"
                                    + " cache: {kind: memcached, zones: [[\"%s\"]], timeout: 10s}")
                            .formatted(
                                    cassandra.contactPoint(),
                                    folder.resolve("driver.conf"),
                                    memcached.address());
            case "eu" ->
                    ("store: {kind: dynamodb, region: eu-west-1, endpoint: \"%s\", accessKeyId: id,"
                                    + " secretAccessKey: secret, requestTimeout: 20s}")
                            .formatted(dynamoDb.endpoint());
            case "ap" -> "store: {kind: rocksdb, path: %s}".formatted(folder.resolve("rocksdb"));
            default ->
                    "store: {kind: %s, path: %s}"
                            .formatted(ExampleStoreJar.KIND, folder.resolve("third-party"));
        };
    }

    /** Expects that Cassandra holds a value, written at this time. */
    void cassandraHolds(Cell cell, Bytes value, long micros) {
        int colon = cassandra.contactPoint().lastIndexOf(':');
        try (CqlSession session =
                CqlSession.builder()
                        .addContactPoint(
                                new InetSocketAddress(
                                        cassandra.address(),
                                        Integer.parseInt(
                                                cassandra.contactPoint().substring(colon + 1))))
                        .withLocalDatacenter("us")
                        .build()) {
            Row row =
                    session.execute("SELECT id, key, value, writetime(value) FROM social.forward")
                            .one();
            assertThat(row).as("row in Cassandra").isNotNull();
            assertThat(row.getString(0)).isEqualTo(cell.id().asUtf8().orElseThrow());
            assertThat(row.getByteBuffer(1)).isEqualTo(buffer(key(cell)));
            assertThat(row.getByteBuffer(2)).isEqualTo(buffer(value));
            assertThat(row.getLong(3)).isEqualTo(micros);
        }
    }

    /** Expects that DynamoDB holds a value. */
    void dynamoDbHolds(Cell cell, Bytes value) {
        assertThat(
                        dynamoDb.call(
                                "GetItem",
                                """
                                {"TableName": "forward", "ConsistentRead": true,
                                 "Key": {"id": {"S": "%s"}, "key": {"B": "%s"}}}
                                """
                                        .formatted(
                                                cell.id().asUtf8().orElseThrow(),
                                                base64(key(cell)))))
                .contains(base64(value));
    }

    /** Expects that the embedded store holds a value; nobody else may have it open. */
    void rocksDbHolds(Cell cell, Version version, Bytes value) {
        holds(
                StoreFactory.ofKind("rocksdb", StoreFactory.class.getClassLoader()),
                Map.of("kind", "rocksdb", "path", folder.resolve("rocksdb").toString()),
                cell,
                new ReadResult.Held(version, value, Bytes.EMPTY));
    }

    /** Expects that the third party's store, out of its jar, holds a value. */
    void thirdPartyHolds(Path jar, Cell cell, Version version, Bytes value) throws IOException {
        try (URLClassLoader loader =
                new URLClassLoader(
                        new URL[] {jar.toUri().toURL()}, StoreFactory.class.getClassLoader())) {
            holds(
                    StoreFactory.ofKind(ExampleStoreJar.KIND, loader),
                    Map.of("path", folder.resolve("third-party").toString()),
                    cell,
                    new ReadResult.Held(version, value, Bytes.EMPTY));
        }
    }

    private static void holds(
            StoreFactory factory, Map<String, Object> settings, Cell cell, ReadResult.Held held) {
        String namespace = cell.namespace();
        Map<String, StoreContext.Namespace> namespaces =
                Map.of(
                        namespace,
                        new StoreContext.Namespace(namespace, "forward", KEPT_MILLIS, false));
        try (Store store = factory.open(new StoreContext("any", settings, namespaces))) {
            assertThat(store.read(cell).toCompletableFuture().join()).isEqualTo(held);
        }
    }

    private static Bytes key(Cell cell) {
        return Objects.requireNonNull(cell.key());
    }

    private static ByteBuffer buffer(Bytes bytes) {
        return ByteBuffer.wrap(bytes.toArray());
    }

    private static String base64(Bytes bytes) {
        return Base64.getEncoder().encodeToString(bytes.toArray());
    }

    @Override
    public void close() {
        memcached.close();
        dynamoDb.close();
        cassandra.close();
    }
}
