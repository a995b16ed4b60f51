/**
 * Topics as those reach them who do more than follow a stream: write a record and hear that it was
 * taken, read one record by its place, see to it that a topic is there. Whatever a broker does not
 * do is a {@link org.entropyrepair.flow.topic.TopicTrouble}.
 */
@NullMarked
package org.entropyrepair.flow.topic;

import org.jspecify.annotations.NullMarked;
