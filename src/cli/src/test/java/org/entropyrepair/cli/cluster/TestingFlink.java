package org.entropyrepair.cli.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import org.entropyrepair.jobs.SubmittedAs;

/**
 * A Flink that only talks: its REST API with the answers of a session cluster on which nothing
 * runs. A job is RUNNING as soon as it is started, unless {@link #starts} says otherwise; it ends
 * as FINISHED with a savepoint, which is a path that is given beforehand.
 */
final class TestingFlink implements AutoCloseable {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    static {
        // Otherwise each answer waits 40 ms for an acknowledgement that waits for it.
        System.setProperty("sun.net.httpserver.nodelay", "true");
    }

    private final HttpServer server;
    private final Map<String, Job> jobs = new LinkedHashMap<>();
    private final List<JsonNode> runs = new ArrayList<>();
    private final Path savepoint;
    private Function<JsonNode, String> starts = body -> "RUNNING";
    private boolean isCutOffOnceStopped;
    private boolean isCutOff;
    private String stop = "";

    /** One job, over or not. */
    private static final class Job {
        private final Map<String, String> settings;
        private final int parallelism;
        private String state;
        private boolean isSaved;

        private Job(String state, Map<String, String> settings, int parallelism) {
            this.state = state;
            this.settings = settings;
            this.parallelism = parallelism;
        }
    }

    /** One that stops jobs with this savepoint. */
    TestingFlink(Path savepoint) {
        this.savepoint = savepoint;
        try {
            server =
                    HttpServer.create(
                            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.createContext("/", this::answer);
        server.start();
    }

    URI address() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    /** The state in which a job is as soon as it was started, by what was asked for. */
    synchronized void starts(Function<JsonNode, String> state) {
        starts = state;
    }

    /** Answers nothing any more once a job has been stopped, as if whoever asked had died. */
    synchronized void cutOffOnceStopped() {
        isCutOffOnceStopped = true;
    }

    /** Answers again; what was going on goes on. */
    synchronized void reachable() {
        isCutOffOnceStopped = false;
        isCutOff = false;
    }

    /** Forgets all that is over, as after a restart of the job manager. */
    synchronized void forget() {
        jobs.values().removeIf(job -> !job.state.equals("RUNNING"));
    }

    /** A running job which does not show how it was submitted. */
    synchronized void runSilently(String name) {
        jobs.put("job" + jobs.size(), new Job("RUNNING", Map.of("name", name), 1));
    }

    /** What was asked for whenever a job was to be started. */
    synchronized List<JsonNode> runs() {
        return List.copyOf(runs);
    }

    /** The body of the last request to stop a job. */
    synchronized String stop() {
        return stop;
    }

    /** The numbers of the jobs in that state. */
    synchronized List<String> in(String state) {
        return jobs.entrySet().stream()
                .filter(one -> one.getValue().state.equals(state))
                .map(Map.Entry::getKey)
                .toList();
    }

    @Override
    public void close() {
        server.stop(0);
    }

    private synchronized void answer(HttpExchange exchange) throws IOException {
        byte[] body = exchange.getRequestBody().readAllBytes();
        JsonNode answer = JSON.nullNode();
        int code = 200;
        if (isCutOff) {
            exchange.close();
            return;
        }
        try {
            String[] path = exchange.getRequestURI().getPath().substring(1).split("/");
            answer = answer(exchange.getRequestMethod(), path, body);
        } catch (IllegalArgumentException refused) {
            code = 400;
            answer =
                    JSON.createObjectNode()
                            .set("errors", array(String.valueOf(refused.getMessage())));
        }
        byte[] text = answer.toString().getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(code, text.length);
        exchange.getResponseBody().write(text);
        exchange.close();
    }

    private JsonNode answer(String method, String[] path, byte[] body) throws IOException {
        if (path[0].equals("jars")) {
            return jars(path, body);
        }
        if (path[1].equals("overview")) {
            ArrayNode all = JSON.createArrayNode();
            jobs.forEach(
                    (id, job) ->
                            all.addObject()
                                    .put("jid", id)
                                    .put("name", job.settings.getOrDefault("name", ""))
                                    .put("state", job.state)
                                    .put("start-time", all.size()));
            return JSON.createObjectNode().set("jobs", all);
        }
        Job job = Objects.requireNonNull(jobs.get(path[1]), path[1]);
        if (method.equals("PATCH")) {
            job.state = "CANCELED";
            return JSON.nullNode();
        }
        return path.length == 2 ? job(job) : of(job, path[2], body);
    }

    private static JsonNode job(Job job) {
        ObjectNode said = JSON.createObjectNode().put("state", job.state);
        said.putArray("vertices")
                .addObject()
                .put("parallelism", job.parallelism)
                .putObject("tasks")
                .put("RUNNING", job.state.equals("RUNNING") ? job.parallelism : 0);
        return said;
    }

    private JsonNode of(Job job, String what, byte[] body) {
        ObjectNode said = JSON.createObjectNode();
        switch (what) {
            case "config" -> {
                ObjectNode config = said.putObject("execution-config").putObject("user-config");
                job.settings.forEach(config::put);
            }
            case "checkpoints" -> {
                said.putObject("counts").put("completed", 1);
                if (job.isSaved) {
                    said.putObject("latest")
                            .putObject("savepoint")
                            .put("external_path", "file:" + savepoint);
                }
            }
            case "exceptions" -> {
                ArrayNode entries = said.putObject("exceptionHistory").putArray("entries");
                for (int i = job.state.equals("RESTARTING") ? 3 : 1; i > 0; i--) {
                    entries.addObject()
                            .put("stacktrace", "java.io.IOException: not to be restored");
                }
            }
            case "stop" -> {
                stop = new String(body, StandardCharsets.UTF_8);
                job.state = "FINISHED";
                job.isSaved = true;
                said.put("request-id", "1");
            }
            default -> {
                isCutOff = isCutOffOnceStopped;
                said.putObject("operation").put("location", "file:" + savepoint);
            }
        }
        return said;
    }

    private JsonNode jars(String[] path, byte[] body) throws IOException {
        ObjectNode said = JSON.createObjectNode();
        if (path.length == 1) {
            said.putArray("files").addObject().put("id", "the.jar");
        } else if (path[1].equals("upload")) {
            said.put("filename", "/uploads/the.jar");
        } else {
            JsonNode asked = JSON.readTree(body);
            runs.add(asked);
            String state = starts.apply(asked);
            if (state.startsWith("refused")) {
                throw new IllegalArgumentException(state);
            }
            String id = "job" + jobs.size();
            jobs.put(id, new Job(state, settings(asked), asked.path("parallelism").asInt(1)));
            said.put("jobid", id);
        }
        return said;
    }

    private static Map<String, String> settings(JsonNode asked) {
        Map<String, String> settings = new LinkedHashMap<>();
        JsonNode arguments = asked.path("programArgsList");
        for (int i = 0; i < arguments.size(); i += 2) {
            settings.put(
                    SubmittedAs.PREFIX + arguments.get(i).asText().substring(2),
                    arguments.get(i + 1).asText());
        }
        settings.put(JobSettings.JAR, "the.jar");
        return settings;
    }

    private static ArrayNode array(String text) {
        return JSON.createArrayNode().add(text);
    }
}
