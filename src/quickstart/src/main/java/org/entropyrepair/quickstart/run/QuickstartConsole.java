package org.entropyrepair.quickstart.run;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.entropyrepair.config.RegionConfig;
import org.entropyrepair.console.Console;
import org.entropyrepair.console.Tokens;
import org.entropyrepair.console.web.Site;
import org.entropyrepair.console.web.Stage;
import org.entropyrepair.quickstart.faults.Outages;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The console of a run, on a free port of 127.0.0.1, from which regions can be taken down. */
final class QuickstartConsole {
    private static final Logger LOG = LoggerFactory.getLogger(QuickstartConsole.class);

    private QuickstartConsole() {}

    /**
     * Opens it.
     *
     * @param file where the config stands
     * @param divergent cells that are wrong, by region
     * @throws IOException if no port is free
     */
    static Console open(
            RegionConfig config,
            Path file,
            URI flink,
            String job,
            Outages outages,
            Supplier<Map<String, Long>> divergent)
            throws IOException {
        return Console.open(
                new Console.Plan(
                        config,
                        file,
                        flink,
                        job,
                        new Site.Door(
                                new InetSocketAddress("127.0.0.1", 0), List.of(), Tokens.fresh()),
                        new Switches(outages, divergent),
                        LOG::info));
    }

    private record Switches(Outages outages, Supplier<Map<String, Long>> wrong) implements Stage {
        @Override
        public Set<String> down() {
            return outages.down();
        }

        @Override
        public void down(String region, boolean down) {
            if (down) {
                outages.hold(region);
            } else {
                outages.release(region);
            }
        }

        @Override
        public Map<String, Long> divergent() {
            return wrong.get();
        }
    }
}
