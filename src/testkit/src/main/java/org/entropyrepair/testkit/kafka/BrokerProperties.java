package org.entropyrepair.testkit.kafka;

import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;

/** Writes a broker's configuration files into its folder. */
final class BrokerProperties {
    static final String FILE = "server.properties";
    static final String LOG_CONFIG = "log4j2.properties";

    private static final String LOGIN_MODULE =
            "org.apache.kafka.common.security.plain.PlainLoginModule required";

    private BrokerProperties() {}

    static void write(
            Path folder,
            BrokerPorts ports,
            int advertisedPort,
            Map<String, String> passwords,
            Map<String, String> more)
            throws IOException {
        Properties properties = new Properties();
        node(properties, folder, ports, advertisedPort, !passwords.isEmpty());
        smallAndQuick(properties);
        if (!passwords.isEmpty()) {
            passwords(properties, passwords);
        }
        properties.putAll(more);
        try (Writer file = Files.newBufferedWriter(folder.resolve(FILE))) {
            properties.store(file, null);
        }
        Files.writeString(
                folder.resolve(LOG_CONFIG),
                """
                rootLogger.level = warn
                rootLogger.appenderRef.out.ref = out
                appender.out.type = Console
                appender.out.name = out
                appender.out.layout.type = PatternLayout
                appender.out.layout.pattern = %d %p %c %m%n
                """);
    }

    /** What a client says to be {@code user}. */
    static Map<String, String> login(String user, String password) {
        return Map.of(
                "security.protocol",
                "SASL_PLAINTEXT",
                "sasl.mechanism",
                "PLAIN",
                "sasl.jaas.config",
                LOGIN_MODULE + " username=\"" + user + "\" password=\"" + password + "\";");
    }

    private static void node(
            Properties to, Path folder, BrokerPorts ports, int advertisedPort, boolean passwords) {
        to.put("process.roles", "broker,controller");
        to.put("node.id", "1");
        to.put("controller.listener.names", "CONTROLLER");
        to.put("controller.quorum.bootstrap.servers", "127.0.0.1:" + ports.controller());
        to.put("inter.broker.listener.name", "DIRECT");
        to.put(
                "listeners",
                "CLIENTS://127.0.0.1:%d,DIRECT://127.0.0.1:%d,CONTROLLER://127.0.0.1:%d"
                        .formatted(ports.clients(), ports.direct(), ports.controller()));
        to.put(
                "advertised.listeners",
                "CLIENTS://127.0.0.1:%d,DIRECT://127.0.0.1:%d,CONTROLLER://127.0.0.1:%d"
                        .formatted(advertisedPort, ports.direct(), ports.controller()));
        to.put(
                "listener.security.protocol.map",
                "DIRECT:PLAINTEXT,CONTROLLER:PLAINTEXT,CLIENTS:"
                        + (passwords ? "SASL_PLAINTEXT" : "PLAINTEXT"));
        to.put("log.dirs", folder.resolve("data").toString());
    }

    private static void smallAndQuick(Properties to) {
        to.put("auto.create.topics.enable", "false");
        // Records with old timestamps would be deleted, and their reader would wait for ever.
        to.put("log.retention.ms", "-1");
        to.put("log.message.timestamp.before.max.ms", Long.toString(Long.MAX_VALUE));
        to.put("log.message.timestamp.after.max.ms", Long.toString(Long.MAX_VALUE));
        to.put("offsets.topic.replication.factor", "1");
        to.put("offsets.topic.num.partitions", "2");
        to.put("transaction.state.log.replication.factor", "1");
        to.put("transaction.state.log.min.isr", "1");
        to.put("transaction.state.log.num.partitions", "2");
        to.put("share.coordinator.state.topic.replication.factor", "1");
        to.put("share.coordinator.state.topic.min.isr", "1");
        to.put("share.coordinator.state.topic.num.partitions", "1");
        to.put("group.initial.rebalance.delay.ms", "0");
        to.put("log.cleaner.dedupe.buffer.size", Integer.toString(4 * 1024 * 1024));
        to.put("num.network.threads", "2");
        to.put("num.io.threads", "2");
        to.put("controlled.shutdown.enable", "false");
    }

    private static void passwords(Properties to, Map<String, String> passwords) {
        StringBuilder users = new StringBuilder(LOGIN_MODULE);
        passwords.forEach(
                (user, password) -> users.append(" user_%s=\"%s\"".formatted(user, password)));
        to.put("listener.name.clients.sasl.enabled.mechanisms", "PLAIN");
        to.put("listener.name.clients.plain.sasl.jaas.config", users.append(';').toString());
        to.put("authorizer.class.name", "org.apache.kafka.metadata.authorizer.StandardAuthorizer");
        to.put("allow.everyone.if.no.acl.found", "true");
        to.put("super.users", "User:ANONYMOUS");
    }
}
