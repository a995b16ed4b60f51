package org.entropyrepair.sinks.dynamodb;

import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.entropyrepair.sinks.Store;
import org.entropyrepair.sinks.StoreContext;
import org.entropyrepair.sinks.StoreFactory;

/**
 * Kind {@code dynamodb}: tables of Amazon DynamoDB in one AWS region. {@code
 * src/docs/stores/dynamodb.md} says what a table looks like and what a service's readers and
 * writers must do.
 *
 * <p>Settings:
 *
 * <ul>
 *   <li>{@code region}: AWS's name of the region; required.
 *   <li>{@code endpoint}: an address in place of AWS's own, for instance of DynamoDB Local.
 *   <li>{@code accessKeyId} and {@code secretAccessKey} (and {@code sessionToken}): who we are. By
 *       default the SDK's chain finds out (environment, web identity, {@code profile}, container,
 *       instance).
 *   <li>{@code requestTimeout}: how long one request may take, {@code 100ms} to {@code 60s}; {@code
 *       5s} by default.
 *   <li>{@code maxConnections}: how many requests are on their way at once, 1 to 10,000; 100 by
 *       default. Four times as many writes may wait; more are answered throttled.
 *   <li>{@code attributes}: names by {@code value}, {@code metadata}, {@code version}, {@code
 *       expiresAtMicros} and {@code purgeAt}.
 *   <li>{@code globalTableWriterRegion}: the one AWS region in which global tables are written, by
 *       the service, too. Without it a global table is not written.
 * </ul>
 */
public final class DynamoDbStoreFactory implements StoreFactory {
    /** For {@link java.util.ServiceLoader}. */
    public DynamoDbStoreFactory() {}

    @Override
    public String kind() {
        return "dynamodb";
    }

    @Override
    public List<Problem> check(Map<String, Object> settings) {
        return Settings.check(settings);
    }

    /** Openings with the same settings within this JVM share one client. */
    @Override
    public Store open(StoreContext context) {
        return DynamoDbStore.open(
                Settings.of(context.settings()), context.namespaces(), InstantSource.system());
    }
}
