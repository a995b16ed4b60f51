package org.entropyrepair.flow.state;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * The bytes that savepoints hold, format by format. A file here is never changed: a new format gets
 * new files, and the old ones stay to be read.
 */
class GoldenBytesTest {
    @TestFactory
    Stream<DynamicTest> valuesAreWrittenAsTheyAlwaysWere() {
        return Samples.all().entrySet().stream()
                .map(entry -> DynamicTest.dynamicTest(entry.getKey(), () -> checkWrite(entry)));
    }

    @TestFactory
    Stream<DynamicTest> whatWasWrittenIsStillRead() {
        return Stream.of(Samples.all(), Samples.earlier())
                .flatMap(samples -> samples.entrySet().stream())
                .map(entry -> DynamicTest.dynamicTest(entry.getKey(), () -> checkRead(entry)));
    }

    private static void checkWrite(Map.Entry<String, Samples.Sample<?>> entry) throws IOException {
        assertThat(hex(entry.getValue())).isEqualTo(golden(entry.getKey()));
    }

    private static void checkRead(Map.Entry<String, Samples.Sample<?>> entry) throws IOException {
        byte[] bytes = HexFormat.of().parseHex(golden(entry.getKey()));
        DataInputDeserializer in = new DataInputDeserializer(bytes);
        assertThat((Object) entry.getValue().serializer().deserialize(in))
                .isEqualTo(entry.getValue().value());
        assertThat(in.available()).isZero();
    }

    private static <T> String hex(Samples.Sample<T> sample) throws IOException {
        DataOutputSerializer out = new DataOutputSerializer(64);
        sample.serializer().serialize(sample.value(), out);
        return HexFormat.of().formatHex(out.getCopyOfBuffer());
    }

    /** The digits of a file; line breaks in it are for reading only. */
    private static String golden(String name) throws IOException {
        try (InputStream in =
                GoldenBytesTest.class.getResourceAsStream("/golden/" + name + ".hex")) {
            return in == null
                    ? "no file golden/" + name + ".hex"
                    : new String(in.readAllBytes(), StandardCharsets.US_ASCII)
                            .replaceAll("\\s", "");
        }
    }
}
