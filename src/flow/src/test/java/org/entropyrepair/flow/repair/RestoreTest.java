package org.entropyrepair.flow.repair;

import org.junit.jupiter.api.extension.RegisterExtension;

/** Everything that changes between two checkpoints is on the heap. */
final class RestoreTest extends RestoreCases {
    @RegisterExtension static final RepairCluster CLUSTER = new RepairCluster();

    @Override
    RepairCluster cluster() {
        return CLUSTER;
    }

    @Override
    long youngBytes() {
        return 1L << 30;
    }
}
