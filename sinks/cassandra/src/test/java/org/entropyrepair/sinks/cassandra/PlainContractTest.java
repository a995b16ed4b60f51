package org.entropyrepair.sinks.cassandra;

import org.entropyrepair.testkit.contract.StoreTraits;
import org.junit.jupiter.api.Tag;

/** The service's own columns, id as text, as it is by default. */
@Tag("slow")
final class PlainContractTest extends CassandraContract {
    private static final long EXPIRY_TOLERANCE_MICROS = 5_000_000;

    PlainContractTest() {
        super(Layout.PLAIN);
    }

    @Override
    protected StoreTraits traits() {
        return cassandra()
                .but(
                        StoreTraits.Weakness.CANNOT_SHOW_NONCES,
                        StoreTraits.Weakness.SETTLES_TIES_ITSELF,
                        StoreTraits.Weakness.EXPIRED_RANKS_AS_DELETE,
                        StoreTraits.Weakness.REJECTS_BINARY_IDS)
                .withExpiryToleranceMicros(EXPIRY_TOLERANCE_MICROS);
    }
}
