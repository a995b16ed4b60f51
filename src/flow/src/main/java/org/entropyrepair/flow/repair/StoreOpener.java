package org.entropyrepair.flow.repair;

import java.io.Serializable;
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
     * The most writes per second that the whole job may make at a region's store; 0 for no limit.
     */
    default double writesPerSecond(String region) {
        return 0;
    }
}
