package org.entropyrepair.flow.repair;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Next to nothing fits on the heap. */
@Tag("slow")
final class RestoreWrittenThroughTest extends RestoreCases {
    @RegisterExtension static final RepairCluster CLUSTER = new RepairCluster();

    @Override
    RepairCluster cluster() {
        return CLUSTER;
    }

    @Override
    long youngBytes() {
        return 3_000;
    }
}
