package org.entropyrepair.sinks.dynamodb;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Optional;
import org.entropyrepair.sinks.Store;
import org.entropyrepair.sinks.StoreContext;
import org.entropyrepair.testkit.contract.StoreContract;
import org.entropyrepair.testkit.contract.StoreTraits;
import org.entropyrepair.testkit.contract.StoreTraits.Weakness;
import org.entropyrepair.testkit.fake.SettableTime;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;

@Tag("slow")
final class DynamoDbStoreContractTest extends StoreContract {
    /** What is left of an item of 400 KB for its value, after the key and the other attributes. */
    private static final int VALUE_BYTES_MAX = 400 * 1_024 - 200;

    private final SettableTime time =
            new SettableTime(Instant.now().truncatedTo(ChronoUnit.MICROS));

    /** Keeps the connection open from test to test. */
    private static Connection connection = Connections.acquire(settings().client());

    @BeforeAll
    static void makeTables() {
        NAMESPACES
                .values()
                .forEach(namespace -> Local.server().createTable(namespace.table(), "B", "B"));
    }

    @AfterAll
    static void closeConnection() {
        Connections.release(connection);
    }

    @Override
    protected Store open(Map<String, StoreContext.Namespace> namespaces) {
        return DynamoDbStore.open(settings(), namespaces, time);
    }

    private static Settings settings() {
        Map<String, Object> settings = Local.settings();
        settings.put("requestTimeout", "30s"); // a busy machine is no trouble of the store
        return Settings.of(settings);
    }

    @Override
    protected StoreTraits traits() {
        return StoreTraits.complete()
                .but(
                        Weakness.REJECTS_EMPTY_IDS,
                        Weakness.REJECTS_EMPTY_KEYS,
                        // DynamoDB Local closes one connection in a thousand answers
                        Weakness.SOMETIMES_CANNOT_TELL_HEALED)
                .withValueBytesMax(VALUE_BYTES_MAX);
    }

    @Override
    protected Optional<SettableTime> time() {
        return Optional.of(time);
    }
}
