package org.entropyrepair.benchmarks.peers;

import io.confluent.parallelconsumer.PCRetriableException;
import io.confluent.parallelconsumer.ParallelConsumerOptions;
import io.confluent.parallelconsumer.ParallelConsumerOptions.CommitMode;
import io.confluent.parallelconsumer.ParallelConsumerOptions.ProcessingOrder;
import io.confluent.parallelconsumer.ParallelStreamProcessor;
import io.confluent.parallelconsumer.PollContext;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/**
 * Confluent Parallel Consumer in the order of keys, with its own threads, each of which waits for
 * the store. What the store does not take is tried again after the library's delay of one second,
 * as often as it needs; its key waits meanwhile.
 */
final class ParallelConsumerContender implements Contender {
    static final String NAME = "parallel-consumer";

    private final Surroundings around;
    private final Repairer repairer;

    ParallelConsumerContender(Surroundings around) {
        this.around = around;
        this.repairer = new Repairer(around.store());
    }

    /** The options that both ways of using it share. */
    static ParallelConsumerOptions<String, byte[]> options(
            Surroundings around, int concurrency, int batch) {
        return ParallelConsumerOptions.<String, byte[]>builder()
                .consumer(
                        Clients.open(
                                Clients.consumer(
                                        around.brokers(),
                                        around.topic() + "-group",
                                        around.settings().inFlight())))
                .ordering(ProcessingOrder.KEY)
                .commitMode(CommitMode.PERIODIC_CONSUMER_ASYNCHRONOUS)
                .maxConcurrency(concurrency)
                .batchSize(batch)
                .build();
    }

    @Override
    public void start() {
        int batch = around.settings().batch();
        int threads = Math.max(1, around.settings().inFlight() / batch);
        ParallelStreamProcessor<String, byte[]> processor =
                ParallelStreamProcessor.createEosStreamProcessor(options(around, threads, batch));
        processor.subscribe(List.of(around.topic()));
        processor.poll(this::write);
    }

    private void write(PollContext<String, byte[]> records) {
        CompletableFuture<?>[] writes =
                records.streamConsumerRecords()
                        .map(repairer::repair)
                        .toArray(CompletableFuture<?>[]::new);
        try {
            CompletableFuture.allOf(writes).join();
        } catch (CompletionException failed) {
            throw new PCRetriableException(failed.getMessage(), failed.getCause());
        }
    }
}
