package org.entropyrepair.sinks.dynamodb;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * What says to each request what a test told it to say: the errors that DynamoDB Local cannot make.
 * Listens on 127.0.0.1.
 *
 * <p>Of an action the answers queued by {@link #next} come first, then the one set by {@link
 * #always}. A table is described as one of this region unless something else is set.
 */
final class FakeDynamoDb implements AutoCloseable {
    static final String TABLE =
            """
            {"Table": {"TableName": "edges", "TableStatus": "ACTIVE",
             "AttributeDefinitions": [
               {"AttributeName": "id", "AttributeType": "B"},
               {"AttributeName": "key", "AttributeType": "B"}],
             "KeySchema": [
               {"AttributeName": "id", "KeyType": "HASH"},
               {"AttributeName": "key", "KeyType": "RANGE"}]%s}}
            """;

    private static final String PACKAGE = "com.amazonaws.dynamodb.v20120810#";

    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final CountDownLatch closed = new CountDownLatch(1);
    private final Map<String, Reply> always = new ConcurrentHashMap<>();
    private final Map<String, Queue<Reply>> next = new ConcurrentHashMap<>();
    private final Map<String, AtomicInteger> counts = new ConcurrentHashMap<>();

    private FakeDynamoDb(HttpServer server) {
        this.server = server;
        server.setExecutor(threads);
        server.createContext("/", this::handle);
        server.start();
        always("DescribeTable", ok(TABLE.formatted("")));
        always("PutItem", ok("{}"));
        always("TransactWriteItems", ok("{}"));
        always("GetItem", ok("{}"));
    }

    /**
     * What comes back.
     *
     * @param status of HTTP; {@link #LOST} ends the connection instead, {@link #NEVER} waits until
     *     the fake is closed
     * @param body the body
     */
    record Reply(int status, String body) {
        static final int LOST = -1;
        static final int NEVER = -2;
    }

    static FakeDynamoDb start() {
        try {
            return new FakeDynamoDb(
                    HttpServer.create(
                            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Reply ok(String body) {
        return new Reply(200, body);
    }

    /** An error as DynamoDB words it. */
    static Reply error(int status, String code, String message) {
        return new Reply(
                status,
                "{\"__type\":\"%s\",\"message\":\"%s\"}".formatted(PACKAGE + code, message));
    }

    /** A transaction that was cancelled for these reasons, a JSON list. */
    static Reply cancelled(String reasons) {
        return new Reply(
                400,
                """
                {"__type":"%sTransactionCanceledException",
                 "Message":"Transaction cancelled, please refer cancellation reasons",
                 "CancellationReasons":%s}
                """
                        .formatted(PACKAGE, reasons));
    }

    static Reply lost() {
        return new Reply(Reply.LOST, "");
    }

    static Reply never() {
        return new Reply(Reply.NEVER, "");
    }

    FakeDynamoDb always(String action, Reply reply) {
        always.put(action, reply);
        return this;
    }

    FakeDynamoDb next(String action, Reply reply) {
        Queue<Reply> queue = next.computeIfAbsent(action, unused -> new ArrayDeque<>());
        synchronized (queue) {
            queue.add(reply);
        }
        return this;
    }

    /** How often an action was asked for. */
    int count(String action) {
        return counter(action).get();
    }

    String endpoint() {
        return "http://127.0.0.1:" + port();
    }

    int port() {
        return server.getAddress().getPort();
    }

    private AtomicInteger counter(String action) {
        return counts.computeIfAbsent(action, unused -> new AtomicInteger());
    }

    private void handle(HttpExchange exchange) throws IOException {
        String target = String.valueOf(exchange.getRequestHeaders().getFirst("X-Amz-Target"));
        String action = target.substring(target.indexOf('.') + 1);
        exchange.getRequestBody().readAllBytes();
        counter(action).incrementAndGet();
        Reply reply = replyTo(action);
        if (reply.status() == Reply.NEVER) {
            awaitClose();
        }
        if (reply.status() < 0) {
            throw new IOException("closes the connection");
        }
        byte[] body = reply.body().getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/x-amz-json-1.0");
        exchange.sendResponseHeaders(reply.status(), body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    private Reply replyTo(String action) {
        Queue<Reply> queue = next.computeIfAbsent(action, unused -> new ArrayDeque<>());
        synchronized (queue) {
            Reply queued = queue.poll();
            return queued != null
                    ? queued
                    : always.getOrDefault(action, error(400, "UnknownOperationException", ""));
        }
    }

    private void awaitClose() {
        try {
            closed.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        closed.countDown();
        server.stop(0);
        threads.shutdownNow();
    }
}
