package org.entropyrepair.benchmarks.peers;

import io.confluent.parallelconsumer.PCRetriableException;
import io.confluent.parallelconsumer.reactor.ReactorProcessor;
import java.util.List;
import reactor.core.publisher.Mono;

/**
 * Confluent Parallel Consumer in the order of keys, with its module for stores that answer
 * asynchronously, which its documentation says goes furthest.
 */
final class ReactorContender implements Contender {
    static final String NAME = "parallel-consumer-reactor";

    private final Surroundings around;
    private final Repairer repairer;

    ReactorContender(Surroundings around) {
        this.around = around;
        this.repairer = new Repairer(around.store());
    }

    @Override
    public void start() {
        ReactorProcessor<String, byte[]> processor =
                new ReactorProcessor<>(
                        ParallelConsumerContender.options(around, around.settings().inFlight(), 1));
        processor.subscribe(List.of(around.topic()));
        processor.react(
                record ->
                        Mono.fromFuture(repairer.repair(record.getSingleConsumerRecord()))
                                .thenReturn(true)
                                .onErrorMap(
                                        failed ->
                                                new PCRetriableException(
                                                        failed.getMessage(), failed)));
    }
}
