package org.entropyrepair.jobs;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.entropyrepair.config.ConfigReading;
import org.entropyrepair.config.RegionConfigReader;
import org.entropyrepair.config.yaml.Secrets;

/** A region config as the command line names it. */
public sealed interface GivenConfig {
    /** Reads it; references to secrets are resolved in this process. */
    ConfigReading read();

    /** The same, to be given to a process that does not see this one's files. */
    Inline inline() throws IOException;

    /** A file. */
    record File(Path path) implements GivenConfig {
        @Override
        public ConfigReading read() {
            return RegionConfigReader.read(path);
        }

        @Override
        public Inline inline() throws IOException {
            return new Inline(path.getFileName().toString(), Files.readString(path));
        }
    }

    /**
     * The text itself.
     *
     * @param name what problems call it
     * @param text YAML; its references to secrets are as they were written
     */
    record Inline(String name, String text) implements GivenConfig {
        private static final int TEXT_BYTES_MAX = 4 << 20;

        /**
         * Out of the value of {@code --config-inline}.
         *
         * @throws IllegalArgumentException if it is no such value
         */
        public static Inline of(String value) {
            int colon = value.lastIndexOf(':');
            if (colon < 1) {
                throw new IllegalArgumentException("no name and colon");
            }
            try (GZIPInputStream in =
                    new GZIPInputStream(
                            new ByteArrayInputStream(
                                    Base64.getDecoder().decode(value.substring(colon + 1))))) {
                byte[] text = in.readNBytes(TEXT_BYTES_MAX + 1);
                if (text.length > TEXT_BYTES_MAX) {
                    throw new IllegalArgumentException("longer than " + TEXT_BYTES_MAX);
                }
                return new Inline(
                        value.substring(0, colon), new String(text, StandardCharsets.UTF_8));
            } catch (IOException e) {
                throw new IllegalArgumentException("not gzipped", e);
            }
        }

        /** The value of {@code --config-inline}. */
        public String value() {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
                out.write(text.getBytes(StandardCharsets.UTF_8));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            return name + ":" + Base64.getEncoder().encodeToString(bytes.toByteArray());
        }

        @Override
        public ConfigReading read() {
            return RegionConfigReader.read(
                    name, text, Secrets.ofMachine(Path.of("").toAbsolutePath()));
        }

        @Override
        public Inline inline() {
            return this;
        }
    }
}
