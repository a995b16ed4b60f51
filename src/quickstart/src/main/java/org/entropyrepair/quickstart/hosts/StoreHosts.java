package org.entropyrepair.quickstart.hosts;

import java.nio.file.Path;
import java.util.List;
import org.entropyrepair.config.RegionConfig;
import org.entropyrepair.quickstart.faults.Outages;
import org.entropyrepair.quickstart.judge.Judge;
import org.entropyrepair.quickstart.judge.LoggedWrite;
import org.entropyrepair.quickstart.judge.WriteLog;

/**
 * What hosts the regions' stores during one run.
 *
 * <ol>
 *   <li>{@link #awaitUp}; before it servers may still be starting.
 *   <li>{@link #settings} is asked for the region config.
 *   <li>{@link #prepare} makes the tables.
 *   <li>{@link #written} is told of every write of the graph service before it is made; the judge
 *       of {@link #judge} is asked meanwhile and at the end, from other threads.
 *   <li>{@link #close} ends whatever was started, at any time.
 * </ol>
 */
public interface StoreHosts extends AutoCloseable {
    /**
     * Hosts for these regions, which begin to start.
     *
     * @param folder of the run
     */
    static StoreHosts begin(StoreKind kind, List<String> regions, Path folder) {
        return switch (kind) {
            case ROCKSDB -> new EmbeddedHosts(folder.resolve("stores"));
            case CASSANDRA -> new CassandraHosts(regions, folder.resolve("servers"));
            case DYNAMODB -> new DynamoDbHosts(regions, folder.resolve("servers"));
        };
    }

    /**
     * Waits until servers, if there are any, answer.
     *
     * @throws InterruptedException if interrupted meanwhile
     */
    void awaitUp() throws InterruptedException;

    /** The settings of a region's store beside its kind: entries of a YAML flow mapping. */
    String settings(String region);

    /**
     * Makes ready what the stores of this config expect to find.
     *
     * @throws InterruptedException if interrupted while waiting for servers
     */
    void prepare(RegionConfig config) throws InterruptedException;

    /** Where a user can look into the stores, in lines; none where that cannot be done. */
    List<String> whereabouts();

    /**
     * Somebody who compares the regions, undisturbed by their outages; once.
     *
     * @param config which regions and namespaces there are
     * @param log all writes
     */
    Judge judge(RegionConfig config, WriteLog log);

    /** The graph service is about to make this write, in one region after the other. */
    default void written(LoggedWrite write) {}

    /** How a region is taken down. */
    default Outages.Switch outageSwitch() {
        return Outages.Switch.PRETENDED;
    }

    /** Ends all that was started. */
    @Override
    void close();
}
