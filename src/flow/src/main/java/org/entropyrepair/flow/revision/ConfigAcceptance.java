package org.entropyrepair.flow.revision;

import java.util.List;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.runtime.state.FunctionInitializationContext;
import org.apache.flink.runtime.state.FunctionSnapshotContext;
import org.apache.flink.streaming.api.checkpoint.CheckpointedFunction;
import org.apache.flink.streaming.api.functions.co.CoProcessFunction;
import org.apache.flink.util.Collector;
import org.entropyrepair.core.model.ConfigAnswer;
import org.entropyrepair.core.model.ConfigAnswer.Result;
import org.entropyrepair.core.wire.ConfigAnswerCodec;
import org.entropyrepair.flow.metrics.JobMetric;
import org.entropyrepair.flow.metrics.Meters;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one place where config revisions are accepted or refused. First input: the config the job was
 * started with, once per start. Second: the config topic, whose order decides. Out goes what is in
 * force: after every start, and whenever it changes. To be run with parallelism 1.
 *
 * <ol>
 *   <li>Without state nothing is in force before the topic has been read up to its end; then its
 *       last acceptable revision is, or the file if there is none.
 *   <li>With state, what was in force is again, at once, whether the topic can be read or not: as
 *       the present file with the stored revision's scopes, lags and clock.
 *   <li>If these do not fit, nothing is in force, so that everything pauses, until a revision comes
 *       that does.
 *   <li>Records which have been judged are not judged again.
 *   <li>Each judgement is answered on the topic of answers, and so is what is in force.
 * </ol>
 */
public final class ConfigAcceptance
        extends CoProcessFunction<ConfigRevision, ConfigTopicEvent, ConfigRevision>
        implements CheckpointedFunction {
    private static final Logger LOG = LoggerFactory.getLogger(ConfigAcceptance.class);
    private static final long serialVersionUID = 1L;
    private static final ListStateDescriptor<Acceptance> STATE =
            new ListStateDescriptor<>("acceptance", AcceptanceSerializer.INSTANCE);

    private final AcceptanceSettings settings;

    private transient Acceptance acceptance;
    private transient Acceptance.@Nullable InForce
            known; // downstream, or as soon as the file comes
    private transient ListState<Acceptance> state;
    private transient ConfigAnswers answers;
    private transient boolean reached;
    private transient volatile boolean parked; // this and the next are read by gauges, too
    private transient volatile long number;
    private transient volatile long refused;

    /** Judging as the settings say. */
    @SuppressWarnings("NullAway.Init") // Flink calls initializeState() before all else
    public ConfigAcceptance(AcceptanceSettings settings) {
        this.settings = settings;
    }

    @Override
    public void initializeState(FunctionInitializationContext context) throws Exception {
        state = context.getOperatorStateStore().getListState(STATE);
        acceptance = Acceptance.fresh(settings.topic());
        for (Acceptance stored : state.get()) {
            acceptance = stored.on(settings.topic());
        }
        if (!settings.override().isEmpty() && !settings.override().equals(acceptance.override())) {
            acceptance = acceptance.overridden(settings.override(), settings.file());
        }
        known = acceptance.inForce();
        answers = new ConfigAnswers(settings.answersTopic(), settings.clientProperties());
        Meters meters = new Meters(getRuntimeContext().getMetricGroup());
        meters.gauge(JobMetric.CONFIG_REVISION, () -> number);
        meters.counted(JobMetric.CONFIG_REFUSED, () -> refused);
        meters.gauge(JobMetric.CONFIG_PARKED, () -> parked ? 1 : 0);
        meters.gauge(JobMetric.CONFIG_ANSWERS_WAITING, answers::waiting);
        show();
    }

    @Override
    public void snapshotState(FunctionSnapshotContext context) throws Exception {
        state.update(List.of(acceptance));
    }

    @Override
    public void processElement1(
            ConfigRevision file, Context context, Collector<ConfigRevision> out) {
        if (known != null) {
            putInForce(known, out);
        }
    }

    @Override
    public void processElement2(
            ConfigTopicEvent event, Context context, Collector<ConfigRevision> out) {
        String refusal = null;
        switch (event.kind()) {
            case OPENED -> acceptance = acceptance.opened(event.offset());
            case REACHED -> {
                reached = true;
                acceptance = acceptance.reached(settings.file());
            }
            case PROPOSED -> {
                if (event.offset() >= acceptance.nextOffset()) {
                    refusal = judge(event.offset(), event.text(), event.discards());
                }
            }
        }
        Acceptance.InForce inForce = acceptance.inForce();
        if (reached && inForce != null && inForce != known) {
            putInForce(inForce, out);
        }
        if (refusal != null) { // last: whoever waits for it may ask at once what is in force
            Result result = refusal.isEmpty() ? Result.ACCEPTED : Result.REFUSED;
            answer(result, event.offset(), refusal, null);
        }
        show();
    }

    /** Why a proposal is refused; empty if it is accepted, null if it is none. */
    private @Nullable String judge(long offset, @Nullable String text, @Nullable String discards) {
        if (text == null) {
            acceptance = acceptance.passed(offset);
            return null;
        }
        try {
            if (acceptance.skipping()) {
                throw new IllegalArgumentException(
                        "revision: published before the job was started with --config-revision file"
                                + " (expected: one that is published after)");
            }
            settings.rules().check(settings.file(), text);
            acceptance = acceptance.accepted(offset, text, discardsMax(text, discards));
            LOG.info("config revision at offset {} accepted as {}", offset, acceptance.number());
            return "";
        } catch (IllegalArgumentException unusable) {
            String reason = String.valueOf(unusable.getMessage());
            acceptance = acceptance.refused(offset);
            LOG.error(
                    "config revision at offset {} refused, {} stays in force: {}",
                    offset,
                    acceptance.number(),
                    reason);
            return reason;
        }
    }

    /** What it may discard; what it does not say is as before, unless it discards more. */
    private long discardsMax(String text, @Nullable String discards) {
        if (discards != null) {
            try {
                long max = Long.parseLong(discards.strip());
                if (max >= 0) {
                    return max;
                }
            } catch (NumberFormatException notANumber) {
                // Told below, like one that is negative.
            }
            throw new IllegalArgumentException(
                    ConfigAnswerCodec.DISCARDS
                            + ": "
                            + discards
                            + " (expected: a whole number, at least 0)");
        }
        Acceptance.InForce inForce = acceptance.inForce();
        String before = inForce == null ? settings.file() : parked ? null : inForce.text();
        if (settings.rules().discardsMore(before, text)) {
            throw new IllegalArgumentException(
                    "scopes: discard what may be pending (expected: header "
                            + ConfigAnswerCodec.DISCARDS
                            + " with the count of pending repairs that may be discarded)");
        }
        return inForce == null ? 0 : inForce.discardsMax();
    }

    private void putInForce(Acceptance.InForce inForce, Collector<ConfigRevision> out) {
        known = inForce;
        try {
            String text = settings.rules().onto(settings.file(), inForce.text());
            parked = false;
            out.collect(new ConfigRevision(inForce.number(), text, inForce.discardsMax()));
            answer(Result.IN_FORCE, -1, "", text);
        } catch (IllegalArgumentException unfit) {
            parked = true;
            String reason = String.valueOf(unfit.getMessage());
            LOG.error(
                    "config revision {} does not fit the config that the job was started with,"
                            + " everything pauses until another is in force: {}",
                    inForce.number(),
                    reason);
            answer(Result.PARKED, -1, reason, null);
        }
        show();
    }

    private void answer(Result result, long offset, String reason, @Nullable String config) {
        answers.say(
                new ConfigAnswer(
                        result,
                        settings.job(),
                        offset,
                        acceptance.number(),
                        reason,
                        config,
                        System.currentTimeMillis()));
    }

    /** What a snapshot would hold. */
    Acceptance acceptance() {
        return acceptance;
    }

    private void show() {
        number = parked ? -1 : acceptance.number();
        refused = acceptance.refused();
    }

    @Override
    public void close() {
        if (answers != null) {
            answers.close();
        }
    }
}
