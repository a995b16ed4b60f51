package org.entropyrepair.console.flink;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Asks Flink's REST API how the repair job is. Never throws for what a cluster may do: an answer
 * that does not come is said in the view. For one thread at a time.
 */
public final class FlinkView {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final Duration CALL_MAX = Duration.ofSeconds(10);
    private static final Pattern TARGET = Pattern.compile(".*\\btarget\\.([^.]+)\\.([A-Za-z]+)");
    private static final Pattern SCOPE = Pattern.compile(".*\\bscope\\.(.+)\\.pending");
    private static final List<String> GAUGES =
            List.of("pending", "parked", "inFlight", "limit", "waiting", "out", "breaker");
    private static final int NAMES_PER_CALL_MAX = 100;

    private final HttpClient client =
            HttpClient.newBuilder()
                    .version(HttpClient.Version.HTTP_1_1)
                    .connectTimeout(Duration.ofSeconds(5))
                    .build();
    private final String address;
    private final String jobName;

    /**
     * The job at one moment.
     *
     * @param trouble why Flink says nothing; empty if it does
     * @param state of the job; empty if there is none of that name
     * @param id Flink's name of it; empty if there is none
     * @param startedMillis when it was started
     * @param restarts how often it was restarted since; -1 if that is not known
     * @param checkpointMillis when its last checkpoint was completed; 0 for never
     * @param targets gauges of each target: {@code pending} and such, added up over the subtasks;
     *     of {@code breaker} and {@code out} the largest
     * @param scopePending what is pending in each scope
     */
    public record Job(
            String trouble,
            String state,
            String id,
            long startedMillis,
            long restarts,
            long checkpointMillis,
            Map<String, Map<String, Long>> targets,
            Map<String, Long> scopePending) {
        /** Nothing is known. */
        public static final Job UNKNOWN = silent("not asked yet");

        static Job silent(String trouble) {
            return new Job(trouble, "", "", 0, -1, 0, Map.of(), Map.of());
        }
    }

    /**
     * Asks at {@code address}.
     *
     * @param jobName name of the job that is looked for
     */
    public FlinkView(URI address, String jobName) {
        this.address = address.toString().replaceFirst("/+$", "");
        this.jobName = jobName;
    }

    /** Where Flink's web page is. */
    public String address() {
        return address;
    }

    /** Asks. */
    public Job look() {
        try {
            JsonNode found = JSON.missingNode();
            for (JsonNode job : get("/jobs/overview").path("jobs")) {
                boolean later =
                        job.path("start-time").asLong() > found.path("start-time").asLong(-1);
                if (job.path("name").asText().equals(jobName) && later) {
                    found = job;
                }
            }
            return found.isMissingNode()
                    ? Job.silent("no job is called " + jobName)
                    : job(found.path("jid").asText(), found);
        } catch (IOException | IllegalArgumentException silence) {
            return Job.silent(
                    silence.getMessage() == null
                            ? silence.getClass().getSimpleName()
                            : silence.getMessage());
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            return Job.silent("interrupted");
        }
    }

    private Job job(String id, JsonNode overview) throws IOException, InterruptedException {
        Map<String, Map<String, Long>> targets = new TreeMap<>();
        Map<String, Long> scopes = new TreeMap<>();
        String at = "/jobs/" + id;
        if (overview.path("state").asText().equals("RUNNING")) {
            for (JsonNode vertex : get(at).path("vertices")) {
                gauges(at + "/vertices/" + vertex.path("id").asText(), targets, scopes);
            }
        }
        JsonNode restarts = get(at + "/metrics?get=numRestarts");
        return new Job(
                "",
                overview.path("state").asText(),
                id,
                overview.path("start-time").asLong(),
                restarts.isEmpty() ? -1 : restarts.get(0).path("value").asLong(-1),
                get(at + "/checkpoints")
                        .path("latest")
                        .path("completed")
                        .path("latest_ack_timestamp")
                        .asLong(),
                targets,
                scopes);
    }

    private void gauges(
            String vertex, Map<String, Map<String, Long>> targets, Map<String, Long> scopes)
            throws IOException, InterruptedException {
        List<String> wanted = new ArrayList<>();
        for (JsonNode metric : get(vertex + "/subtasks/metrics")) {
            String name = metric.path("id").asText();
            Matcher target = TARGET.matcher(name);
            if ((target.matches() && GAUGES.contains(target.group(2)))
                    || SCOPE.matcher(name).matches()) {
                wanted.add(name);
            }
        }
        for (int from = 0; from < wanted.size(); from += NAMES_PER_CALL_MAX) {
            List<String> some =
                    wanted.subList(from, Math.min(wanted.size(), from + NAMES_PER_CALL_MAX));
            String query =
                    "/subtasks/metrics?agg=sum,max&get="
                            + java.net.URLEncoder.encode(
                                    String.join(",", some), StandardCharsets.UTF_8);
            for (JsonNode metric : get(vertex + query)) {
                put(metric, targets, scopes);
            }
        }
    }

    private static void put(
            JsonNode metric, Map<String, Map<String, Long>> targets, Map<String, Long> scopes) {
        String name = metric.path("id").asText();
        Matcher target = TARGET.matcher(name);
        if (target.matches() && GAUGES.contains(target.group(2))) {
            boolean largest = target.group(2).equals("breaker") || target.group(2).equals("out");
            targets.computeIfAbsent(target.group(1), absent -> new HashMap<>())
                    .merge(
                            target.group(2),
                            metric.path(largest ? "max" : "sum").asLong(),
                            largest ? Math::max : Long::sum);
            return;
        }
        Matcher scope = SCOPE.matcher(name);
        if (scope.matches()) {
            scopes.merge(scope.group(1), metric.path("sum").asLong(), Long::sum);
        }
    }

    private JsonNode get(String path) throws IOException, InterruptedException {
        HttpResponse<String> answer =
                client.send(
                        HttpRequest.newBuilder(URI.create(address + path))
                                .timeout(CALL_MAX)
                                .GET()
                                .build(),
                        HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8));
        if (answer.statusCode() != 200) {
            throw new IOException(address + ": status " + answer.statusCode());
        }
        return JSON.readTree(answer.body());
    }
}
