package org.entropyrepair.quickstart.hosts;

import static java.util.Objects.requireNonNull;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import org.entropyrepair.config.RegionConfig;
import org.entropyrepair.quickstart.faults.Outages;
import org.entropyrepair.quickstart.judge.Contents;
import org.entropyrepair.quickstart.judge.Judge;
import org.entropyrepair.quickstart.judge.LogJudge;
import org.entropyrepair.quickstart.judge.WriteLog;
import org.entropyrepair.testkit.dynamodb.DynamoDbServer;

/**
 * A DynamoDB Local per region, with its data in memory. A region is taken down by stopping its
 * server where it stands (SIGSTOP): its connections stay open and silent, and what was sent
 * meanwhile lands when it goes on.
 */
public final class DynamoDbHosts implements StoreHosts {
    private final CompletableFuture<Map<String, DynamoDbServer>> starting;

    /**
     * Begins to start the servers.
     *
     * @param folder where they keep their logs
     */
    public DynamoDbHosts(List<String> regions, Path folder) {
        this.starting =
                CompletableFuture.supplyAsync(() -> start(regions, folder), Background.THREADS);
    }

    private static Map<String, DynamoDbServer> start(List<String> regions, Path folder) {
        List<DynamoDbServer> all =
                DynamoDbServer.startAll(
                        regions.stream()
                                .map(region -> DynamoDbServer.in(folder.resolve(region)))
                                .toList());
        Map<String, DynamoDbServer> byRegion = new LinkedHashMap<>();
        for (int i = 0; i < regions.size(); i++) {
            byRegion.put(regions.get(i), all.get(i));
        }
        return byRegion;
    }

    /** The server of a region, which is up. */
    public DynamoDbServer server(String region) {
        return requireNonNull(starting.join().get(region), region);
    }

    @Override
    public void awaitUp() throws InterruptedException {
        Background.await(starting);
    }

    @Override
    public String settings(String region) {
        return ("region: %s, endpoint: \"%s\", accessKeyId: local, secretAccessKey: local,"
                        + " requestTimeout: 3s")
                .formatted(region, server(region).endpoint());
    }

    @Override
    public void prepare(RegionConfig config) throws InterruptedException {
        List<String> tables = List.copyOf(tables(config).values());
        for (DynamoDbServer server : starting.join().values()) {
            for (String table : tables) {
                server.createTable(table, "S", "B");
            }
        }
    }

    private static Map<String, String> tables(RegionConfig config) {
        Map<String, String> tables = new TreeMap<>();
        config.namespaces().forEach((name, namespace) -> tables.put(name, namespace.table()));
        return tables;
    }

    @Override
    public List<String> whereabouts() {
        return starting.join().entrySet().stream()
                .map(
                        entry ->
                                "  %-10s  DynamoDB Local at %s"
                                        .formatted(entry.getKey(), entry.getValue().endpoint()))
                .toList();
    }

    @Override
    public Judge judge(RegionConfig config, WriteLog log) {
        Map<String, String> tables = tables(config);
        Map<String, Contents> contents = new LinkedHashMap<>();
        starting.join()
                .forEach(
                        (region, server) ->
                                contents.put(region, new DynamoDbContents(server, tables)));
        return new LogJudge(log, List.copyOf(tables.keySet()), contents, true);
    }

    @Override
    public Outages.Switch outageSwitch() {
        return new Outages.Switch() {
            @Override
            public void off(String region) {
                server(region).pause();
            }

            @Override
            public void on(String region) {
                server(region).resume();
            }
        };
    }

    /** Their data are in memory: nothing has to be brought to an end in order. */
    @Override
    public void close() {
        if (!starting.handle((servers, failed) -> failed != null).join()) {
            for (DynamoDbServer server : starting.join().values()) {
                server.kill();
                server.close();
            }
        }
    }
}
