/**
 * The Flink jobs: a region config and options go in, a job graph comes out. Composition only: what
 * is wired here is made in {@code flow}, {@code sinks} and {@code region-config}.
 */
@NullMarked
package org.entropyrepair.jobs;

import org.jspecify.annotations.NullMarked;
