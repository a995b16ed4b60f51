package org.entropyrepair.quickstart.hosts;

import static java.util.Objects.requireNonNull;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import org.entropyrepair.config.RegionConfig;
import org.entropyrepair.quickstart.faults.Outages;
import org.entropyrepair.quickstart.judge.Judge;
import org.entropyrepair.quickstart.judge.LoggedWrite;
import org.entropyrepair.quickstart.judge.ReferenceJudge;
import org.entropyrepair.quickstart.judge.Rows;
import org.entropyrepair.quickstart.judge.WriteLog;
import org.entropyrepair.testkit.cassandra.CassandraServer;
import org.jspecify.annotations.Nullable;

/**
 * A Cassandra cluster of one node per region, and one more, the reference, which nothing befalls. A
 * region is taken down by stopping its server where it stands (SIGSTOP): its connections stay open
 * and silent, and what was sent meanwhile lands when it goes on.
 */
public final class CassandraHosts implements StoreHosts {
    /** The name of the server that nothing befalls. */
    public static final String REFERENCE = "reference";

    private final List<String> regions;
    private final CompletableFuture<Map<String, CassandraServer>> starting;
    private final List<CassandraCluster> clusters = new ArrayList<>();
    private volatile @Nullable CassandraReference reference;

    /**
     * Begins to start the servers.
     *
     * @param folder where they keep their data and logs
     */
    public CassandraHosts(List<String> regions, Path folder) {
        this.regions = List.copyOf(regions);
        this.starting = CompletableFuture.supplyAsync(() -> start(folder), Background.THREADS);
    }

    private Map<String, CassandraServer> start(Path folder) {
        List<String> names = new ArrayList<>(regions);
        names.add(REFERENCE);
        List<CassandraServer> all =
                CassandraServer.startAll(
                        names.stream()
                                .map(
                                        name ->
                                                CassandraServer.in(folder.resolve(name))
                                                        .dataCentre(name))
                                .toList());
        Map<String, CassandraServer> byName = new LinkedHashMap<>();
        for (int i = 0; i < names.size(); i++) {
            byName.put(names.get(i), all.get(i));
        }
        return byName;
    }

    /** The server of a region, or the {@link #REFERENCE}, which is up. */
    public CassandraServer server(String name) {
        return requireNonNull(starting.join().get(name), name);
    }

    @Override
    public void awaitUp() throws InterruptedException {
        Background.await(starting);
    }

    @Override
    public String settings(String region) {
        return "contactPoints: [\"%s\"], localDatacenter: %s, keyspace: %s, requestTimeout: 3s"
                .formatted(
                        server(region).contactPoint(),
                        server(region).dataCentre(),
                        CassandraCluster.KEYSPACE);
    }

    @Override
    public void prepare(RegionConfig config) throws InterruptedException {
        List<String> tables = List.copyOf(tables(config).values());
        List<CompletableFuture<Void>> made = new ArrayList<>();
        for (CassandraServer server : starting.join().values()) {
            made.add(
                    CompletableFuture.runAsync(
                            () -> CassandraCluster.makeTables(server, tables), Background.THREADS));
        }
        for (CompletableFuture<Void> one : made) {
            Background.await(one);
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
                                "  %-10s  Cassandra at %s, keyspace %s"
                                        .formatted(
                                                entry.getKey(),
                                                entry.getValue().contactPoint(),
                                                CassandraCluster.KEYSPACE))
                .toList();
    }

    @Override
    public Judge judge(RegionConfig config, WriteLog log) {
        Map<String, String> tables = tables(config);
        Map<String, Rows> rows = new LinkedHashMap<>();
        for (String region : regions) {
            rows.put(region, connect(server(region), tables));
        }
        CassandraReference undisturbed = new CassandraReference(connect(server(REFERENCE), tables));
        reference = undisturbed;
        return new ReferenceJudge(log, List.copyOf(tables.keySet()), rows, undisturbed);
    }

    private CassandraCluster connect(CassandraServer server, Map<String, String> tables) {
        CassandraCluster cluster = new CassandraCluster(server, tables);
        clusters.add(cluster);
        return cluster;
    }

    @Override
    public void written(LoggedWrite write) {
        requireNonNull(reference, "judge").take(write);
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

    /** Their data are a run's: nothing has to be brought to an end in order. */
    @Override
    public void close() {
        clusters.forEach(CassandraCluster::close);
        if (!starting.handle((servers, failed) -> failed != null).join()) {
            for (CassandraServer server : starting.join().values()) {
                server.kill();
                server.close();
            }
        }
    }
}
