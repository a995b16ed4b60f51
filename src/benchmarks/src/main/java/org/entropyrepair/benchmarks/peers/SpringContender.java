package org.entropyrepair.benchmarks.peers;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.MapPropertySource;
import org.springframework.kafka.annotation.BackOff;
import org.springframework.kafka.annotation.EnableKafkaRetryTopic;
import org.springframework.kafka.annotation.KafkaListener;
import org.springframework.kafka.annotation.RetryableTopic;
import org.springframework.kafka.config.ConcurrentKafkaListenerContainerFactory;
import org.springframework.kafka.core.ConsumerFactory;
import org.springframework.kafka.core.DefaultKafkaConsumerFactory;
import org.springframework.kafka.core.DefaultKafkaProducerFactory;
import org.springframework.kafka.core.KafkaAdmin;
import org.springframework.kafka.core.KafkaTemplate;
import org.springframework.scheduling.TaskScheduler;
import org.springframework.scheduling.concurrent.ThreadPoolTaskScheduler;

/**
 * Spring Kafka with {@code @RetryableTopic}: a container for each partition, one retry topic with a
 * delay of one second, and enough attempts that none runs out. Its listener waits for the store, as
 * most do, or returns at once with a future.
 */
final class SpringContender implements Contender {
    static final String NAME = "spring-retryable-topic";

    static final String ASYNC_NAME = NAME + "-async";

    private final Surroundings around;
    private final Class<?> listener;

    private SpringContender(Surroundings around, Class<?> listener) {
        this.around = around;
        this.listener = listener;
    }

    static SpringContender waiting(Surroundings around) {
        return new SpringContender(around, WaitingListener.class);
    }

    static SpringContender async(Surroundings around) {
        return new SpringContender(around, AsyncListener.class);
    }

    @Override
    public void start() {
        AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext();
        context.getEnvironment()
                .getPropertySources()
                .addFirst(
                        new MapPropertySource(
                                "peers",
                                Map.of(
                                        "topic",
                                        around.topic(),
                                        "partitions",
                                        around.settings().partitions())));
        context.registerBean(Surroundings.class, () -> around);
        context.register(Beans.class, listener);
        context.refresh();
    }

    /** What Spring Boot would have made. */
    @Configuration(proxyBeanMethods = false)
    @EnableKafkaRetryTopic
    static class Beans {
        @Bean
        KafkaAdmin admin(Surroundings around) {
            Map<String, Object> settings = new HashMap<>();
            settings.put(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, around.brokers());
            return new KafkaAdmin(settings);
        }

        @Bean
        ConsumerFactory<String, byte[]> consumers(Surroundings around) {
            return new DefaultKafkaConsumerFactory<>(
                    Clients.consumer(
                            around.brokers(),
                            around.topic() + "-group",
                            Math.max(
                                    1,
                                    around.settings().inFlight()
                                            / around.settings().partitions())));
        }

        @Bean
        ConcurrentKafkaListenerContainerFactory<String, byte[]> kafkaListenerContainerFactory(
                ConsumerFactory<String, byte[]> consumers, Surroundings around) {
            ConcurrentKafkaListenerContainerFactory<String, byte[]> factory =
                    new ConcurrentKafkaListenerContainerFactory<>();
            factory.setConsumerFactory(consumers);
            factory.setConcurrency(around.settings().partitions());
            return factory;
        }

        @Bean
        KafkaTemplate<String, byte[]> kafkaTemplate(Surroundings around) {
            Map<String, Object> settings = Clients.producer(around.brokers());
            settings.put("linger.ms", 0); // it waits for each record that it sends on
            return new KafkaTemplate<>(new DefaultKafkaProducerFactory<>(settings));
        }

        @Bean
        TaskScheduler scheduler() {
            return new ThreadPoolTaskScheduler();
        }
    }

    /** The method that a team writes. */
    static class WaitingListener {
        private final Repairer repairer;

        WaitingListener(Surroundings around) {
            this.repairer = new Repairer(around.store());
        }

        @RetryableTopic(
                attempts = "1000",
                backOff = @BackOff(delay = 1_000),
                numPartitions = "${partitions}",
                concurrency = "${partitions}",
                autoStartDltHandler = "false")
        @KafkaListener(topics = "${topic}")
        void listen(ConsumerRecord<String, byte[]> record) {
            repairer.repair(record).join();
        }
    }

    /** The same, asynchronously: as many records are under way as one poll brings. */
    static class AsyncListener {
        private final Repairer repairer;

        AsyncListener(Surroundings around) {
            this.repairer = new Repairer(around.store());
        }

        @RetryableTopic(
                attempts = "1000",
                backOff = @BackOff(delay = 1_000),
                numPartitions = "${partitions}",
                concurrency = "${partitions}",
                autoStartDltHandler = "false")
        @KafkaListener(topics = "${topic}")
        CompletableFuture<Void> listen(ConsumerRecord<String, byte[]> record) {
            return repairer.repair(record);
        }
    }
}
