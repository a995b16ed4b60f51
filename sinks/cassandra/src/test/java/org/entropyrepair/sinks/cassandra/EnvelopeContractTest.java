package org.entropyrepair.sinks.cassandra;

import org.entropyrepair.testkit.contract.StoreTraits;
import org.junit.jupiter.api.Tag;

/** One blob per cell: every tie ends as the order of versions says. */
@Tag("slow")
final class EnvelopeContractTest extends CassandraContract {
    EnvelopeContractTest() {
        super(Layout.ENVELOPE);
    }

    @Override
    protected StoreTraits traits() {
        return cassandra();
    }
}
