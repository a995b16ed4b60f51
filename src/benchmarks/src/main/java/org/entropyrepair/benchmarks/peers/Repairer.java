package org.entropyrepair.benchmarks.peers;

import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.entropyrepair.core.model.Bytes;
import org.entropyrepair.core.model.Failure;
import org.entropyrepair.core.model.Position;
import org.entropyrepair.core.model.RawRecord;
import org.entropyrepair.core.model.Version;
import org.entropyrepair.core.wire.FailureReader;
import org.entropyrepair.core.wire.MutationReader;
import org.entropyrepair.core.wire.Reading;
import org.entropyrepair.sinks.Store;
import org.entropyrepair.sinks.WriteResult;

/**
 * What a peer does with a record, whichever library hands it over: read it, with this project's
 * reader, and write what it says if the store holds nothing newer. Thread-safe.
 */
final class Repairer {
    private final FailureReader reader = new FailureReader();
    private final Store store;

    Repairer(Store store) {
        this.store = store;
    }

    /** The write did not land: try it again. */
    static final class NotNowException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        NotNowException(String message) {
            super(message, null, false, false);
        }
    }

    /** Ends normally when the write has landed or is superseded, else with the exception. */
    CompletableFuture<Void> repair(ConsumerRecord<String, byte[]> record) {
        Failure failure = read(record);
        Bytes value = Bytes.wrap(record.value());
        return store.apply(MutationReader.read(value, failure.cell(), versionOf(failure)))
                .thenAccept(
                        result -> {
                            boolean done =
                                    result instanceof WriteResult.Applied
                                            || result instanceof WriteResult.Healed
                                            || result instanceof WriteResult.Superseded;
                            if (!done) {
                                throw new NotNowException(result.toString());
                            }
                        })
                .toCompletableFuture();
    }

    private Failure read(ConsumerRecord<String, byte[]> record) {
        Reading reading =
                reader.read(
                        new RawRecord(
                                record.topic(),
                                new Position(record.topic(), record.partition(), record.offset()),
                                System.currentTimeMillis(),
                                Bytes.utf8(record.key()),
                                Bytes.wrap(record.value()),
                                RawRecord.Headers.NONE));
        if (reading instanceof Reading.Readable readable) {
            return readable.failure();
        }
        throw new IllegalStateException("record: " + reading + " (expected: it can be read)");
    }

    private static Version versionOf(Failure failure) {
        if (failure.version() == null) {
            throw new IllegalStateException("record: no token (expected: one)");
        }
        return failure.version();
    }
}
