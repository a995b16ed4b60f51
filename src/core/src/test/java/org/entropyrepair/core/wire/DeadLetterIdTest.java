package org.entropyrepair.core.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Set;
import org.entropyrepair.core.model.Bytes;
import org.entropyrepair.core.model.Cell;
import org.entropyrepair.core.model.Op;
import org.entropyrepair.core.model.Position;
import org.entropyrepair.core.model.RawRecord;
import org.entropyrepair.core.model.Token;
import org.junit.jupiter.api.Test;

class DeadLetterIdTest {
    private static final Token TOKEN = GoldenFailures.TOKEN;

    private static Cell cell(String namespace, String id, String key) {
        return new Cell(namespace, Bytes.utf8(id), Bytes.utf8(key));
    }

    private static RawRecord at(String feed, String topic, int partition, long offset) {
        return new RawRecord(
                feed,
                new Position(topic, partition, offset),
                0,
                null,
                null,
                RawRecord.Headers.NONE);
    }

    @Test
    void idsNeverChange() {
        assertThat(DeadLetterId.of(cell("n", "id", "key"), "eu-west-1", Op.PUT, TOKEN, 0))
                .isEqualTo("e7a4d3d86a72f4c8b49b843ec46c3c5f");
        assertThat(DeadLetterId.of(Cell.wholeRecord("n", Bytes.utf8("id")), "eu", Op.COPY, null, 2))
                .isEqualTo("c643667b38e787ef4d7da54f41284d49");
        assertThat(DeadLetterId.ofUnreadable(at("eu/t", "t", 1, 2)))
                .isEqualTo("eabad3d2a1aa91c7a1becc53de37f815");
    }

    @Test
    void everyPartCounts() {
        Set<String> ids = new HashSet<>();
        ids.add(DeadLetterId.of(cell("n", "id", "key"), "eu", Op.PUT, TOKEN, 0));
        ids.add(DeadLetterId.of(cell("ni", "d", "key"), "eu", Op.PUT, TOKEN, 0));
        ids.add(DeadLetterId.of(cell("n", "idk", "ey"), "eu", Op.PUT, TOKEN, 0));
        ids.add(DeadLetterId.of(cell("n", "id", "keye"), "u", Op.PUT, TOKEN, 0));
        ids.add(DeadLetterId.of(cell("n", "id", ""), "eu", Op.PUT, TOKEN, 0));
        ids.add(DeadLetterId.of(Cell.wholeRecord("n", Bytes.utf8("id")), "eu", Op.PUT, TOKEN, 0));
        ids.add(DeadLetterId.of(cell("n", "id", "key"), "eu", Op.DELETE, TOKEN, 0));
        ids.add(DeadLetterId.of(cell("n", "id", "key"), "eu", Op.PUT, null, 0));
        ids.add(DeadLetterId.of(cell("n", "id", "key"), "eu", Op.PUT, new Token(0, 0, 0), 0));
        ids.add(DeadLetterId.of(cell("n", "id", "key"), "eu", Op.PUT, TOKEN, 1));
        ids.add(DeadLetterId.ofUnreadable(at("eu/t", "t", 1, 2)));
        ids.add(DeadLetterId.ofUnreadable(at("us/t", "t", 1, 2)));
        ids.add(DeadLetterId.ofUnreadable(at("eu/t", "t", 2, 1)));
        assertThat(ids).hasSize(13);
    }

    @Test
    void aFailureIsCalledByWhatItSaysNotByWhereItStands() {
        Reading reading =
                new FailureReader()
                        .read(GoldenFailures.raw(GoldenFailures.file("unknown-fields.json")));
        Reading again =
                new FailureReader().read(GoldenFailures.raw(GoldenFailures.file("put.json")));
        assertThat(DeadLetterId.of(((Reading.Readable) reading).failure()))
                .isEqualTo(DeadLetterId.of(((Reading.Readable) again).failure()));
    }
}
