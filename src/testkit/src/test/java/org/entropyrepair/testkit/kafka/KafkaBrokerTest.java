package org.entropyrepair.testkit.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.SaslAuthenticationException;
import org.entropyrepair.testkit.net.TcpProxy;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("slow")
class KafkaBrokerTest {
    @TempDir private Path folder;

    @Test
    void keepsRecordsAndPortsOverAKill() {
        try (KafkaBroker broker = KafkaBroker.in(folder).messageMaxBytes(2_000_000).start()) {
            broker.createTopic("failures", 2, Map.of());
            broker.topics()
                    .produce(
                            List.of(
                                    new ProducerRecord<>("failures", 0, null, "a".getBytes(UTF_8)),
                                    new ProducerRecord<>(
                                            "failures", 1, null, new byte[1_500_000])));
            String before = broker.bootstrapServers();

            broker.kill();
            assertThat(broker.isRunning()).isFalse();
            broker.restart();

            assertThat(broker.bootstrapServers()).isEqualTo(before);
            assertThat(broker.topics().readAll("failures"))
                    .extracting(record -> record.value().length)
                    .containsExactly(1, 1_500_000);
        }
    }

    @Test
    void isReachedThroughItsProxyAndByPasswordOnly() throws Exception {
        try (TcpProxy proxy = TcpProxy.open();
                KafkaBroker broker =
                        KafkaBroker.in(folder).behind(proxy).password("reader", "right").start()) {
            broker.createTopic("failures", 1, Map.of());
            assertThat(nodePort(broker, broker.clientProperties())).isEqualTo(proxy.port());
            assertThatThrownBy(() -> nodePort(broker, BrokerProperties.login("reader", "wrong")))
                    .hasCauseInstanceOf(SaslAuthenticationException.class);

            proxy.refuse();
            assertThatThrownBy(() -> nodePort(broker, broker.clientProperties(), 3_000));
            assertThat(broker.topics().readAll("failures")).isEmpty();

            proxy.forward();
            assertThat(nodePort(broker, broker.clientProperties())).isEqualTo(proxy.port());
        }
    }

    private static int nodePort(KafkaBroker broker, Map<String, String> login) throws Exception {
        return nodePort(broker, login, 30_000);
    }

    private static int nodePort(KafkaBroker broker, Map<String, String> login, int millisMax)
            throws Exception {
        Properties properties = new Properties();
        properties.putAll(login);
        properties.put("bootstrap.servers", broker.bootstrapServers());
        properties.put("default.api.timeout.ms", String.valueOf(millisMax));
        properties.put("request.timeout.ms", String.valueOf(millisMax / 2));
        try (Admin admin = Admin.create(properties)) {
            return admin.describeCluster()
                    .nodes()
                    .get(2 * millisMax, TimeUnit.MILLISECONDS)
                    .iterator()
                    .next()
                    .port();
        }
    }
}
