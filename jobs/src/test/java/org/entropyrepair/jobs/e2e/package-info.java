/**
 * The whole job, as it is built from the text of a region config, on a Flink cluster, between real
 * brokers and real or scripted stores. What is asserted is what a user sees: what stands in the
 * stores, in the dead letters and in the outcomes, when, and whether the job ever restarted.
 */
@NullMarked
package org.entropyrepair.jobs.e2e;

import org.jspecify.annotations.NullMarked;
