package org.entropyrepair.sinks.rocksdb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HexFormat;
import org.entropyrepair.core.model.Bytes;
import org.entropyrepair.core.model.Cell;
import org.entropyrepair.core.model.Token;
import org.entropyrepair.core.model.Version;
import org.junit.jupiter.api.Test;

/** What lies in databases out there: these bytes never change without a new format number. */
final class EnvelopeTest {
    private static final Token TOKEN =
            Token.of(1_769_040_000_000_000L, "9f86d081884c7d659a2feaa0c55ad015");
    private static final long WRITTEN_AT_MILLIS = 1_769_040_000_123L;

    @Test
    void goldenPut() {
        assertGolden(
                new Envelope(
                        Version.put(TOKEN),
                        WRITTEN_AT_MILLIS,
                        Bytes.utf8("meta"),
                        Bytes.utf8("value")),
                "01"
                        + "00"
                        + "000648eeb8cb2000"
                        + "9f86d081884c7d659a2feaa0c55ad015"
                        + "7fffffffffffffff"
                        + "0000019be300347b"
                        + "00000004"
                        + "6d657461"
                        + "76616c7565");
    }

    @Test
    void goldenExpiringPut() {
        assertGolden(
                new Envelope(
                        Version.expiringPut(TOKEN, 86_400),
                        WRITTEN_AT_MILLIS,
                        Bytes.EMPTY,
                        Bytes.utf8("value")),
                "01"
                        + "00"
                        + "000648eeb8cb2000"
                        + "9f86d081884c7d659a2feaa0c55ad015"
                        + "00064902d6a28000"
                        + "0000019be300347b"
                        + "00000000"
                        + "76616c7565");
    }

    @Test
    void goldenDelete() {
        assertGolden(
                new Envelope(Version.delete(TOKEN), WRITTEN_AT_MILLIS, Bytes.EMPTY, Bytes.EMPTY),
                "01"
                        + "01"
                        + "000648eeb8cb2000"
                        + "9f86d081884c7d659a2feaa0c55ad015"
                        + "7fffffffffffffff"
                        + "0000019be300347b"
                        + "00000000");
    }

    @Test
    void goldenKeys() {
        byte[] record = Keys.record("ns", Bytes.utf8("user:42"));
        String golden = "01" + "0002" + "6e73" + "4d01081bf0aa3a68" + "00000007" + "757365723a3432";
        assertThat(HexFormat.of().formatHex(record)).isEqualTo(golden);
        assertThat(HexFormat.of().formatHex(Keys.marker(record))).isEqualTo(golden + "00");
        byte[] cell = Keys.cell(record, Bytes.utf8("k"));
        assertThat(HexFormat.of().formatHex(cell)).isEqualTo(golden + "01" + "6b");
        assertThat(Keys.parse(cell).cell())
                .isEqualTo(new Cell("ns", Bytes.utf8("user:42"), Bytes.utf8("k")));
        assertThat(Keys.parse(Keys.marker(record)).cell())
                .isEqualTo(Cell.wholeRecord("ns", Bytes.utf8("user:42")));
        assertThat(Keys.parse(cell).record()).isEqualTo(record);
    }

    @Test
    void whatIsNotAnEnvelopeIsNamed() {
        byte[] newer = new byte[60];
        newer[0] = 2;
        assertThatThrownBy(() -> Envelope.decode(newer))
                .hasMessageContaining("format 2")
                .hasMessageContaining("expected: format 1");
        assertThatThrownBy(() -> Envelope.decode(new byte[3])).hasMessageContaining("3 bytes");
    }

    private static void assertGolden(Envelope envelope, String golden) {
        assertThat(HexFormat.of().formatHex(envelope.encode())).isEqualTo(golden);
        assertThat(Envelope.decode(HexFormat.of().parseHex(golden))).isEqualTo(envelope);
    }
}
