/**
 * Records of the failure topics flow in, raw and with the region's time; what is wrong with a
 * broker stays here.
 *
 * <p>{@link org.entropyrepair.flow.source.FailureTopicSource} reads one failure topic and survives
 * its broker; {@link org.entropyrepair.flow.source.RegionClock} stands behind each of them and
 * tells the region's event time; {@link org.entropyrepair.flow.source.FailureTopicCheck} looks at
 * the topics before the job starts. Source, check and metrics know a topic by its {@link
 * org.entropyrepair.flow.source.TopicAddress}.
 */
@NullMarked
package org.entropyrepair.flow.source;

import org.jspecify.annotations.NullMarked;
