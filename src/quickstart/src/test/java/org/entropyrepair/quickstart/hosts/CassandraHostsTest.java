package org.entropyrepair.quickstart.hosts;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.entropyrepair.core.model.Bytes;
import org.entropyrepair.core.model.Cell;
import org.entropyrepair.core.model.Token;
import org.entropyrepair.quickstart.judge.LoggedWrite;
import org.entropyrepair.quickstart.judge.LoggedWrite.Kind;
import org.entropyrepair.quickstart.judge.ReferenceJudge;
import org.entropyrepair.quickstart.judge.Rows;
import org.entropyrepair.quickstart.judge.Verdict;
import org.entropyrepair.quickstart.judge.WriteLog;
import org.entropyrepair.testkit.cassandra.CassandraServer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The judge with the fourth cluster, on real clusters; written to here as by the service. */
@Tag("slow")
class CassandraHostsTest {
    private static final List<String> NAMES = List.of("east", "west", "reference");
    private static final long MICROS = System.currentTimeMillis() * 1_000;

    @TempDir static Path folder;
    private static List<CassandraServer> servers = List.of();
    private static int tests;

    private final List<CassandraCluster> clusters = new ArrayList<>();
    private final String namespace = "n" + ++tests;
    private CassandraReference east;
    private CassandraReference west;
    private CassandraReference reference;
    private WriteLog log;
    private ReferenceJudge judge;

    @BeforeAll
    static void start() {
        servers =
                CassandraServer.startAll(
                        NAMES.stream()
                                .map(name -> CassandraServer.in(folder.resolve(name)))
                                .toList());
        servers.forEach(
                server -> CassandraCluster.makeTables(server, List.of("t1", "t2", "t3", "t4")));
    }

    @AfterAll
    static void stop() {
        servers.forEach(CassandraServer::close);
    }

    @BeforeEach
    void connect() throws Exception {
        for (CassandraServer server : servers) {
            clusters.add(new CassandraCluster(server, Map.of(namespace, "t" + tests)));
        }
        east = new CassandraReference(clusters.get(0));
        west = new CassandraReference(clusters.get(1));
        reference = new CassandraReference(clusters.get(2));
        log = new WriteLog(folder.resolve("log" + tests));
        Map<String, Rows> regions = new LinkedHashMap<>();
        regions.put("east", east);
        regions.put("west", west);
        judge = new ReferenceJudge(log, List.of(namespace), regions, reference);
    }

    @AfterEach
    void disconnect() {
        clusters.forEach(CassandraCluster::close);
        log.close();
    }

    @Test
    void aCellThatIsCorruptInOneRegionIsDivergentAndWrong() throws Exception {
        for (int i = 0; i < 20; i++) {
            everywhere(put("key" + i, MICROS + i, 1, "value" + i));
        }
        everywhere(delete("key3", MICROS + 100));
        everywhere(record(MICROS + 5));
        assertThat(judge.judge(MICROS))
                .isEqualTo(new Verdict(20, 0, 0, Map.of("east", 0L, "west", 0L), List.of()));

        corrupt(clusters.get(1), "key10");

        Verdict verdict = judge.judge(MICROS);
        assertThat(verdict.divergent()).isEqualTo(1);
        assertThat(verdict.wrong()).isEqualTo(1);
        assertThat(verdict.wrongByRegion()).isEqualTo(Map.of("east", 0L, "west", 1L));
        assertThat(verdict.examples()).singleElement().asString().contains("west");
        assertThat(judge.compareRegions(MICROS).divergent()).isEqualTo(1);
    }

    @Test
    void aWriteThatOnlyTheReferenceHasIsWrongThoughTheRegionsAgree() throws Exception {
        everywhere(put("key", MICROS, 1, "value"));
        LoggedWrite more = delete("key", MICROS + 1);
        log.append(more);
        reference.take(more);

        Verdict verdict = judge.judge(MICROS);

        assertThat(verdict.divergent()).isZero();
        assertThat(verdict.wrong()).isEqualTo(1);
        assertThat(judge.compareRegions(MICROS).isClean()).isTrue();
    }

    @Test
    void theSameValueUnderAnotherTimestampIsNotTheSame() throws Exception {
        everywhere(put("key", MICROS, 1, "value"));
        east.take(put("key", MICROS + 1, 1, "value"));

        assertThat(judge.judge(MICROS).wrong()).isEqualTo(1);
    }

    /**
     * Why the quickstart makes no ties of plain puts in this layout: merging keeps the larger nonce
     * only, Cassandra the larger value of all it was sent.
     */
    @Test
    void ofTwoPlainPutsOfOneMicrosecondCassandraTakesTheLargerValueWhoeverHasTheLargerNonce()
            throws Exception {
        LoggedWrite largerNonce = put("key", MICROS, 2, "a");
        LoggedWrite largerValue = put("key", MICROS, 1, "b");
        for (LoggedWrite write : List.of(largerNonce, largerValue)) {
            log.append(write);
            reference.take(write);
            east.take(write);
        }
        west.take(largerNonce); // as repaired: the pipeline has dropped the other one

        Verdict verdict = judge.judge(MICROS);

        assertThat(verdict.divergent()).isEqualTo(1);
        assertThat(verdict.wrongByRegion()).isEqualTo(Map.of("east", 0L, "west", 1L));
    }

    private void everywhere(LoggedWrite write) {
        log.append(write);
        east.take(write);
        west.take(write);
        reference.take(write);
    }

    private LoggedWrite put(String key, long micros, long nonce, String value) {
        return new LoggedWrite(
                new Cell(namespace, Bytes.utf8("id"), Bytes.utf8(key)),
                new Token(micros, 0, nonce),
                Kind.PUT,
                0,
                Bytes.utf8(value),
                Bytes.EMPTY,
                true);
    }

    private LoggedWrite delete(String key, long micros) {
        return delete(new Cell(namespace, Bytes.utf8("id"), Bytes.utf8(key)), micros);
    }

    private LoggedWrite record(long micros) {
        return delete(Cell.wholeRecord(namespace, Bytes.utf8("id")), micros);
    }

    private static LoggedWrite delete(Cell cell, long micros) {
        return new LoggedWrite(
                cell, new Token(micros, 0, 1), Kind.DELETE, 0, Bytes.EMPTY, Bytes.EMPTY, true);
    }

    private void corrupt(CassandraCluster cluster, String key) {
        cluster.session()
                .execute(
                        "UPDATE "
                                + cluster.table(namespace)
                                + " SET value = ? WHERE id = 'id' AND key = ?",
                        ByteBuffer.wrap(new byte[] {6, 6, 6}),
                        ByteBuffer.wrap(key.getBytes(StandardCharsets.UTF_8)));
    }
}
