package org.entropyrepair.testkit.dynamodb;

import java.lang.reflect.Array;
import java.lang.reflect.Field;

/**
 * The main class of the server's own process: DynamoDB Local, but on 127.0.0.1 only, and without a
 * word to anybody outside.
 *
 * <p>Its own {@code ServerRunner} listens on every interface and has no option for it, so the
 * server is built by its words and bound before it starts. {@code safeStart} sends no telemetry.
 * All by reflection: nothing of the server is on the class path of those who compile this.
 */
public final class DynamoDbMain {
    private static final String RUNNER =
            "com.amazonaws.services.dynamodbv2.local.main.ServerRunner";

    private DynamoDbMain() {}

    /**
     * Runs the server; does not return while it runs.
     *
     * @param args as {@code ServerRunner} takes them
     * @throws ReflectiveOperationException if the server is not of the version this was made for
     */
    public static void main(String[] args) throws ReflectiveOperationException {
        Object proxy =
                Class.forName(RUNNER)
                        .getMethod("createServerFromCommandLineArgs", String[].class)
                        .invoke(null, (Object) args);
        Field field = proxy.getClass().getDeclaredField("server");
        field.setAccessible(true);
        Object jetty = field.get(proxy);
        Object connectors = jetty.getClass().getMethod("getConnectors").invoke(jetty);
        for (int i = 0; i < Array.getLength(connectors); i++) {
            Object connector = Array.get(connectors, i);
            connector
                    .getClass()
                    .getMethod("setHost", String.class)
                    .invoke(connector, DynamoDbServer.HOST);
        }
        try {
            proxy.getClass().getMethod("safeStart").invoke(proxy);
        } catch (ReflectiveOperationException failed) {
            failed.printStackTrace(System.out);
            System.exit(1); // threads of its own keep it from ending
        }
        proxy.getClass().getMethod("join").invoke(proxy);
    }
}
