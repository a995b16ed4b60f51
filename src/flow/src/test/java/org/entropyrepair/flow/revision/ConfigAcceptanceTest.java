package org.entropyrepair.flow.revision;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.api.operators.co.CoProcessOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.TwoInputStreamOperatorTestHarness;
import org.entropyrepair.flow.revision.ConfigTopicEvent.Kind;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What is in force, after whatever the topic says, over lives of a job. */
class ConfigAcceptanceTest {
    private static final String FILE = "file";

    private final List<Life> lives = new ArrayList<>();

    @AfterEach
    void end() throws Exception {
        for (Life life : lives) {
            life.harness.close();
        }
    }

    @Test
    void withoutStateNothingIsInForceBeforeTheTopicIsRead() throws Exception {
        Life life = life(FILE, "");
        life.file().opened(2).proposed(0, "one").proposed(1, "two");
        assertThat(life.said()).isEmpty();
        life.reached(2);
        assertThat(life.said()).containsExactly("1 file+two 0");
        life.proposed(2, "three");
        assertThat(life.said()).containsExactly("1 file+two 0", "2 file+three 0");
    }

    @Test
    void theFileIsInForceWhereTheTopicHoldsNothing() throws Exception {
        Life life = life(FILE, "");
        life.opened(0).reached(0).file();
        assertThat(life.said()).containsOnly("0 file 0");
        life.opened(0).reached(0);
        assertThat(life.said()).containsOnly("0 file 0");
    }

    @Test
    void aRefusedRevisionChangesNothingAndIsCounted() throws Exception {
        Life life = life(FILE, "");
        life.file().opened(0).reached(0).proposed(0, "one").proposed(1, "bad").proposed(2, null);
        assertThat(life.said()).containsExactly("0 file 0", "1 file+one 0");
        assertThat(life.state().refused()).isEqualTo(1);
        assertThat(life.state().nextOffset()).isEqualTo(3);
    }

    @Test
    void whatWasInForceIsAgainAtOnceThoughTheTopicIsAway() throws Exception {
        Life first = life(FILE, "");
        first.file().opened(0).reached(0).proposed(0, "one");
        Life second = life("other", "", first.snapshot());
        second.file();
        assertThat(second.said()).containsExactly("1 other+one 0");
        second.opened(2).proposed(0, "one").proposed(1, "two");
        assertThat(second.said()).containsExactly("1 other+one 0");
        second.reached(2);
        assertThat(second.said()).containsExactly("1 other+one 0", "2 other+two 0");
    }

    @Test
    void whatHasBeenJudgedIsNotJudgedAgain() throws Exception {
        Life first = life(FILE, "");
        first.file().opened(0).reached(0).proposed(0, "one").proposed(1, "bad");
        Life second = life(FILE, "", first.snapshot());
        second.file().opened(2).proposed(0, "bad").proposed(1, "bad").reached(2);
        assertThat(second.said()).containsExactly("1 file+one 0");
        assertThat(second.state().refused()).isEqualTo(1);
    }

    @Test
    void aStoredRevisionThatDoesNotFitPutsNothingInForceUntilOneDoes() throws Exception {
        Life first = life(FILE, "");
        first.file().opened(0).reached(0).proposed(0, "old");
        Life second = life("new", "", first.snapshot());
        second.file().opened(1).proposed(0, "old").reached(1);
        assertThat(second.said()).isEmpty();
        second.proposed(1, "bad").proposed(2, "discard");
        assertThat(second.said()).isEmpty();
        second.proposed(3, "one");
        assertThat(second.said()).containsExactly("2 new+one 0");
        Life third = life(FILE, "", second.snapshot());
        third.file();
        assertThat(third.said()).containsExactly("2 file+one 0");
    }

    @Test
    void aTopicMadeAnewAndAnotherTopicAreReadFromTheirBeginning() throws Exception {
        Life first = life(FILE, "");
        first.file().opened(0).reached(0).proposed(0, "one").proposed(1, "two");
        first.opened(1).proposed(0, "three").reached(1);
        assertThat(first.said()).endsWith("3 file+three 0");
        Life second = life(FILE, "elsewhere", "", first.snapshot());
        second.file().opened(1).proposed(0, "four").reached(1);
        assertThat(second.said()).containsExactly("3 file+three 0", "4 file+four 0");
    }

    @Test
    void theFileOverridesWhatTheTopicHoldsAtItsStartAndNotAfter() throws Exception {
        Life first = life(FILE, "");
        first.file().opened(0).reached(0).proposed(0, "one");
        Life second = life("new", "start-1", first.snapshot());
        second.file().opened(2).proposed(0, "one").proposed(1, "meanwhile").reached(2);
        assertThat(second.said()).containsExactly("2 new 0");
        second.proposed(2, "after");
        assertThat(second.said()).containsExactly("2 new 0", "3 new+after 0");
        Life restarted = life("new", "start-1", second.snapshot());
        restarted.file().opened(3).reached(3);
        assertThat(restarted.said()).containsExactly("3 new+after 0");
        Life again = life("new", "start-2", restarted.snapshot());
        again.file();
        assertThat(again.said()).containsExactly("4 new 0");
    }

    @Test
    void anOverriddenTopicIsPassedOverThoughTheJobFailsBeforeItHasBeenRead() throws Exception {
        Life first = life(FILE, "start-1");
        first.file();
        Life second = life(FILE, "start-1", first.snapshot());
        second.file().opened(1).proposed(0, "before").reached(1).proposed(1, "after");
        assertThat(second.said()).containsExactly("0 file 0", "1 file+after 0");
    }

    @Test
    void moreIsDiscardedOnlyByARevisionThatCarriesACount() throws Exception {
        Life life = life(FILE, "");
        life.file().opened(0).reached(0);
        life.proposed(0, "discard")
                .proposed(1, "discard", "-1")
                .proposed(2, "discard", "many")
                .proposed(3, "discard", "12")
                .proposed(4, "discard slowly");
        assertThat(life.said())
                .containsExactly("0 file 0", "1 file+discard 12", "2 file+discard slowly 12");
        assertThat(life.state().refused()).isEqualTo(3);
    }

    private Life life(String file, String override) throws Exception {
        return life(file, "topic", override, null);
    }

    private Life life(String file, String override, OperatorSubtaskState from) throws Exception {
        return life(file, "topic", override, from);
    }

    private Life life(
            String file, String topic, String override, @Nullable OperatorSubtaskState from)
            throws Exception {
        Life life = new Life(file, topic, override, from);
        lives.add(life);
        return life;
    }

    /** One life of the operator. */
    private static final class Life {
        private final TwoInputStreamOperatorTestHarness<
                        ConfigRevision, ConfigTopicEvent, ConfigRevision>
                harness;
        private final ConfigAcceptance acceptance;
        private final String text;

        Life(String text, String topic, String override, @Nullable OperatorSubtaskState from)
                throws Exception {
            this.text = text;
            acceptance =
                    new ConfigAcceptance(
                            new AcceptanceSettings(
                                    "job",
                                    topic,
                                    "answers",
                                    Map.of("bootstrap.servers", "127.0.0.1:1"),
                                    text,
                                    override,
                                    new Rules()));
            harness = new TwoInputStreamOperatorTestHarness<>(new CoProcessOperator<>(acceptance));
            harness.setup(ConfigRevision.TYPE.serializer());
            if (from != null) {
                harness.initializeState(from);
            }
            harness.open();
        }

        Life file() throws Exception {
            harness.processElement1(new StreamRecord<>(new ConfigRevision(0, text)));
            return this;
        }

        Life opened(long end) throws Exception {
            return hears(ConfigTopicEvent.of(Kind.OPENED, end));
        }

        Life reached(long end) throws Exception {
            return hears(ConfigTopicEvent.of(Kind.REACHED, end));
        }

        Life proposed(long offset, @Nullable String proposed) throws Exception {
            return proposed(offset, proposed, null);
        }

        Life proposed(long offset, @Nullable String proposed, @Nullable String discards)
                throws Exception {
            return hears(new ConfigTopicEvent(Kind.PROPOSED, offset, proposed, discards));
        }

        private Life hears(ConfigTopicEvent event) throws Exception {
            harness.processElement2(new StreamRecord<>(event));
            return this;
        }

        List<String> said() {
            return harness.extractOutputValues().stream()
                    .map(one -> one.number() + " " + one.text() + " " + one.discardsMax())
                    .toList();
        }

        Acceptance state() {
            return acceptance.acceptance();
        }

        OperatorSubtaskState snapshot() throws Exception {
            return harness.snapshot(1, 1);
        }
    }

    /** Words instead of configs. */
    private static final class Rules implements RevisionRules {
        private static final long serialVersionUID = 1L;

        @Override
        public void check(String file, String revision) {
            if (revision.startsWith("bad")) {
                throw new IllegalArgumentException("text: bad (expected: good)");
            }
        }

        @Override
        public boolean discardsMore(@Nullable String before, String after) {
            return after.startsWith("discard") && (before == null || !before.startsWith("discard"));
        }

        @Override
        public String onto(String file, String stored) {
            if (file.equals("new") && stored.equals("old")) {
                throw new IllegalArgumentException("text: old (expected: new)");
            }
            return stored.equals(file) ? file : file + "+" + stored;
        }
    }
}
