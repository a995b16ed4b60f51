package org.entropyrepair.testkit.contract;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.entropyrepair.sinks.Store;
import org.entropyrepair.sinks.StoreContext;
import org.entropyrepair.testkit.fake.SettableTime;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;

/**
 * What every store passes, the real server, not a mock. A subclass opens the store (and first makes
 * the tables of {@link #NAMESPACES} where there are tables); the tests stand in the interfaces, one
 * concern each.
 *
 * <p>Tests write ids of their own only and may share a server's tables, one after the other.
 */
@Timeout(value = 5, unit = TimeUnit.MINUTES)
public abstract class StoreContract
        implements StoreOrderContract,
                StoreRecordDeleteContract,
                StoreExpiryContract,
                StoreBytesContract,
                StoreScanContract,
                StoreLifeContract {
    /** The namespace without record deletes. */
    public static final String PLAIN = "contract.plain";

    /** The namespace with record deletes. */
    public static final String RECORDS = "contract.records";

    /** The namespaces that the store under test holds. */
    public static final Map<String, StoreContext.Namespace> NAMESPACES =
            Map.of(
                    PLAIN,
                    new StoreContext.Namespace(
                            PLAIN, "contract_plain", TimeUnit.DAYS.toMillis(10), false),
                    RECORDS,
                    new StoreContext.Namespace(
                            RECORDS, "contract_records", TimeUnit.DAYS.toMillis(10), true));

    private @Nullable StoreBench bench;

    /**
     * Opens the store under test; every call within one test opens the same data.
     *
     * @param namespaces what the store context holds
     */
    protected abstract Store open(Map<String, StoreContext.Namespace> namespaces);

    /** What the store admits that it cannot do; nothing by default. */
    protected StoreTraits traits() {
        return StoreTraits.complete();
    }

    /** The store's clock, if a test can move it; otherwise TTLs are waited for. */
    protected Optional<SettableTime> time() {
        return Optional.empty();
    }

    @BeforeEach
    void putOnTheBench() {
        bench = new StoreBench(open(NAMESPACES), traits(), time());
    }

    @AfterEach
    void close() {
        bench().store().close();
    }

    @Override
    public final StoreBench bench() {
        if (bench == null) {
            throw new IllegalStateException("bench: none (expected: a test that runs)");
        }
        return bench;
    }

    @Override
    public final Store openAnother() {
        return open(NAMESPACES);
    }
}
