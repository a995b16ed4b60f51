package org.entropyrepair.flow.redrive;

import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.entropyrepair.flow.state.Uids;
import org.entropyrepair.flow.state.VersionedType;

/** Wires a redrive: dead letters, those that are meant, by name, back. */
public final class RedriveStream {
    static final VersionedType<StoredLetter> LETTER =
            new VersionedType<>(StoredLetter.class, StoredLetterSerializer.INSTANCE);

    private RedriveStream() {}

    /** Adds it to a job, which ends when all letters that there were at its start are done. */
    public static void redrive(StreamExecutionEnvironment env, RedriveSettings settings) {
        env.fromSource(
                        LetterSource.of(settings.letters()),
                        WatermarkStrategy.noWatermarks(),
                        "dead letters",
                        QueueRecord.TYPE)
                .uid(Uids.REDRIVE_SOURCE)
                .process(new LetterSelection(settings.filter(), settings.recordBytesMax()), LETTER)
                .name("select")
                .uid(Uids.REDRIVE_SELECTION)
                .keyBy(letter -> letter.dead().id(), Types.STRING)
                .transform(
                        "redrive",
                        LETTER,
                        new RedriveOperator(settings, () -> RedriveTopics.of(settings)))
                .uid(Uids.REDRIVE);
    }
}
