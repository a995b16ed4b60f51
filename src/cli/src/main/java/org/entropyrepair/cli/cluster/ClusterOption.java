package org.entropyrepair.cli.cluster;

import java.net.URI;
import picocli.CommandLine.Option;

/** Which cluster. */
final class ClusterOption {
    @Option(
            names = "--cluster",
            paramLabel = "URL",
            defaultValue = "http://localhost:8081",
            description = "Flink's REST address (default: ${DEFAULT-VALUE}).")
    private URI address = URI.create("http://localhost:8081");

    Cluster open() {
        return new Cluster(address);
    }
}
