package org.entropyrepair.config;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.entropyrepair.config.yaml.MaskedYaml;
import org.entropyrepair.config.yaml.Problem;
import org.entropyrepair.config.yaml.Problems;
import org.entropyrepair.config.yaml.Secrets;
import org.entropyrepair.config.yaml.ShapeReader;

/**
 * Reads region configs, strictly: whatever is unknown, missing, doubled, of the wrong type or out
 * of range is a problem, and all problems are found in one run. Safe for use by several threads.
 */
public final class RegionConfigReader {
    private static final long FILE_BYTES_MAX = 4L * 1024 * 1024;

    private RegionConfigReader() {}

    /** Reads a file; references are resolved from this machine, paths from the file's folder. */
    public static ConfigReading read(Path file) {
        Path folder = file.toAbsolutePath().getParent();
        return read(file, Secrets.ofMachine(folder == null ? file.toAbsolutePath() : folder));
    }

    /**
     * Reads a file.
     *
     * @param file a file of UTF-8 text
     * @param secrets where references get their values
     */
    public static ConfigReading read(Path file, Secrets secrets) {
        String text;
        try {
            if (Files.size(file) > FILE_BYTES_MAX) {
                return unreadable(file, Files.size(file) + " bytes", "at most " + FILE_BYTES_MAX);
            }
            text = Files.readString(file);
        } catch (CharacterCodingException notText) {
            return unreadable(file, "not UTF-8", "UTF-8 text");
        } catch (IOException | SecurityException failed) {
            return unreadable(file, failed.getClass().getSimpleName(), "readable file");
        }
        return read(file.toString(), text, secrets);
    }

    /**
     * Reads a text.
     *
     * @param file what problems call it
     * @param text the YAML text
     * @param secrets where references get their values
     */
    public static ConfigReading read(String file, String text, Secrets secrets) {
        String yaml = text.startsWith("\uFEFF") ? text.substring(1) : text;
        Problems problems = new Problems(file);
        Optional<ShapeReader.Read> read =
                ShapeReader.read(file, yaml, RegionConfigShape.DOCUMENT, secrets, problems);
        read.ifPresent(document -> RegionConfigRules.check(document.root(), problems));
        if (read.isEmpty() || !problems.isEmpty()) {
            return new ConfigReading.Refused(problems.sorted());
        }
        ShapeReader.Read document = read.get();
        ConfigSource source =
                new ConfigSource(file, yaml, MaskedYaml.of(document.root()), document.lines());
        return new ConfigReading.Accepted(new RegionConfigBuilder(document.root(), source).build());
    }

    private static ConfigReading unreadable(Path file, String found, String expected) {
        return new ConfigReading.Refused(
                List.of(new Problem(file.toString(), 1, "document", found, expected)));
    }
}
