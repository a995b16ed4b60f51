/**
 * The regional repair scoping: a YAML file goes in; a {@link
 * org.entropyrepair.config.RegionConfig}, or every problem of the file, comes out, and from it the
 * {@link org.entropyrepair.core.reconcile.Policy} by which repairs are decided. Knows no store, no
 * Kafka and no Flink.
 */
@NullMarked
package org.entropyrepair.config;

import org.jspecify.annotations.NullMarked;
