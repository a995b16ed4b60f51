package org.entropyrepair.sinks.cassandra;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.entropyrepair.sinks.StoreFactory.Problem;

/**
 * The settings of this kind of store. Two stores with equal settings share one session.
 *
 * @param contactPoints {@code host:port}; none where the driver's own file names them
 * @param localDatacenter the data centre that is written to; empty where the driver's file names it
 * @param keyspace the keyspace of all tables
 * @param layout how cells lie in the tables
 * @param columns what a column is for, to its name
 * @param login who it is, if it has to say so
 * @param tls how the connection is protected; empty if it is not
 * @param driverConfig a file with settings of the driver itself, weaker than these
 * @param writeConsistency LOCAL_QUORUM or more
 * @param readConsistency LOCAL_QUORUM or more
 * @param requestTimeout within which every call is answered
 * @param maxInFlight how many calls of one session may be under way
 */
record Settings(
        List<String> contactPoints,
        Optional<String> localDatacenter,
        String keyspace,
        Layout layout,
        Map<String, String> columns,
        Optional<Login> login,
        Optional<Tls> tls,
        Optional<String> driverConfig,
        String writeConsistency,
        String readConsistency,
        Duration requestTimeout,
        int maxInFlight) {

    /**
     * Who it is.
     *
     * @param username the role
     * @param password its password; never printed
     */
    record Login(String username, String password) {
        @Override
        public String toString() {
            return "Login[username=" + username + "]";
        }
    }

    /**
     * How the connection is protected. Where a store is not named, the JVM's own is used.
     *
     * @param trustStore file with the certificates that are trusted
     * @param trustStorePassword never printed
     * @param keyStore file with this client's own certificate
     * @param keyStorePassword never printed
     * @param hostnameValidation whether a server must be who its certificate says
     */
    record Tls(
            Optional<String> trustStore,
            Optional<String> trustStorePassword,
            Optional<String> keyStore,
            Optional<String> keyStorePassword,
            boolean hostnameValidation) {
        @Override
        public String toString() {
            return "Tls[trustStore=" + trustStore + ", keyStore=" + keyStore + "]";
        }
    }

    /** The name of the column that is for this. */
    String column(String what) {
        String name = columns.get(what);
        if (name == null) {
            throw new IllegalArgumentException(
                    "column: " + what + " (expected: one of " + columns.keySet() + ")");
        }
        return name;
    }

    /** Everything that is wrong with these settings. */
    static List<Problem> check(Map<String, Object> settings) {
        SettingsReader reader = new SettingsReader(settings);
        reader.read();
        return reader.problems();
    }

    /**
     * These settings, read.
     *
     * @throws IllegalArgumentException if {@link #check} finds a problem
     */
    static Settings of(Map<String, Object> settings) {
        SettingsReader reader = new SettingsReader(settings);
        Settings read = reader.read();
        if (!reader.problems().isEmpty()) {
            throw new IllegalArgumentException(
                    String.join(
                            "; ",
                            reader.problems().stream()
                                    .map(
                                            problem ->
                                                    problem.setting()
                                                            + ": "
                                                            + problem.found()
                                                            + " (expected: "
                                                            + problem.expected()
                                                            + ")")
                                    .toList()));
        }
        return read;
    }
}
