package org.entropyrepair.jobs;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.flink.util.TimeUtils;
import org.jspecify.annotations.Nullable;

/** The command line of the repair job, read. */
sealed interface RepairJobArguments {
    /** What the command takes. */
    String USAGE =
            """
            usage: RepairJob --config FILE [options]
              --config FILE              the region config
              --config-inline TEXT       the region config itself, as entropy-repair submit sends
                                         it: its name, a colon, its gzipped text in Base64
              --targets A,B              repair these regions only; none: no region of the config, only
                                         what --owns-unreadable says (default: all of the config)
              --owns-unreadable BOOL     whether this job owns records that name no known target;
                                         of several jobs exactly one does (default: true)
              --replay-from ISO-8601     without state, start here (default: the earliest record)
              --job-name NAME            name of the job, also in outcomes (default: entropy-repair)
              --discovery-interval D     how often new partitions are looked for (default: 10s)
              --one-process BOOL         all tasks run in one process, so that an embedded store
                                         may be used on a cluster (default: false)
              --config-revision WHICH    with a configTopic: topic, go on with what was in force; file, put
                                         this file in force (default: topic)
              --help                     print this\
            """;

    /**
     * In order.
     *
     * @param given the values as they were given, by option
     */
    record Run(GivenConfig config, RepairJobOptions options, Map<String, String> given)
            implements RepairJobArguments {}

    /** Asked how it is used. */
    record Help() implements RepairJobArguments {}

    /** Used wrongly; one line says how. */
    record Wrong(String message) implements RepairJobArguments {}

    /** Reads a command line. */
    static RepairJobArguments parse(String[] args) {
        if (Arrays.asList(args).contains("--help")) {
            return new Help();
        }
        GivenConfig config = null;
        RepairJobOptions options = RepairJobOptions.DEFAULT;
        Map<String, String> given = new LinkedHashMap<>();
        try {
            for (int i = 0; i < args.length; i += 2) {
                String name = args[i];
                Option option =
                        Option.of(name)
                                .orElseThrow(
                                        () -> wrong(name, "unknown", "one of " + Option.names()));
                if (given.containsKey(name)) {
                    throw wrong(name, "given twice", "once");
                }
                if (i + 1 == args.length) {
                    throw wrong(name, "no value", option.rule);
                }
                given.put(name, args[i + 1]);
                if (option == Option.CONFIG || option == Option.CONFIG_INLINE) {
                    if (config != null) {
                        throw wrong(name, "a second config", "one of --config, --config-inline");
                    }
                    config = option.config(args[i + 1]);
                } else {
                    options = option.apply(options, args[i + 1]);
                }
            }
        } catch (WrongArgument argument) {
            return new Wrong(argument.line);
        }
        return config == null
                ? new Wrong("--config: missing (expected: " + Option.CONFIG.rule + ")")
                : new Run(config, options, Collections.unmodifiableMap(given));
    }

    private static WrongArgument wrong(String name, String found, String rule) {
        return new WrongArgument(name + ": " + found + " (expected: " + rule + ")");
    }

    /** One option with its rule. */
    enum Option {
        CONFIG("--config", "a file"),
        CONFIG_INLINE("--config-inline", "NAME:BASE64, as entropy-repair submit sends it"),
        TARGETS("--targets", Targets.RULE),
        OWNS_UNREADABLE("--owns-unreadable", "true or false"),
        REPLAY_FROM("--replay-from", "an ISO-8601 instant such as 2026-01-22T00:00:00Z"),
        JOB_NAME("--job-name", "a name"),
        DISCOVERY_INTERVAL("--discovery-interval", "a duration of at least 100ms, such as 10s"),
        ONE_PROCESS("--one-process", "true or false"),
        CONFIG_REVISION("--config-revision", "topic or file");

        private final String flag;
        private final String rule;

        Option(String flag, String rule) {
            this.flag = flag;
            this.rule = rule;
        }

        static Optional<Option> of(String flag) {
            return Arrays.stream(values()).filter(option -> option.flag.equals(flag)).findFirst();
        }

        static String names() {
            return String.join(", ", Arrays.stream(values()).map(option -> option.flag).toList());
        }

        GivenConfig config(String value) {
            try {
                return this == CONFIG
                        ? new GivenConfig.File(Path.of(nonBlank(value)))
                        : GivenConfig.Inline.of(value);
            } catch (InvalidPathException notAPath) {
                throw broken(value);
            } catch (IllegalArgumentException notInline) {
                throw wrong(flag, String.valueOf(notInline.getMessage()), rule);
            }
        }

        RepairJobOptions apply(RepairJobOptions options, String value) {
            return switch (this) {
                case CONFIG, CONFIG_INLINE -> options;
                case TARGETS -> options.withTargets(targets(value), options.ownsUnreadable());
                case OWNS_UNREADABLE -> options.withTargets(options.targets(), flag(value));
                case REPLAY_FROM -> options.from(instant(value));
                case JOB_NAME -> options.named(nonBlank(value));
                case DISCOVERY_INTERVAL -> options.discoveringEvery(duration(value));
                case ONE_PROCESS -> options.inOneProcess(flag(value));
                case CONFIG_REVISION -> options.withFileInForce(isFile(value));
            };
        }

        private String nonBlank(String value) {
            if (value.isBlank()) {
                throw broken(value);
            }
            return value;
        }

        private Targets targets(String value) {
            try {
                return Targets.parse(value);
            } catch (IllegalArgumentException notTargets) {
                throw broken(value);
            }
        }

        private boolean flag(String value) {
            if (!value.equals("true") && !value.equals("false")) {
                throw broken(value);
            }
            return value.equals("true");
        }

        private boolean isFile(String value) {
            if (!value.equals("file") && !value.equals("topic")) {
                throw broken(value);
            }
            return value.equals("file");
        }

        private @Nullable Instant instant(String value) {
            try {
                return Instant.parse(value);
            } catch (DateTimeException notAnInstant) {
                throw broken(value);
            }
        }

        private Duration duration(String value) {
            try {
                Duration duration = TimeUtils.parseDuration(value);
                if (duration.toMillis() >= 100) {
                    return duration;
                }
            } catch (IllegalArgumentException | ArithmeticException notADuration) {
                // Told below, like one that is too short.
            }
            throw broken(value);
        }

        private WrongArgument broken(String value) {
            return wrong(flag, value, rule);
        }
    }

    /** Carries the line to where the command line is read. */
    final class WrongArgument extends RuntimeException {
        private static final long serialVersionUID = 1L;

        private final String line;

        private WrongArgument(String line) {
            super(line);
            this.line = line;
        }
    }
}
