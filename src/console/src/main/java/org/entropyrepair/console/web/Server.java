package org.entropyrepair.console.web;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Serves the page and its data over HTTP/1.1. Few people look at it: eight threads do. */
public final class Server implements AutoCloseable {
    static {
        // Small answers on connections that stay: they would wait for acknowledgements otherwise.
        System.setProperty("sun.net.httpserver.nodelay", "true");
        // In seconds: who sends or takes nothing for so long gives its thread back.
        System.setProperty("sun.net.httpserver.maxReqTime", "20");
        System.setProperty("sun.net.httpserver.maxRspTime", "120");
    }

    private static final Logger LOG = LoggerFactory.getLogger(Server.class);
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final int THREADS = 8;
    private static final int BODY_BYTES_MAX = 64 << 10;
    private static final String POLICY =
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self';"
                    + " connect-src 'self'; base-uri 'none'; form-action 'none';"
                    + " frame-ancestors 'none'";
    private static final Map<String, String> FILES =
            Map.of(
                    "/", "console.html",
                    "/console.css", "console.css",
                    "/console.js", "console.js",
                    "/draw.js", "draw.js",
                    "/icon.svg", "icon.svg");
    private static final Map<String, String> TYPES =
            Map.of(
                    "html", "text/html; charset=utf-8",
                    "css", "text/css; charset=utf-8",
                    "js", "text/javascript; charset=utf-8",
                    "svg", "image/svg+xml");

    private final HttpServer server;
    private final ExecutorService threads = Executors.newFixedThreadPool(THREADS, Server::thread);
    private final Guard guard;
    private final Predicate<String> changes;
    private final Function<Asked, Object> data;

    private Server(
            InetSocketAddress address,
            Function<Integer, Guard> guard,
            Predicate<String> changes,
            Function<Asked, Object> data)
            throws IOException {
        this.server = HttpServer.create(address, 0);
        this.guard = guard.apply(server.getAddress().getPort());
        this.changes = changes;
        this.data = data;
        server.createContext("/", this::serve);
        server.setExecutor(threads);
        server.start();
    }

    /**
     * Begins to serve.
     *
     * @param guard by the port, which is known only now if any would do
     * @param changes whether a path changes or reveals something
     * @param data answers what is under {@code /api/}, with something that Jackson writes
     * @throws IOException if the address cannot be listened on
     */
    static Server start(
            InetSocketAddress address,
            Function<Integer, Guard> guard,
            Predicate<String> changes,
            Function<Asked, Object> data)
            throws IOException {
        return new Server(address, guard, changes, data);
    }

    private static Thread thread(Runnable task) {
        Thread thread = new Thread(task, "console-http");
        thread.setDaemon(true);
        return thread;
    }

    /** The port that is listened on. */
    public int port() {
        return server.getAddress().getPort();
    }

    private void serve(HttpExchange exchange) throws IOException {
        try (exchange) {
            try {
                answer(exchange);
            } catch (Asked.WrongException wrong) {
                send(exchange, wrong.status(), Map.of("error", String.valueOf(wrong.getMessage())));
            } catch (RuntimeException bug) {
                LOG.error("{} failed", exchange.getRequestURI().getPath(), bug);
                send(exchange, 500, Map.of("error", "failed: see the console's log"));
            }
        }
    }

    private void answer(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        boolean ofData = path.startsWith("/api/");
        boolean change = ofData && changes.test(path);
        Headers headers = exchange.getRequestHeaders();
        Optional<Guard.Refusal> refusal =
                guard.refuse(exchange.getRequestMethod(), ofData, change, headers::getFirst);
        if (refusal.isPresent()) {
            send(exchange, refusal.get().status(), Map.of("error", refusal.get().reason()));
            return;
        }
        if (ofData) {
            send(
                    exchange,
                    200,
                    data.apply(
                            new Asked(
                                    path,
                                    Asked.parameters(exchange.getRequestURI().getRawQuery()),
                                    change ? body(exchange) : JSON.missingNode(),
                                    exchange.getRemoteAddress().getAddress().getHostAddress())));
            return;
        }
        String file = FILES.get(path);
        if (file == null) {
            throw new Asked.WrongException(404, path + ": not here");
        }
        send(exchange, 200, TYPES.get(file.substring(file.indexOf('.') + 1)), file(file));
    }

    private static JsonNode body(HttpExchange exchange) throws IOException {
        byte[] body = exchange.getRequestBody().readNBytes(BODY_BYTES_MAX + 1);
        if (body.length > BODY_BYTES_MAX) {
            throw new Asked.WrongException(413, "body: too large");
        }
        try {
            return JSON.readTree(body);
        } catch (IOException notJson) {
            throw new Asked.WrongException(400, "body: not JSON");
        }
    }

    private static byte[] file(String name) throws IOException {
        try (InputStream in = Server.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IOException(name + ": not on the class path");
            }
            return in.readAllBytes();
        }
    }

    private static void send(HttpExchange exchange, int status, Object answer) throws IOException {
        send(exchange, status, "application/json", JSON.writeValueAsBytes(answer));
    }

    private static void send(
            HttpExchange exchange,
            int status,
            @org.jspecify.annotations.Nullable String type,
            byte[] body)
            throws IOException {
        Headers headers = exchange.getResponseHeaders();
        headers.set("Content-Type", type == null ? "application/octet-stream" : type);
        headers.set("Content-Security-Policy", POLICY);
        headers.set("X-Content-Type-Options", "nosniff");
        headers.set("X-Frame-Options", "DENY");
        headers.set("Referrer-Policy", "no-referrer");
        headers.set("Cross-Origin-Resource-Policy", "same-origin");
        headers.set("Cross-Origin-Opener-Policy", "same-origin");
        headers.set("Cache-Control", "no-store");
        exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
        exchange.getResponseBody().write(body);
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
