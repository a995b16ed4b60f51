package org.entropyrepair.cli.frame;

import java.time.Duration;
import java.time.Instant;
import org.entropyrepair.config.yaml.Durations;
import org.entropyrepair.config.yaml.Moments;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** How values of options are written, wherever they come from. */
public final class Values {
    private Values() {}

    /** A duration as a region config writes it. */
    static final class OfDuration implements ITypeConverter<Duration> {
        @Override
        public Duration convert(String value) {
            return Durations.parse(value)
                    .orElseThrow(() -> wrong(value, "a duration such as 500ms, 10s, 5m, 1h or 2d"));
        }
    }

    /** A moment: an instant, or how long ago. */
    static final class OfInstant implements ITypeConverter<Instant> {
        @Override
        public Instant convert(String value) {
            return Moments.parse(value, Instant.now())
                    .orElseThrow(() -> wrong(value, Moments.RULE));
        }
    }

    /** A whole number of at least 1. */
    public static final class Count implements ITypeConverter<Integer> {
        @Override
        public Integer convert(String value) {
            try {
                int count = Integer.parseInt(value);
                if (count >= 1) {
                    return count;
                }
            } catch (NumberFormatException notANumber) {
                // Told below, like a number out of range.
            }
            throw wrong(value, "a whole number of at least 1");
        }
    }

    /** What is given; else what the config says. */
    public static <T> T or(@Nullable T given, T configured) {
        return given == null ? configured : given;
    }

    private static TypeConversionException wrong(String value, String rule) {
        return new TypeConversionException(value + " (expected: " + rule + ")");
    }
}
