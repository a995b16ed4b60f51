/**
 * Kafka, as the tool sees it: topics that are read from their beginning to their end as of now, and
 * topics that are written to with an acknowledgement for each record. What goes wrong at a broker
 * comes out as a line for a person.
 */
@NullMarked
package org.entropyrepair.cli.topics;

import org.jspecify.annotations.NullMarked;
