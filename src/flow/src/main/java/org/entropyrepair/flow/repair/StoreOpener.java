package org.entropyrepair.flow.repair;

import java.io.Serializable;
import java.util.Optional;
import org.entropyrepair.sinks.Invalidations;
import org.entropyrepair.sinks.Store;

/** Opens the stores of the regions. Serializable, since it travels with the job graph. */
@FunctionalInterface
public interface StoreOpener extends Serializable {
    /**
     * Opens the store of a region, without waiting for a connection.
     *
     * @param region one of the config's regions
     * @param userCode the class loader of the job's own code, by which stores are found
     */
    Store open(String region, ClassLoader userCode);

    /**
     * Opens the cache in front of a region's store, without waiting for a connection.
     *
     * @param region one of the config's regions
     * @param userCode the class loader of the job's own code, by which caches are found
     * @param counts told of what is and what is not invalidated
     * @return empty if there is no cache there
     */
    default Optional<Invalidations> front(
            String region, ClassLoader userCode, Invalidations.Counts counts) {
        return Optional.empty();
    }

    /**
     * The most writes per second that the whole job may make at a region's store; 0 for no limit.
     */
    default double writesPerSecond(String region) {
        return 0;
    }
}
