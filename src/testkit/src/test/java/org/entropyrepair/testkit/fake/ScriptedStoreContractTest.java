package org.entropyrepair.testkit.fake;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.entropyrepair.sinks.Store;
import org.entropyrepair.sinks.StoreContext;
import org.entropyrepair.testkit.contract.StoreContract;

final class ScriptedStoreContractTest extends StoreContract {
    private final SettableTime time = new SettableTime(Instant.parse("2026-03-01T12:00:00Z"));
    private final ScriptedStore shared = new ScriptedStore(time);

    @Override
    protected Store open(Map<String, StoreContext.Namespace> namespaces) {
        return shared.opening(new StoreContext("here", Map.of(), namespaces));
    }

    @Override
    protected Optional<SettableTime> time() {
        return Optional.of(time);
    }
}
