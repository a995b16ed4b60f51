package org.entropyrepair.cli.cluster;

import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.runtime.checkpoint.Checkpoints;
import org.apache.flink.runtime.checkpoint.OperatorState;
import org.apache.flink.runtime.checkpoint.metadata.CheckpointMetadata;
import org.apache.flink.runtime.jobgraph.OperatorID;
import org.apache.flink.runtime.state.memory.ByteStreamStateHandle;

/** Savepoints of operators that are there by name only, each with a byte of state. */
final class TestingSavepoint {
    private TestingSavepoint() {}

    /** Writes one and says where it is. */
    static Path write(Path folder, int maxParallelism, List<String> uids) throws IOException {
        List<OperatorState> operators = new ArrayList<>();
        for (String uid : uids) {
            OperatorState operator =
                    new OperatorState(
                            uid, uid, new OperatorID(0, uid.hashCode()), 1, maxParallelism);
            operator.setCoordinatorState(new ByteStreamStateHandle(uid, new byte[1]));
            operators.add(operator);
        }
        try (DataOutputStream out =
                new DataOutputStream(Files.newOutputStream(folder.resolve("_metadata")))) {
            Checkpoints.storeCheckpointMetadata(
                    new CheckpointMetadata(1, operators, List.of()), out);
        }
        return folder;
    }
}
