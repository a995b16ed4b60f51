package org.entropyrepair.flow.redrive;

import java.io.Serializable;
import org.entropyrepair.flow.topic.TopicAt;

/**
 * A failure topic, as the way back to it.
 *
 * @param region whose it is
 * @param name as the pipeline calls it: {@code region/topic}
 * @param topic where it is
 * @param acceptsOwn whether it accepts failures of its own region
 */
public record Road(String region, String name, TopicAt topic, boolean acceptsOwn)
        implements Serializable {
    private static final long serialVersionUID = 1L;
}
