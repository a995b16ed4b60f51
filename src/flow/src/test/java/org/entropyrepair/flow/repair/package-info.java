/**
 * The repair operator on a real mini cluster with RocksDB state: failures go in by a {@link
 * org.entropyrepair.flow.repair.RepairRig}, what became of them is looked at in the stores.
 */
@NullMarked
package org.entropyrepair.flow.repair;

import org.jspecify.annotations.NullMarked;
