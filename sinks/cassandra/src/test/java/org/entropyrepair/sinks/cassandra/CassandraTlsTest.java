package org.entropyrepair.sinks.cassandra;

import static org.assertj.core.api.Assertions.assertThat;
import static org.entropyrepair.sinks.cassandra.TroubleBench.EDGES;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.entropyrepair.sinks.WriteResult;
import org.entropyrepair.sinks.WriteResult.Reach;
import org.entropyrepair.testkit.cassandra.CassandraServer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A server that speaks TLS to whoever asks for it, and plainly to others; its certificate is its
 * own authority. What is trusted is a matter of the settings, and of the deployment.
 */
@Tag("slow")
@Timeout(value = 10, unit = TimeUnit.MINUTES)
class CassandraTlsTest {
    private static final String PASSWORD = "store-password";

    @TempDir static Path stores;
    private static CassandraServer server;
    private static String keyspace = "";

    @BeforeAll
    static void start() throws Exception {
        Path identity = newIdentity("server");
        trustStore("right", identity);
        trustStore("wrong", newIdentity("stranger"));
        server =
                CassandraServer.in(Bench.folder())
                        .yaml(
                                """
                                client_encryption_options:
                                  enabled: true
                                  optional: true
                                  keystore: '%s'
                                  keystore_password: %s
                                """
                                        .formatted(identity, PASSWORD))
                        .start();
        keyspace = TroubleBench.newTables(server);
    }

    @AfterAll
    static void stop() {
        if (server != null) {
            server.close();
        }
    }

    @Test
    void serverWhoseCertificateIsTrustedIsWrittenTo() {
        try (TroubleBench bench = open(tls("right"))) {
            bench.landsSoon(EDGES);
        }
    }

    @Test
    void serverThatNobodyVouchesForConcernsTheStore() {
        try (TroubleBench bench = open(tls("wrong"))) {
            assertThat(bench.misdeployedSoon(EDGES, Reach.STORE).message())
                    .contains("SSLHandshakeException")
                    .doesNotContain(PASSWORD);
        }
    }

    @Test
    void trustStoreThatIsMendedIsReadAgain() throws IOException {
        Path store = stores.resolve("mended.p12");
        Files.copy(stores.resolve("wrong.p12"), store);
        try (TroubleBench bench = open(tls("mended"))) {
            bench.misdeployedSoon(EDGES, Reach.STORE);
            Files.copy(
                    stores.resolve("right.p12"),
                    store,
                    java.nio.file.StandardCopyOption.REPLACE_EXISTING);
            bench.landsSoon(EDGES);
        }
    }

    @Test
    void certificateOfAnotherNameConcernsTheStore() {
        Map<String, Object> tls = tls("right");
        tls.put("hostnameValidation", true);
        try (TroubleBench bench = open(tls)) {
            assertThat(bench.misdeployedSoon(EDGES, Reach.STORE).message()).contains("SSL");
        }
    }

    @Test
    void trustStoreThatCannotBeOpenedConcernsTheStoreAndSaysWhy() {
        try (TroubleBench bench = open(tls("absent"))) {
            assertThat(bench.misdeployedSoon(EDGES, Reach.STORE).message()).contains("absent.p12");
        }
        Map<String, Object> tls = tls("right");
        tls.put("trustStorePassword", "not-the-password");
        try (TroubleBench bench = open(tls)) {
            assertThat(bench.misdeployedSoon(EDGES, Reach.STORE).message())
                    .contains("password")
                    .doesNotContain("not-the-password");
        }
    }

    @Test
    void driversOwnFileMayBringTls() throws IOException {
        Path file =
                Files.writeString(
                        stores.resolve("driver.conf"),
                        """
                        datastax-java-driver.advanced.ssl-engine-factory {
                          class = DefaultSslEngineFactory
                          hostname-validation = false
                          truststore-path = "%s"
                          truststore-password = "%s"
                        }
                        """
                                .formatted(stores.resolve("right.p12"), PASSWORD));
        try (TroubleBench bench =
                TroubleBench.open(server, keyspace, Map.of("driverConfig", file.toString()))) {
            bench.landsSoon(EDGES);
        }
    }

    @Test
    void serverThatSpeaksNoTlsConcernsTheStore() {
        CassandraServer plain = Bench.server();
        String tables = TroubleBench.newTables(plain);
        try (TroubleBench bench = TroubleBench.open(plain, tables, Map.of("tls", tls("right")))) {
            WriteResult end = bench.misdeployedSoon(EDGES, Reach.STORE);
            assertThat(end.toString()).contains("SSL");
        }
    }

    private static TroubleBench open(Map<String, Object> tls) {
        return TroubleBench.open(server, keyspace, Map.of("tls", tls));
    }

    /** The certificate is not made out to an address of the server's. */
    private static Map<String, Object> tls(String trustStore) {
        Map<String, Object> tls = new HashMap<>();
        tls.put("trustStore", stores.resolve(trustStore + ".p12").toString());
        tls.put("trustStorePassword", PASSWORD);
        tls.put("hostnameValidation", false);
        return tls;
    }

    private static Path newIdentity(String name) throws Exception {
        Path store = stores.resolve(name + "-identity.p12");
        keytool(
                "-genkeypair",
                "-alias",
                name,
                "-dname",
                "CN=" + name + ".example",
                "-keyalg",
                "EC",
                "-validity",
                "30",
                "-storetype",
                "PKCS12",
                "-keystore",
                store.toString(),
                "-storepass",
                PASSWORD);
        return store;
    }

    private static void trustStore(String name, Path identity) throws Exception {
        Path certificate = stores.resolve(name + ".cer");
        String alias = identity.getFileName().toString().replace("-identity.p12", "");
        keytool(
                "-exportcert",
                "-alias",
                alias,
                "-file",
                certificate.toString(),
                "-keystore",
                identity.toString(),
                "-storepass",
                PASSWORD);
        keytool(
                "-importcert",
                "-noprompt",
                "-alias",
                alias,
                "-file",
                certificate.toString(),
                "-storetype",
                "PKCS12",
                "-keystore",
                stores.resolve(name + ".p12").toString(),
                "-storepass",
                PASSWORD);
    }

    private static void keytool(String... args) throws Exception {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
        command.addAll(List.of(args));
        Process tool = new ProcessBuilder(command).redirectErrorStream(true).start();
        tool.getOutputStream().close();
        String printed = new String(tool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(tool.waitFor()).as(printed).isZero();
    }
}
