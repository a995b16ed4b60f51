package org.entropyrepair.testkit.prometheus;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Prometheus' tool, which needs no server. */
public final class Promtool {
    private Promtool() {}

    /**
     * What it said of itself.
     *
     * @param code 0 if all is well
     * @param text everything it printed
     */
    public record Said(int code, String text) {}

    /**
     * Runs it to its end.
     *
     * @throws IllegalStateException if there is none on this machine
     */
    public static Said run(Path folder, String... arguments) {
        List<String> command = new ArrayList<>();
        command.add(Programs.find("promtool").toString());
        command.addAll(List.of(arguments));
        try {
            Process process =
                    new ProcessBuilder(command)
                            .directory(folder.toFile())
                            .redirectErrorStream(true)
                            .start();
            process.getOutputStream().close();
            String text =
                    new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return new Said(process.waitFor(), text);
        } catch (IOException e) {
            throw new UncheckedIOException("promtool: cannot be run in " + folder, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("promtool: interrupted", e);
        }
    }
}
