package org.entropyrepair.flow.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.flink.core.memory.DataInputViewStreamWrapper;
import org.junit.jupiter.api.Test;

class EdgeChangesTest {
    @Test
    void whatWasWrittenIsReadInItsOrderAndNotBeyondItsEnd() throws Exception {
        RandomWords random = new RandomWords(20261126);
        List<EdgeChange> changes = new ArrayList<>();
        for (int i = 0; i < 500; i++) {
            changes.add(random.edgeChange());
        }
        byte[] bytes = bytes(changes);
        byte[] more = Arrays.copyOf(bytes, bytes.length + 100); // another key group's come behind
        List<EdgeChange> read = new ArrayList<>();
        EdgeChanges.read(new ByteArrayInputStream(more), read::add);
        assertThat(read.equals(changes)).isTrue();
    }

    @Test
    void whatEndsEarlyIsNotTakenForLess() throws IOException {
        byte[] bytes = bytes(List.of(new RandomWords(1).edgeChange()));
        for (int length = 0; length < bytes.length; length++) {
            byte[] torn = Arrays.copyOf(bytes, length);
            assertThatThrownBy(() -> EdgeChanges.read(new ByteArrayInputStream(torn), one -> {}))
                    .isInstanceOf(IOException.class);
        }
    }

    @Test
    void somethingElseIsRefused() {
        assertThatThrownBy(
                        () -> EdgeChanges.read(new ByteArrayInputStream(new byte[64]), one -> {}))
                .isInstanceOf(IOException.class)
                .hasMessage("raw keyed state: begins with 00000000 (expected: 65722d31)");
    }

    /**
     * How Flink reads timers (InternalTimerServiceSerializationProxy): four bytes which are none of
     * its own are the number of timer services, and each begins with its name.
     */
    @Test
    void aReleaseThatTakesItForTimersFails() throws IOException {
        byte[] bytes = bytes(List.of(new RandomWords(1).edgeChange()));
        DataInputViewStreamWrapper in =
                new DataInputViewStreamWrapper(new ByteArrayInputStream(bytes));
        assertThat(in.readInt()).isGreaterThan(bytes.length);
    }

    private static byte[] bytes(List<EdgeChange> changes) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        EdgeChanges.write(changes, out);
        return out.toByteArray();
    }
}
