package org.entropyrepair.quickstart.run;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.entropyrepair.quickstart.hosts.StoreKind;
import org.jspecify.annotations.Nullable;

/**
 * What the quickstart was asked for.
 *
 * @param edges how many edges of the graph to write; {@link #ALL_EDGES} for all
 * @param regions how many regions there are
 * @param store the kind of the regions' stores
 * @param seed of everything that is left to chance
 * @param exit whether to end after convergence, rather than to go on until stopped
 * @param timeout how long convergence may take, once the faults have stopped
 * @param json whether the last line of standard output is the result as JSON
 * @param folder where to run; null for a folder of its own among the temporary ones
 * @param keep whether to leave the folder behind
 * @param help whether only to say what can be asked for
 * @param own the user's own failures to replay; null for the demonstration, to which edges,
 *     regions, store and seed belong
 */
public record Options(
        int edges,
        int regions,
        StoreKind store,
        long seed,
        boolean exit,
        Duration timeout,
        boolean json,
        @Nullable Path folder,
        boolean keep,
        boolean help,
        @Nullable Own own) {
    /** Every edge of the graph. */
    public static final int ALL_EDGES = Integer.MAX_VALUE;

    /** The names of the regions, in the order in which they are taken. */
    public static final List<String> REGION_NAMES =
            List.of(
                    "us-east-1",
                    "eu-west-1",
                    "ap-south-1",
                    "us-west-2",
                    "sa-east-1",
                    "eu-north-1",
                    "ap-east-1",
                    "af-south-1");

    /** What can be asked for. */
    public static final String USAGE =
            """
            Usage: bin/quickstart [options]
                   bin/quickstart --failures FILE --config FILE [--repair] [options]

            Writes a real graph (WordNet 3.1) to several regions while writes fail in every way,
            repairs it with the real Flink job through a real Kafka broker, and compares every
            cell of every region at the end.

              --edges N     how many edges to write; all for all 378,193 (default: 20000;
                            cassandra 2000, dynamodb 500, both of the six most frequent types)
              --regions N   how many regions, 2 to 8 (default 3)
              --store KIND  the regions' stores: rocksdb (default), cassandra or dynamodb
              --seed N      seed of everything that is left to chance (default 1)
              --exit        end after convergence; otherwise it goes on until Ctrl-C
              --timeout D   how long convergence may take, such as 90s or 5m (default 5m)
              --json        the last line of standard output is the result as JSON
              --dir FOLDER  where to run (default: a temporary folder)
              --keep        leave the folder behind after --exit
              --help        this text

            With --failures it replays your own failure records instead, one per line as
            kcat -C or kafka-console-consumer print them (values only, no keys or headers),
            against local, empty stores of your namespaces: what would be written, to which
            target, and which records would be dead letters. Your brokers and stores are
            not connected to, and secrets of the config need not resolve.

              --failures FILE  the records
              --config FILE    your region config
              --repair         after the dry run, for real: writes to the local stores
              and --exit, --timeout, --json, --dir, --keep, --help

            Exit code: 0 if all regions agree and are right (with --failures: if every record
            is accounted for), 1 if not, 2 if used wrongly.
            """;

    private static final List<String> OF_DEMONSTRATION =
            List.of("--edges", "--regions", "--store", "--seed");

    private static final Pattern DURATION = Pattern.compile("([0-9]{1,6})(ms|s|m|h)");

    /**
     * A user's own failures.
     *
     * @param failures a file of records, one per line
     * @param config the region config they belong to
     * @param repair whether to repair them, too, once it has been shown what would be done
     */
    public record Own(Path failures, Path config, boolean repair) {}

    /** Something that cannot be asked for. */
    public static final class WrongUseException extends Exception {
        private static final long serialVersionUID = 1L;

        WrongUseException(String message) {
            super(message);
        }
    }

    /**
     * Reads the arguments of the command line.
     *
     * @throws WrongUseException naming the first argument that cannot be used, and the rule
     */
    public static Options parse(List<String> arguments) throws WrongUseException {
        Draft draft = new Draft();
        Iterator<String> left = arguments.iterator();
        while (left.hasNext()) {
            draft.take(left.next(), left);
        }
        return draft.options();
    }

    /** The names of the regions. */
    public List<String> regionNames() {
        return REGION_NAMES.subList(0, regions);
    }

    /** What has been read so far. */
    private static final class Draft {
        private int edges;
        private int regions = 3;
        private StoreKind store = StoreKind.ROCKSDB;
        private long seed = 1;
        private boolean exit;
        private Duration timeout = Duration.ofMinutes(5);
        private boolean json;
        private @Nullable Path folder;
        private boolean keep;
        private boolean help;
        private @Nullable Path failures;
        private @Nullable Path config;
        private boolean repair;
        private final List<String> ofDemonstration = new ArrayList<>();

        void take(String name, Iterator<String> left) throws WrongUseException {
            int equals = name.indexOf('=');
            if (name.startsWith("--") && equals > 0) {
                String value = name.substring(equals + 1);
                take(name.substring(0, equals), List.of(value).iterator());
                return;
            }
            if (OF_DEMONSTRATION.contains(name)) {
                ofDemonstration.add(name);
            }
            switch (name) {
                case "--exit" -> exit = true;
                case "--json" -> json = true;
                case "--keep" -> keep = true;
                case "--help", "-h" -> help = true;
                case "--edges" -> edges = edges(value(name, left));
                case "--regions" ->
                        regions = (int) number(name, value(name, left), 2, REGION_NAMES.size());
                case "--store" -> store = store(value(name, left));
                case "--seed" ->
                        seed = number(name, value(name, left), Long.MIN_VALUE, Long.MAX_VALUE);
                case "--timeout" -> timeout = duration(value(name, left));
                case "--dir" -> folder = Path.of(value(name, left)).toAbsolutePath();
                case "--failures" -> failures = Path.of(value(name, left));
                case "--config" -> config = Path.of(value(name, left));
                case "--repair" -> repair = true;
                default -> throw wrong(name, "no such option", "one of bin/quickstart --help");
            }
        }

        Options options() throws WrongUseException {
            int count = edges == 0 ? store.edgesDefault() : edges;
            return new Options(
                    count, regions, store, seed, exit, timeout, json, folder, keep, help, own());
        }

        private @Nullable Own own() throws WrongUseException {
            if (help || (failures == null && config == null && !repair)) {
                return null;
            }
            if (failures == null) {
                throw wrong("--failures", "missing", "a file with a failure record per line");
            }
            if (config == null) {
                throw wrong("--config", "missing", "the region config of the failures");
            }
            if (!ofDemonstration.isEmpty()) {
                throw wrong(ofDemonstration.get(0), "given with --failures", "one or the other");
            }
            return new Own(failures, config, repair);
        }

        private static String value(String name, Iterator<String> left) throws WrongUseException {
            if (!left.hasNext()) {
                throw wrong(name, "nothing after it", "a value");
            }
            return left.next();
        }

        private static int edges(String text) throws WrongUseException {
            if (text.equals("all")) {
                return ALL_EDGES;
            }
            return (int) number("--edges", text, 0, Integer.MAX_VALUE);
        }

        private static StoreKind store(String kind) throws WrongUseException {
            StoreKind known = StoreKind.named(kind);
            if (known == null) {
                throw wrong("--store", kind, "rocksdb, cassandra or dynamodb");
            }
            return known;
        }

        private static long number(String name, String text, long least, long most)
                throws WrongUseException {
            try {
                long number = Long.parseLong(text);
                if (number >= least && number <= most) {
                    return number;
                }
            } catch (NumberFormatException notANumber) {
                // Told below, like a number out of range.
            }
            boolean any = least == Long.MIN_VALUE;
            String range =
                    most == Integer.MAX_VALUE
                            ? least + " or more"
                            : "from " + least + " to " + most;
            throw wrong(name, text, any ? "a whole number" : "a whole number, " + range);
        }

        private static Duration duration(String text) throws WrongUseException {
            Matcher matcher = DURATION.matcher(text.toLowerCase(Locale.ROOT));
            if (!matcher.matches() || Long.parseLong(matcher.group(1)) == 0) {
                throw wrong("--timeout", text, "a duration over 0, such as 90s or 5m");
            }
            long number = Long.parseLong(matcher.group(1));
            return switch (matcher.group(2)) {
                case "ms" -> Duration.ofMillis(number);
                case "s" -> Duration.ofSeconds(number);
                case "m" -> Duration.ofMinutes(number);
                default -> Duration.ofHours(number);
            };
        }

        private static WrongUseException wrong(String name, String found, String expected) {
            return new WrongUseException(name + ": " + found + " (expected: " + expected + ")");
        }
    }
}
