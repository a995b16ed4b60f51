/**
 * The ways out: dead letters and outcomes leave their operators by side outputs and go to their
 * Kafka topics at least once, never larger than the topic takes.
 */
@NullMarked
package org.entropyrepair.flow.outcome;

import org.jspecify.annotations.NullMarked;
