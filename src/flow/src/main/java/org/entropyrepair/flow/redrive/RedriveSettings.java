package org.entropyrepair.flow.redrive;

import java.io.Serializable;
import org.entropyrepair.flow.topic.TopicAt;

/**
 * What a redrive job is told. Travels with the job graph; may hold secrets.
 *
 * @param letters the dead-letter topic
 * @param handled the topic of what has been dealt with
 * @param routes where letters go back to
 * @param filter which are meant
 * @param recordBytesMax the largest failure that is read
 * @param redrivesMax a letter that has been redriven so often stays
 * @param perSecond no more than so many a second, the whole job; 0 for no limit
 * @param rehearsal whether nothing is sent and nothing marked, only counted
 */
public record RedriveSettings(
        TopicAt letters,
        TopicAt handled,
        Routes routes,
        LetterFilter filter,
        int recordBytesMax,
        int redrivesMax,
        int perSecond,
        boolean rehearsal)
        implements Serializable {
    private static final long serialVersionUID = 1L;
}
