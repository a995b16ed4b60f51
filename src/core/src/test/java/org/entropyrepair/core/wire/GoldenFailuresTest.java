package org.entropyrepair.core.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import java.util.stream.Stream;
import org.entropyrepair.core.model.Bytes;
import org.entropyrepair.core.model.Failure;
import org.entropyrepair.core.model.Mutation;
import org.entropyrepair.core.model.Op;
import org.entropyrepair.core.model.Version;
import org.entropyrepair.core.wire.FailureMessage.Write;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class GoldenFailuresTest {
    private final FailureReader reader = new FailureReader();

    static Stream<String> names() {
        return GoldenFailures.all().keySet().stream();
    }

    @ParameterizedTest
    @MethodSource("names")
    void eachMessageIsWrittenAsItsFile(String name) {
        FailureMessage message = GoldenFailures.named(name);
        assertThat(FailureWriter.write(message)).isEqualTo(GoldenFailures.file(name + ".json"));
    }

    @ParameterizedTest
    @MethodSource("names")
    void eachFileIsReadAsItsMessage(String name) {
        FailureMessage message = GoldenFailures.named(name);
        Bytes file = GoldenFailures.file(name + ".json");
        Failure failure = readable(file);
        assertSays(failure, message);
        assertThat(failure.raw().value()).isEqualTo(file);
    }

    @Test
    void unknownFieldsAreIgnoredAndKept() {
        Bytes file = GoldenFailures.file("unknown-fields.json");
        Failure failure = readable(file);
        assertSays(failure, GoldenFailures.named("put-ttl"));
        assertThat(failure.raw().value()).isEqualTo(file);
    }

    @Test
    void theExampleOfTheContractIsTheGoldenPutWithTtl() {
        Bytes example = GoldenFailures.file("contract-example.json");
        assertSays(readable(example), GoldenFailures.named("put-ttl"));
    }

    @Test
    void everyOpHasAGoldenFile() {
        assertThat(GoldenFailures.all().values().stream().map(m -> m.write().op()))
                .containsAll(Set.of(Op.values()));
    }

    private Failure readable(Bytes file) {
        Reading reading = reader.read(GoldenFailures.raw(file));
        assertThat(reading).isInstanceOf(Reading.Readable.class);
        return ((Reading.Readable) reading).failure();
    }

    static void assertSays(Failure failure, FailureMessage message) {
        assertThat(failure.subject()).isEqualTo(message.subject());
        assertThat(failure.op()).isEqualTo(message.write().op());
        assertThat(failure.cell()).isEqualTo(message.write().cell());
        assertThat(failure.origin()).isEqualTo(message.origin());
        assertThat(failure.target()).isEqualTo(message.target());
        assertThat(failure.cause()).isEqualTo(message.cause());
        assertThat(failure.failedAtMillis())
                .isEqualTo(Math.min(message.failedAtMillis(), failure.raw().readAtMillis()));
        Version version = failure.version();
        if (version == null) {
            assertThat(message.token()).isNull();
            return;
        }
        assertThat(version.token()).isEqualTo(message.token());
        assertThat(version.isDelete())
                .isEqualTo(
                        message.write() instanceof Write.Delete
                                || message.write() instanceof Write.DeleteRecord);
        Bytes raw = failure.raw().value();
        if (message.write() instanceof Write.Put put && raw != null) {
            assertThat(version.expires()).isEqualTo(put.ttlSeconds() > 0);
            if (put.ttlSeconds() > 0) {
                assertThat(version)
                        .isEqualTo(Version.expiringPut(version.token(), put.ttlSeconds()));
            }
            assertThat(MutationReader.read(raw, failure.cell(), version))
                    .isEqualTo(new Mutation(failure.cell(), version, put.value(), put.metadata()));
        }
    }
}
