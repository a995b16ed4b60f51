package org.entropyrepair.benchmarks.peers;

import java.nio.file.Path;
import java.util.List;

/**
 * Something that brings failures from a topic into a store.
 *
 * <ol>
 *   <li>{@link #start} is called once. The topic exists and is empty.
 *   <li>Failures come until the process ends; nobody calls it again.
 * </ol>
 */
interface Contender {
    /** Names of all of them, this project's first. */
    List<String> ALL =
            List.of(
                    JobContender.NAME,
                    ParallelConsumerContender.NAME,
                    ReactorContender.NAME,
                    SpringContender.NAME,
                    SpringContender.ASYNC_NAME,
                    HomeContender.NAME);

    /** Begins; does not wait. */
    void start() throws Exception;

    /** What each is given. */
    record Surroundings(
            String brokers, String topic, Path folder, Settings settings, RecordingStore store) {}

    /**
     * One of {@link #ALL}.
     *
     * @throws IllegalArgumentException if there is none of that name
     */
    static Contender of(String name, Surroundings surroundings) {
        return switch (name) {
            case JobContender.NAME -> new JobContender(surroundings);
            case ParallelConsumerContender.NAME -> new ParallelConsumerContender(surroundings);
            case ReactorContender.NAME -> new ReactorContender(surroundings);
            case SpringContender.NAME -> SpringContender.waiting(surroundings);
            case SpringContender.ASYNC_NAME -> SpringContender.async(surroundings);
            case HomeContender.NAME -> new HomeContender(surroundings);
            default ->
                    throw new IllegalArgumentException(
                            "contender: " + name + " (expected: one of " + ALL + ")");
        };
    }
}
