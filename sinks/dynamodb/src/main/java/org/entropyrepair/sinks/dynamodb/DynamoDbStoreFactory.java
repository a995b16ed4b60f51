package org.entropyrepair.sinks.dynamodb;

import java.util.List;
import java.util.Map;
import org.entropyrepair.sinks.Store;
import org.entropyrepair.sinks.StoreContext;
import org.entropyrepair.sinks.StoreFactory;

/** Kind {@code dynamodb}. */
public final class DynamoDbStoreFactory implements StoreFactory {
    /** For {@link java.util.ServiceLoader}. */
    public DynamoDbStoreFactory() {}

    @Override
    public String kind() {
        return "dynamodb";
    }

    @Override
    public List<Problem> check(Map<String, Object> settings) {
        return List.of(new Problem("kind", "dynamodb", "a kind that is built"));
    }

    @Override
    public Store open(StoreContext context) {
        throw new IllegalArgumentException("kind: dynamodb (expected: a kind that is built)");
    }
}
