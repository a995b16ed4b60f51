package org.entropyrepair.quickstart.run;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.entropyrepair.quickstart.faults.UnreliableStoreFactory;
import org.entropyrepair.quickstart.graph.PointerType;
import org.entropyrepair.quickstart.hosts.StoreHosts;
import org.entropyrepair.quickstart.hosts.StoreKind;
import org.entropyrepair.quickstart.service.Namespaces;

/** Writes the region config of a run: what a user of the job would write by hand. */
public final class RegionFile {
    /** Most bytes of a failure's key and value together. */
    public static final int RECORD_BYTES_MAX = 65_536;

    /** The topic of dead letters. */
    public static final String DEAD_LETTERS = "wordnet.dead-letters";

    /** The topic of outcomes. */
    public static final String OUTCOMES = "wordnet.repair-outcomes";

    /** The topics of config revisions and of what the job answers to them. */
    static final List<String> CONFIGS =
            List.of("wordnet.repair-config", "wordnet.repair-config.answers");

    /** Of 1,000 writes of the job, how many its stores refuse or leave unanswered. */
    private static final int JOB_TROUBLE_PER_MILLE = 10;

    private static final String TEMPLATE = "region.yaml";

    private RegionFile() {}

    /** The failure topic of a region. */
    public static String failureTopic(String region) {
        return "wordnet.write-failures." + region;
    }

    /**
     * The text of the config.
     *
     * @param regions names of the regions
     * @param kind the kind of their stores
     * @param hosts where these live
     * @param brokers where Kafka is
     * @param run the name under which the regions' outages are known
     */
    public static String text(
            List<String> regions, StoreKind kind, StoreHosts hosts, String brokers, String run) {
        StringBuilder regionLines = new StringBuilder();
        for (String region : regions) {
            regionLines.append(
                    """
                      %s:
                        failures: [{bootstrapServers: "%s", topic: %s, accepts: {origins: [%s]}}]
                        store: {kind: %s, of: %s, run: %s, perMille: %d, %s}
                    """
                            .formatted(
                                    region,
                                    brokers,
                                    failureTopic(region),
                                    region,
                                    UnreliableStoreFactory.KIND,
                                    kind.kind(),
                                    run,
                                    JOB_TROUBLE_PER_MILLE,
                                    hosts.settings(region)));
        }
        return template()
                .replace("@regions@", regionLines.toString().stripTrailing())
                .replace("@namespaces@", namespaces(kind.edgeTypes()).stripTrailing())
                .replace("@brokers@", brokers)
                .replace("@lag@", "1s");
    }

    private static String namespaces(List<PointerType> types) {
        StringBuilder lines = new StringBuilder();
        for (PointerType type : types) {
            for (String record : Namespaces.EDGE_RECORDS) {
                String table = (type.edgeType() + "_" + record).replace('-', '_');
                lines.append(
                        "  %s: {edgeType: %s, record: %s, table: %s, tombstonesKept: 10d}\n"
                                .formatted(
                                        Namespaces.of(type.edgeType(), record),
                                        type.edgeType(),
                                        record,
                                        table));
            }
        }
        return lines.append(
                        "  %s: {nodeType: %s, record: node, table: synset, tombstonesKept: 10d,"
                                        .formatted(Namespaces.NODES, Namespaces.NODE_TYPE)
                                + " recordDeletes: true}\n")
                .toString();
    }

    private static String template() {
        try (InputStream in = RegionFile.class.getResourceAsStream(TEMPLATE)) {
            if (in == null) {
                throw new IOException(TEMPLATE + ": not on the class path");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }
}
