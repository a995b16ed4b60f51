package org.entropyrepair.jobs.e2e;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.entropyrepair.testkit.cassandra.CassandraServer;
import org.entropyrepair.testkit.dynamodb.DynamoDbServer;
import org.entropyrepair.testkit.memcached.MemcachedServer;
import org.jspecify.annotations.Nullable;

/**
 * The servers of real stores that the tests share, started when a test first names one of a kind:
 * for each of {@link #REGIONS} a Cassandra cluster of one node that asks for passwords, one
 * DynamoDB Local, one memcached. Every scene has a keyspace of its own there. Whoever breaks a
 * server mends it.
 */
final class StoreServers implements AutoCloseable {
    /** The regions that have a Cassandra cluster; also the names of their data centres. */
    static final List<String> REGIONS = List.of("us", "eu", "ap");

    private final Path folder = Stage.newFolder();
    private final Map<String, CassandraServer> cassandras = new HashMap<>();
    private @Nullable DynamoDbServer dynamoDb;
    private @Nullable MemcachedServer memcached;

    /** The Cassandra of a region. */
    synchronized CassandraServer cassandra(String region) {
        if (cassandras.isEmpty()) {
            List<CassandraServer> started =
                    CassandraServer.startAll(
                            REGIONS.stream()
                                    .map(
                                            name ->
                                                    CassandraServer.in(
                                                                    folder.resolve(
                                                                            "cassandra-" + name))
                                                            .dataCentre(name)
                                                            .withPasswords())
                                    .toList());
            for (int i = 0; i < started.size(); i++) {
                cassandras.put(REGIONS.get(i), started.get(i));
            }
        }
        CassandraServer server = cassandras.get(region);
        if (server == null) {
            throw new IllegalArgumentException(
                    "region: " + region + " (expected: one of " + REGIONS + ")");
        }
        return server;
    }

    /** The DynamoDB Local. */
    synchronized DynamoDbServer dynamoDb() {
        DynamoDbServer running = dynamoDb;
        if (running == null) {
            running = DynamoDbServer.in(folder.resolve("dynamodb")).start();
            dynamoDb = running;
        }
        return running;
    }

    /** The memcached. */
    synchronized MemcachedServer memcached() {
        MemcachedServer running = memcached;
        if (running == null) {
            running = MemcachedServer.start(folder.resolve("memcached"));
            memcached = running;
        }
        return running;
    }

    /** Makes a keyspace at a region. */
    void createKeyspace(String region, String keyspace) {
        cassandra(region)
                .cql(
                        "CREATE KEYSPACE %s WITH replication = {'class': 'NetworkTopologyStrategy', '%s': 1}"
                                .formatted(keyspace, region));
    }

    /** Makes a table of the plain layout at a region; keeps tombstones for ten days. */
    void createTable(String region, String table) {
        cassandra(region)
                .cql(
                        ("CREATE TABLE %s (id text, key blob, value blob, value_metadata blob,"
                                        + " PRIMARY KEY (id, key))")
                                .formatted(table));
    }

    /** The same of the envelope layout. */
    void createEnvelopeTable(String region, String table) {
        cassandra(region)
                .cql(
                        "CREATE TABLE %s (id blob, key blob, envelope blob, PRIMARY KEY (id, key))"
                                .formatted(table));
    }

    /** Settings of a store on the Cassandra of a region; {@code more} begins with a comma. */
    String cassandraStore(String region, String keyspace, String more) {
        return cassandraStore(region, cassandra(region).contactPoint(), keyspace, more);
    }

    /** The same by another way to it. */
    static String cassandraStore(String region, String contactPoint, String keyspace, String more) {
        return ("{kind: cassandra, contactPoints: [\"%s\"], localDatacenter: %s, keyspace: %s,"
                        + " username: %s, password: %s, requestTimeout: 3s%s}")
                .formatted(
                        contactPoint,
                        region,
                        keyspace,
                        CassandraServer.SUPERUSER,
                        CassandraServer.SUPERUSER_PASSWORD,
                        more);
    }

    /** Settings of a store on the DynamoDB Local. */
    String dynamoDbStore() {
        return ("{kind: dynamodb, region: eu-west-1, endpoint: \"%s\", accessKeyId: local,"
                        + " secretAccessKey: local, requestTimeout: 3s}")
                .formatted(dynamoDb().endpoint());
    }

    /** What a user with plain CQL finds in a table of the plain layout. */
    Map<String, PlainCql.Row> rows(String region, String table) {
        return PlainCql.rows(cassandra(region), table);
    }

    /** Their data are a run's: nothing has to be brought to an end in order. */
    @Override
    public synchronized void close() {
        for (CassandraServer server : cassandras.values()) {
            server.kill();
            server.close();
        }
        DynamoDbServer dynamo = dynamoDb;
        if (dynamo != null) {
            dynamo.kill();
            dynamo.close();
        }
        MemcachedServer cache = memcached;
        if (cache != null) {
            cache.close();
        }
    }
}
