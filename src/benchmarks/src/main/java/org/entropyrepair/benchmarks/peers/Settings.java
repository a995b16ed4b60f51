package org.entropyrepair.benchmarks.peers;

import java.util.List;
import org.entropyrepair.benchmarks.Arguments;

/**
 * What a run is made of; parent and contender work the same load out of it.
 *
 * @param records failures of a burst
 * @param hotCells how many cells the failures of the hot burst share
 * @param partitions of the failure topic
 * @param latencyMillis after which the store answers
 * @param inFlight how many writes a peer may have under way
 * @param batch how many records Parallel Consumer hands over together; 1 for one by one
 * @param holdMillis replication lag, for which the job waits; the peers know of none
 * @param rate failures per second around an outage
 * @param outageSeconds how long the target is out
 * @param seed of all that is random
 */
record Settings(
        int records,
        int hotCells,
        int partitions,
        int latencyMillis,
        int inFlight,
        int batch,
        int holdMillis,
        int rate,
        int outageSeconds,
        int seed) {

    /** As the words say; what they do not say is usual. */
    static Settings of(Arguments words) {
        return new Settings(
                words.number("--records", 100_000),
                words.number("--hot-cells", 20),
                words.number("--partitions", 16),
                words.number("--latency-millis", 5),
                words.number("--in-flight", 500),
                words.number("--batch", 1),
                words.number("--hold-millis", 2_000),
                words.number("--rate", 300),
                words.number("--outage-seconds", 20),
                words.number("--seed", 1));
    }

    /** The words that say this. */
    List<String> words() {
        return List.of(
                "--records",
                Integer.toString(records),
                "--hot-cells",
                Integer.toString(hotCells),
                "--partitions",
                Integer.toString(partitions),
                "--latency-millis",
                Integer.toString(latencyMillis),
                "--in-flight",
                Integer.toString(inFlight),
                "--batch",
                Integer.toString(batch),
                "--hold-millis",
                Integer.toString(holdMillis),
                "--rate",
                Integer.toString(rate),
                "--outage-seconds",
                Integer.toString(outageSeconds),
                "--seed",
                Integer.toString(seed));
    }
}
