/**
 * The decision: a pure function of (edge state, input, policy, time) to (new state, effects). It
 * knows no Flink, no Kafka, no clock, no randomness and no I/O; the operator in {@code flow.repair}
 * interprets its effects. Begin with {@link org.entropyrepair.core.reconcile.Reconciler}.
 */
@NullMarked
package org.entropyrepair.core.reconcile;

import org.jspecify.annotations.NullMarked;
