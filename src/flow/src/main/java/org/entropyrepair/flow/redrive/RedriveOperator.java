package org.entropyrepair.flow.redrive;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import org.apache.flink.api.common.TaskInfo;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.runtime.state.KeyGroupRangeAssignment;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.BoundedOneInput;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.entropyrepair.core.model.Bytes;
import org.entropyrepair.core.model.Mark;
import org.entropyrepair.core.wire.FailureReader;
import org.entropyrepair.core.wire.MarkCodec;
import org.jspecify.annotations.Nullable;

/**
 * Redrives letters, keyed by their names; of each name the keyed state holds two bytes.
 *
 * <ol>
 *   <li>When it opens, at every start and restart, it reads the topic of the marks to its end: the
 *       marks are what a redrive remembers, the state is only where they are looked up.
 *   <li>Every letter that is not marked and not a repeat goes back, or is counted as one that
 *       cannot. It is marked once its record was acknowledged.
 *   <li>At a barrier and at the end of the input nothing is under way.
 * </ol>
 *
 * <p>Trouble with a broker fails the task; what was acknowledged until then is marked.
 */
final class RedriveOperator extends AbstractStreamOperator<StoredLetter>
        implements OneInputStreamOperator<StoredLetter, StoredLetter>,
                BoundedOneInput,
                Redriver.Log {
    private static final long serialVersionUID = 1L;
    private static final int SAMPLE = 5;

    private final RedriveSettings settings;
    private final RedriveTopics.Opener opener;
    private transient ValueState<Standing> standings;
    private transient RedriveCounts counts;
    private transient FailureReader failures;
    private transient Triage triage;
    private transient Redriver redriver;
    private transient @Nullable RedriveTopics topics;
    private transient int refusedSaid;

    @SuppressWarnings("NullAway.Init") // transient fields are set in open()
    RedriveOperator(RedriveSettings settings, RedriveTopics.Opener opener) {
        this.settings = settings;
        this.opener = opener;
    }

    @Override
    public void open() throws Exception {
        super.open();
        TaskInfo task = getRuntimeContext().getTaskInfo();
        String run = getRuntimeContext().getJobInfo().getJobId().toHexString();
        counts = RedriveCounts.in(getRuntimeContext());
        if (task.getIndexOfThisSubtask() == 0) {
            counts.add(RedriveCounts.RESTARTS, task.getAttemptNumber());
        }
        standings =
                getRuntimeContext().getState(new ValueStateDescriptor<>("standing", Standing.TYPE));
        failures = new FailureReader(settings.recordBytesMax());
        RedriveTopics opened = opener.open();
        topics = opened;
        triage = new Triage(settings.routes(), opened.sources(), settings.redrivesMax());
        redriver =
                new Redriver(
                        opened,
                        opened::mark,
                        new Pace(settings.perSecond(), task.getNumberOfParallelSubtasks()),
                        Instant::now,
                        run,
                        this);
        opened.marks(record -> remember(record, task, run));
    }

    private void remember(ConsumerRecord<byte[], byte[]> record, TaskInfo task, String run) {
        if (record.key() == null) {
            return;
        }
        String id = Bytes.wrap(record.key()).toString();
        int subtask =
                KeyGroupRangeAssignment.assignKeyToParallelOperator(
                        id,
                        task.getMaxNumberOfParallelSubtasks(),
                        task.getNumberOfParallelSubtasks());
        if (subtask == task.getIndexOfThisSubtask()) {
            setCurrentKey(id);
            Standing standing = standing(id, record.value(), run);
            if (standing() != Standing.SEEN) {
                stand(standing);
            }
        }
    }

    /** A mark that cannot be read marks nothing: its letter goes back rather than nowhere. */
    private @Nullable Standing standing(String id, byte @Nullable [] value, String run) {
        if (value == null) {
            return null;
        }
        try {
            Mark mark = MarkCodec.decode(id, Bytes.wrap(value));
            return run.equals(mark.run()) ? Standing.REDRIVEN_BEFORE : Standing.HANDLED;
        } catch (IllegalArgumentException notAMark) {
            counts.add(RedriveCounts.MARKS_UNREADABLE);
            LOG.warn("mark of {}: {}", id, notAMark.getMessage());
            return null;
        }
    }

    @Override
    public void processElement(StreamRecord<StoredLetter> element) throws Exception {
        StoredLetter stored = element.getValue();
        Standing standing = standing();
        stand(Standing.SEEN);
        if (standing == null) {
            decide(Letter.of(stored, failures));
        } else {
            counts.add(
                    switch (standing) {
                        case HANDLED -> Fate.HANDLED;
                        case REDRIVEN_BEFORE -> Fate.REDRIVEN_BEFORE;
                        case SEEN -> Fate.REPEAT;
                    });
        }
    }

    private void decide(Letter letter) throws InterruptedException {
        Triage.Verdict verdict = triage.of(letter);
        if (verdict instanceof Triage.Verdict.Go go) {
            if (settings.rehearsal()) {
                redriven(letter);
            } else {
                redriver.redrive(go.letter(), go.road());
            }
        } else if (verdict instanceof Triage.Verdict.Refused one) {
            refused(letter, one.why());
        } else {
            counts.add(Fate.LOOPING, letter.dead().reason());
        }
    }

    @Override
    public void redriven(Letter letter) {
        counts.add(Fate.REDRIVEN, letter.dead().reason());
    }

    @Override
    public synchronized void refused(Letter letter, String why) {
        counts.add(Fate.REFUSED, letter.dead().reason());
        if (refusedSaid++ < SAMPLE) {
            LOG.warn("{}: cannot go back: {}", letter.id(), why);
        }
    }

    @Override
    public void prepareSnapshotPreBarrier(long checkpoint) throws Exception {
        redriver.drain();
    }

    @Override
    public void endInput() throws Exception {
        redriver.drain();
    }

    @Override
    public void close() throws Exception {
        try {
            RedriveTopics opened = topics;
            if (opened != null) {
                opened.close();
            }
        } finally {
            super.close();
        }
    }

    private @Nullable Standing standing() {
        try {
            return standings.value();
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    private void stand(@Nullable Standing standing) {
        try {
            if (standing == null) {
                standings.clear();
            } else {
                standings.update(standing);
            }
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }
}
