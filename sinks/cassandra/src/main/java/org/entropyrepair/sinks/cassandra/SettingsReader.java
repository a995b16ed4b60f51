package org.entropyrepair.sinks.cassandra;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.entropyrepair.sinks.StoreFactory;
import org.entropyrepair.sinks.StoreFactory.Problem;

/**
 * Reads settings strictly and collects everything that is wrong with them; what it reads where
 * something is wrong means nothing. Says no password.
 */
final class SettingsReader {
    private static final Duration REQUEST_TIMEOUT_USUAL = Duration.ofSeconds(5);
    private static final Duration REQUEST_TIMEOUT_MIN = Duration.ofMillis(100);
    private static final Duration REQUEST_TIMEOUT_MAX = Duration.ofSeconds(60);
    private static final int IN_FLIGHT_USUAL = 1_000;
    private static final int IN_FLIGHT_MAX = 10_000;
    private static final int NAME_CHARS_MAX = 48;
    private static final Pattern DURATION = Pattern.compile("(0|[1-9][0-9]{0,8})(ms|s|m)");
    private static final Pattern KEYSPACE = Pattern.compile("\\w{1," + NAME_CHARS_MAX + "}");
    private static final Pattern CONTACT_POINT =
            Pattern.compile("(\\[[0-9A-Fa-f:.]+]|[A-Za-z0-9._-]+):([0-9]{1,5})");

    private static final List<String> WRITE_CONSISTENCIES =
            List.of("LOCAL_QUORUM", "EACH_QUORUM", "QUORUM", "ALL");
    private static final List<String> READ_CONSISTENCIES = List.of("LOCAL_QUORUM", "QUORUM", "ALL");
    private static final Set<String> TLS =
            Set.of(
                    "trustStore",
                    "trustStorePassword",
                    "keyStore",
                    "keyStorePassword",
                    "hostnameValidation");
    private static final Set<String> OWN =
            Set.of(
                    "contactPoints",
                    "localDatacenter",
                    "keyspace",
                    "layout",
                    "columns",
                    "username",
                    "password",
                    "tls",
                    "driverConfig",
                    "writeConsistency",
                    "readConsistency",
                    "requestTimeout",
                    "maxInFlight");

    private final Map<String, Object> settings;
    private final List<Problem> problems = new ArrayList<>();

    SettingsReader(Map<String, Object> settings) {
        this.settings = settings;
    }

    List<Problem> problems() {
        return List.copyOf(problems);
    }

    Settings read() {
        Optional<String> driverConfig = text("driverConfig", "a file");
        Layout layout = layout();
        Settings read =
                new Settings(
                        contactPoints(driverConfig.isPresent()),
                        localDatacenter(driverConfig.isPresent()),
                        keyspace(),
                        layout,
                        columns(layout),
                        login(),
                        tls(),
                        driverConfig,
                        consistency("writeConsistency", WRITE_CONSISTENCIES),
                        consistency("readConsistency", READ_CONSISTENCIES),
                        requestTimeout(),
                        maxInFlight());
        unknown("", settings.keySet(), OWN);
        return read;
    }

    private List<String> contactPoints(boolean inDriverConfig) {
        String expected = "a list of host:port";
        Object value = settings.get("contactPoints");
        if (value == null && inDriverConfig) {
            return List.of();
        }
        if (!(value instanceof List<?> list) || list.isEmpty()) {
            problem("contactPoints", value == null ? "nothing" : "" + value, expected);
            return List.of();
        }
        List<String> points = new ArrayList<>();
        for (Object one : list) {
            Matcher matcher = CONTACT_POINT.matcher(String.valueOf(one));
            if (!(one instanceof String) || !matcher.matches() || !isPort(matcher.group(2))) {
                problem("contactPoints", String.valueOf(one), expected);
            }
            points.add(String.valueOf(one));
        }
        return List.copyOf(points);
    }

    private static boolean isPort(String digits) {
        int port = Integer.parseInt(digits);
        return port >= 1 && port <= 65_535;
    }

    private Optional<String> localDatacenter(boolean inDriverConfig) {
        if (settings.get("localDatacenter") == null && !inDriverConfig) {
            problem("localDatacenter", "nothing", "the name of a data centre");
        }
        return text("localDatacenter", "the name of a data centre");
    }

    private String keyspace() {
        Object value = settings.get("keyspace");
        if (value instanceof String name && KEYSPACE.matcher(name).matches()) {
            return name;
        }
        problem(
                "keyspace",
                value == null ? "nothing" : "" + value,
                "letters, digits and _, at most " + NAME_CHARS_MAX);
        return "";
    }

    private Layout layout() {
        Object value = settings.getOrDefault("layout", Layout.PLAIN.word());
        Optional<Layout> layout = value instanceof String word ? Layout.of(word) : Optional.empty();
        if (layout.isEmpty()) {
            problem("layout", "" + value, "plain or envelope");
        }
        return layout.orElse(Layout.PLAIN);
    }

    private Map<String, String> columns(Layout layout) {
        Map<String, String> columns = layout.usualColumns();
        Map<String, Object> given = map("columns", "a map from what a column is for to its name");
        unknown("columns.", given.keySet(), columns.keySet());
        given.forEach(
                (what, name) -> {
                    if (name instanceof String text && !text.isBlank()) {
                        columns.replace(what, text);
                    } else {
                        problem("columns." + what, "" + name, "the name of a column");
                    }
                });
        if (new HashSet<>(columns.values()).size() < columns.size()) {
            problem("columns", "" + columns, "names that differ");
        }
        return columns;
    }

    private Optional<Settings.Login> login() {
        Optional<String> username = text("username", "a role");
        Optional<String> password = secret("", settings, "password");
        if (username.isPresent() != password.isPresent()) {
            String missing = username.isPresent() ? "password" : "username";
            problem(missing, "nothing", "both username and password, or neither");
        }
        return username.flatMap(name -> password.map(word -> new Settings.Login(name, word)));
    }

    private Optional<Settings.Tls> tls() {
        if (settings.get("tls") == null) {
            return Optional.empty();
        }
        if (!(settings.get("tls") instanceof Map)) {
            problem("tls", "not a map", "a map, {} for the usual"); // it may hold a password
            return Optional.empty();
        }
        Map<String, Object> tls = map("tls", "a map, {} for the usual");
        unknown("tls.", tls.keySet(), TLS);
        Object validation = tls.getOrDefault("hostnameValidation", true);
        if (!(validation instanceof Boolean)) {
            problem("tls.hostnameValidation", "" + validation, "true or false");
        }
        Settings.Tls read =
                new Settings.Tls(
                        text("tls.", tls, "trustStore", "a file"),
                        secret("tls.", tls, "trustStorePassword"),
                        text("tls.", tls, "keyStore", "a file"),
                        secret("tls.", tls, "keyStorePassword"),
                        !validation.equals(false));
        if (read.trustStorePassword().isPresent() && read.trustStore().isEmpty()) {
            problem("tls.trustStore", "nothing", "a file, since there is a password for it");
        }
        if (read.keyStorePassword().isPresent() && read.keyStore().isEmpty()) {
            problem("tls.keyStore", "nothing", "a file, since there is a password for it");
        }
        return Optional.of(read);
    }

    private String consistency(String name, List<String> allowed) {
        Object value = settings.getOrDefault(name, allowed.get(0));
        if (value instanceof String word && allowed.contains(word)) {
            return word;
        }
        problem(name, "" + value, "one of " + allowed + ": a lower one could miss a winner");
        return allowed.get(0);
    }

    private Duration requestTimeout() {
        Object value = settings.get("requestTimeout");
        if (value == null) {
            return REQUEST_TIMEOUT_USUAL;
        }
        Matcher matcher = DURATION.matcher(String.valueOf(value));
        if (value instanceof String && matcher.matches()) {
            long amount = Long.parseLong(matcher.group(1));
            Duration duration =
                    switch (matcher.group(2)) {
                        case "ms" -> Duration.ofMillis(amount);
                        case "s" -> Duration.ofSeconds(amount);
                        default -> Duration.ofMinutes(amount);
                    };
            if (duration.compareTo(REQUEST_TIMEOUT_MIN) >= 0
                    && duration.compareTo(REQUEST_TIMEOUT_MAX) <= 0) {
                return duration;
            }
        }
        problem("requestTimeout", "" + value, "a duration such as 5s, 100ms to 60s");
        return REQUEST_TIMEOUT_USUAL;
    }

    private int maxInFlight() {
        Object value = settings.getOrDefault("maxInFlight", IN_FLIGHT_USUAL);
        if ((value instanceof Integer || value instanceof Long)
                && ((Number) value).longValue() >= 1
                && ((Number) value).longValue() <= IN_FLIGHT_MAX) {
            return ((Number) value).intValue();
        }
        problem("maxInFlight", "" + value, "a number, 1 to " + IN_FLIGHT_MAX);
        return IN_FLIGHT_USUAL;
    }

    private Optional<String> text(String name, String expected) {
        return text("", settings, name, expected);
    }

    private Optional<String> text(
            String prefix, Map<String, Object> from, String name, String expected) {
        Object value = from.get(name);
        if (value == null) {
            return Optional.empty();
        }
        if (value instanceof String text && !text.isBlank()) {
            return Optional.of(text);
        }
        problem(prefix + name, String.valueOf(value), expected);
        return Optional.empty();
    }

    /** What is found in its place is not said: it may be one all the same. */
    private Optional<String> secret(String prefix, Map<String, Object> from, String name) {
        Object value = from.get(name);
        if (value == null) {
            return Optional.empty();
        }
        if (value instanceof String text && !text.isEmpty()) {
            return Optional.of(text);
        }
        problem(prefix + name, "not a text", "a text, in quotes where it looks like a number");
        return Optional.empty();
    }

    private Map<String, Object> map(String name, String expected) {
        Map<String, Object> read = new TreeMap<>();
        Object value = settings.get(name);
        if (value instanceof Map<?, ?> map) {
            map.forEach((key, one) -> read.put(String.valueOf(key), one));
        } else if (value != null) {
            problem(name, String.valueOf(value), expected);
        }
        return read;
    }

    private void unknown(String prefix, Set<String> found, Set<String> known) {
        for (String name : new TreeSet<>(found)) {
            boolean common = prefix.isEmpty() && StoreFactory.COMMON_SETTINGS.contains(name);
            if (!known.contains(name) && !common) {
                problem(
                        prefix + name,
                        "a setting that kind cassandra does not have",
                        "one of " + new TreeSet<>(known));
            }
        }
    }

    private void problem(String setting, String found, String expected) {
        problems.add(new Problem(setting, found, expected));
    }
}
