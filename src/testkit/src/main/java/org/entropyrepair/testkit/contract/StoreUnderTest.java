package org.entropyrepair.testkit.contract;

import org.entropyrepair.sinks.Store;

/** What the contract's tests are given. */
public interface StoreUnderTest {
    /** The store, open, with what is needed to write, read and judge it. */
    StoreBench bench();

    /** The same data, opened once more; the caller closes it. */
    Store openAnother();
}
