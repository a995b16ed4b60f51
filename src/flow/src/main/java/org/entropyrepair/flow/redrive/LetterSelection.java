package org.entropyrepair.flow.redrive;

import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.streaming.api.functions.ProcessFunction;
import org.apache.flink.util.Collector;
import org.entropyrepair.core.wire.FailureReader;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Lets through the letters that are meant, and counts all others, unreadable ones among them. */
final class LetterSelection extends ProcessFunction<QueueRecord, StoredLetter> {
    private static final Logger LOG = LoggerFactory.getLogger(LetterSelection.class);
    private static final long serialVersionUID = 1L;
    private static final int SAMPLE = 5;

    private final LetterFilter filter;
    private final int recordBytesMax;
    private transient FailureReader failures;
    private transient RedriveCounts counts;
    private transient int said;

    @SuppressWarnings("NullAway.Init") // transient fields are set in open()
    LetterSelection(LetterFilter filter, int recordBytesMax) {
        this.filter = filter;
        this.recordBytesMax = recordBytesMax;
    }

    @Override
    public void open(OpenContext context) {
        failures = new FailureReader(recordBytesMax);
        counts = RedriveCounts.in(getRuntimeContext());
    }

    @Override
    public void processElement(QueueRecord record, Context context, Collector<StoredLetter> out) {
        counts.add(RedriveCounts.READ);
        if (record instanceof QueueRecord.Unreadable unreadable) {
            counts.add(Fate.UNREADABLE);
            if (said++ < SAMPLE) {
                LOG.warn(
                        "{}: no dead letter that this build can read: {}",
                        unreadable.at(),
                        unreadable.why());
            }
            return;
        }
        StoredLetter letter = ((QueueRecord.Readable) record).letter();
        if (filter.isEmpty() || filter.covers(Letter.of(letter, failures))) {
            out.collect(letter);
        } else {
            counts.add(Fate.NOT_MEANT);
        }
    }
}
