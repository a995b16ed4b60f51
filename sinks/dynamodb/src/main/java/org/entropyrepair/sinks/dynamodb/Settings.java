package org.entropyrepair.sinks.dynamodb;

import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.entropyrepair.sinks.StoreFactory;
import org.entropyrepair.sinks.StoreFactory.Problem;
import org.jspecify.annotations.Nullable;

/**
 * The settings of this kind of store.
 *
 * @param client how DynamoDB is reached; openings of one JVM with the same one share a client
 * @param attributes the names of the attributes that are written beside the key
 * @param writerRegion the AWS region in which alone global tables are written; null if not said
 */
record Settings(Client client, Attributes attributes, @Nullable String writerRegion) {
    private static final Duration TIMEOUT_USUAL = Duration.ofSeconds(5);
    private static final int CONNECTIONS_USUAL = 100;
    private static final int CONNECTIONS_MAX = 10_000;
    private static final int ATTRIBUTE_CHARS_MAX = 255;
    private static final int PORT_MAX = 65_535;
    private static final Pattern REGION = Pattern.compile("[a-z]{2,}(-[a-z0-9]+)+");
    private static final Pattern TIMEOUT = Pattern.compile("[1-9][0-9]{0,5}(ms|s)");
    private static final String TIMEOUT_RULE = "a duration, 100ms to 60s";
    private static final String TEXT_RULE = "text that is not empty";
    private static final Set<String> OWN =
            Set.of(
                    "region",
                    "endpoint",
                    "accessKeyId",
                    "secretAccessKey",
                    "sessionToken",
                    "profile",
                    "requestTimeout",
                    "maxConnections",
                    "attributes",
                    "globalTableWriterRegion");

    /**
     * How DynamoDB is reached.
     *
     * @param region AWS's name of the region
     * @param endpoint in place of AWS's own address of the region; null for that
     * @param keys who we are; null for the SDK's default chain
     * @param profile the profile of the default chain; null for the default one
     * @param requestTimeout how long a request may take
     * @param connectionsMax how many requests are on their way at once
     */
    record Client(
            String region,
            @Nullable URI endpoint,
            @Nullable Keys keys,
            @Nullable String profile,
            Duration requestTimeout,
            int connectionsMax) {}

    /**
     * An access key.
     *
     * @param id its id
     * @param secret its secret; never printed
     * @param sessionToken of a key for a while; null for one that stays; never printed
     */
    record Keys(String id, String secret, @Nullable String sessionToken) {
        @Override
        public String toString() {
            return "Keys[…]";
        }
    }

    /**
     * Names of attributes. What they hold is in {@link Items}.
     *
     * @param value the value
     * @param metadata its metadata
     * @param version the version, sortable
     * @param expiresAtMicros when it runs out
     * @param purgeAt when DynamoDB may remove the item
     */
    record Attributes(
            String value, String metadata, String version, String expiresAtMicros, String purgeAt) {
        static final Attributes USUAL =
                new Attributes(
                        "value", "value_metadata", "version", "expires_at_micros", "purge_at");
        private static final List<String> SETTINGS =
                List.of("value", "metadata", "version", "expiresAtMicros", "purgeAt");

        /** All of them. */
        List<String> all() {
            return List.of(value, metadata, version, expiresAtMicros, purgeAt);
        }

        private static Attributes of(Object setting) {
            if (!(setting instanceof Map<?, ?> map)) {
                return USUAL;
            }
            List<String> names = new ArrayList<>();
            for (int i = 0; i < SETTINGS.size(); i++) {
                Object name = map.get(SETTINGS.get(i));
                names.add(name instanceof String text ? text : USUAL.all().get(i));
            }
            return new Attributes(
                    names.get(0), names.get(1), names.get(2), names.get(3), names.get(4));
        }
    }

    /** Everything that is wrong with these settings. */
    static List<Problem> check(Map<String, Object> settings) {
        List<Problem> problems = new ArrayList<>();
        if (settings.get("region") == null) {
            problems.add(new Problem("region", "nothing", "an AWS region, such as us-east-1"));
        }
        text(settings, "region", Settings::isRegion, "an AWS region, such as us-east-1", problems);
        text(
                settings,
                "globalTableWriterRegion",
                Settings::isRegion,
                "an AWS region, such as us-east-1",
                problems);
        checkEndpoint(settings.get("endpoint"), problems);
        text(settings, "profile", text -> !text.isBlank(), TEXT_RULE, problems);
        text(
                settings,
                "requestTimeout",
                text -> duration(text).isPresent(),
                TIMEOUT_RULE,
                problems);
        checkKeys(settings, problems);
        Object connections = settings.get("maxConnections");
        if (connections != null && !isCount(connections)) {
            problems.add(
                    new Problem(
                            "maxConnections",
                            String.valueOf(connections),
                            "a number, 1 to " + CONNECTIONS_MAX));
        }
        checkAttributes(settings.get("attributes"), problems);
        unknown(settings.keySet(), OWN, "").forEach(problems::add);
        return problems;
    }

    private static void checkEndpoint(@Nullable Object found, List<Problem> problems) {
        if (found == null || (found instanceof String text && uri(text).isPresent())) {
            return;
        }
        String shown = String.valueOf(found);
        problems.add(
                new Problem(
                        "endpoint",
                        shown.contains("@") ? "(not shown: may hold a password)" : shown,
                        "an address without user or query, such as http://127.0.0.1:8000"));
    }

    private static void checkKeys(Map<String, Object> settings, List<Problem> problems) {
        for (String secret : List.of("accessKeyId", "secretAccessKey", "sessionToken")) {
            Object found = settings.get(secret);
            if (found != null && !(found instanceof String text && !text.isBlank())) {
                problems.add(new Problem(secret, "(not shown)", TEXT_RULE));
            }
        }
        boolean id = settings.get("accessKeyId") != null;
        boolean secret = settings.get("secretAccessKey") != null;
        if (id != secret) {
            problems.add(
                    new Problem(
                            id ? "secretAccessKey" : "accessKeyId",
                            "nothing",
                            "accessKeyId and secretAccessKey, or neither"));
        }
        if (settings.get("sessionToken") != null && !id) {
            problems.add(new Problem("sessionToken", "(not shown)", "none without accessKeyId"));
        }
        if (settings.get("profile") != null && id) {
            problems.add(
                    new Problem(
                            "profile",
                            String.valueOf(settings.get("profile")),
                            "none beside accessKeyId"));
        }
    }

    private static void checkAttributes(@Nullable Object setting, List<Problem> problems) {
        if (setting == null) {
            return;
        }
        if (!(setting instanceof Map<?, ?> map)) {
            problems.add(
                    new Problem("attributes", String.valueOf(setting), "names by " + sorted()));
            return;
        }
        for (String own : Attributes.SETTINGS) {
            Object name = map.get(own);
            if (name != null
                    && !(name instanceof String text
                            && !text.isBlank()
                            && text.length() <= ATTRIBUTE_CHARS_MAX)) {
                problems.add(
                        new Problem(
                                "attributes." + own,
                                String.valueOf(name),
                                "a name of at most " + ATTRIBUTE_CHARS_MAX + " characters"));
            }
        }
        List<String> all = Attributes.of(map).all();
        if (new HashSet<>(all).size() < all.size()) {
            problems.add(new Problem("attributes", String.valueOf(all), "names that differ"));
        }
        Set<String> names = new TreeSet<>();
        map.keySet().forEach(name -> names.add(String.valueOf(name)));
        unknown(names, Set.copyOf(Attributes.SETTINGS), "attributes.").forEach(problems::add);
    }

    private static String sorted() {
        return Attributes.SETTINGS.stream().sorted().toList().toString();
    }

    private static List<Problem> unknown(Set<String> found, Set<String> known, String path) {
        return found.stream()
                .filter(name -> !known.contains(name))
                .filter(name -> !path.isEmpty() || !StoreFactory.COMMON_SETTINGS.contains(name))
                .sorted()
                .map(
                        name ->
                                new Problem(
                                        path + name,
                                        "a setting that kind dynamodb does not have",
                                        "one of " + known.stream().sorted().toList()))
                .toList();
    }

    private static void text(
            Map<String, Object> settings,
            String name,
            Predicate<String> rule,
            String expected,
            List<Problem> problems) {
        Object found = settings.get(name);
        if (found != null && !(found instanceof String text && rule.test(text))) {
            problems.add(new Problem(name, String.valueOf(found), expected));
        }
    }

    private static boolean isRegion(String text) {
        return REGION.matcher(text).matches();
    }

    private static Optional<URI> uri(String text) {
        try {
            URI uri = new URI(text);
            boolean http = "http".equals(uri.getScheme()) || "https".equals(uri.getScheme());
            boolean bare =
                    uri.getUserInfo() == null
                            && uri.getQuery() == null
                            && uri.getFragment() == null
                            && uri.getPort() != 0
                            && uri.getPort() <= PORT_MAX;
            return http && uri.getHost() != null && bare ? Optional.of(uri) : Optional.empty();
        } catch (URISyntaxException notOne) {
            return Optional.empty();
        }
    }

    private static Optional<Duration> duration(String text) {
        if (!TIMEOUT.matcher(text).matches()) {
            return Optional.empty();
        }
        Duration found =
                text.endsWith("ms")
                        ? Duration.ofMillis(Long.parseLong(text.substring(0, text.length() - 2)))
                        : Duration.ofSeconds(Long.parseLong(text.substring(0, text.length() - 1)));
        boolean fits = found.toMillis() >= 100 && found.toMillis() <= 60_000;
        return fits ? Optional.of(found) : Optional.empty();
    }

    private static boolean isCount(Object value) {
        return (value instanceof Integer || value instanceof Long)
                && ((Number) value).longValue() >= 1
                && ((Number) value).longValue() <= CONNECTIONS_MAX;
    }

    /**
     * These settings, read.
     *
     * @throws IllegalArgumentException if {@link #check} finds a problem
     */
    static Settings of(Map<String, Object> settings) {
        List<Problem> problems = check(settings);
        if (!problems.isEmpty()) {
            throw new IllegalArgumentException(
                    String.join(
                            "; ",
                            problems.stream()
                                    .map(
                                            problem ->
                                                    problem.setting()
                                                            + ": "
                                                            + problem.found()
                                                            + " (expected: "
                                                            + problem.expected()
                                                            + ")")
                                    .toList()));
        }
        String id = text(settings, "accessKeyId");
        String secret = text(settings, "secretAccessKey");
        String endpoint = text(settings, "endpoint");
        String timeout = text(settings, "requestTimeout");
        Client client =
                new Client(
                        String.valueOf(settings.get("region")),
                        endpoint == null ? null : uri(endpoint).orElse(null),
                        id == null || secret == null
                                ? null
                                : new Keys(id, secret, text(settings, "sessionToken")),
                        text(settings, "profile"),
                        timeout == null ? TIMEOUT_USUAL : duration(timeout).orElse(TIMEOUT_USUAL),
                        ((Number) settings.getOrDefault("maxConnections", CONNECTIONS_USUAL))
                                .intValue());
        return new Settings(
                client,
                Attributes.of(settings.getOrDefault("attributes", Map.of())),
                text(settings, "globalTableWriterRegion"));
    }

    private static @Nullable String text(Map<String, Object> settings, String name) {
        return settings.get(name) instanceof String text ? text : null;
    }
}
