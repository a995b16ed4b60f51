package org.entropyrepair.quickstart.hosts;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.entropyrepair.config.RegionConfig;
import org.entropyrepair.quickstart.judge.Contents;
import org.entropyrepair.quickstart.judge.Judge;
import org.entropyrepair.quickstart.judge.LogJudge;
import org.entropyrepair.quickstart.judge.WriteLog;
import org.jspecify.annotations.Nullable;

/** Stores embedded in this JVM, in a folder for each region. */
public final class EmbeddedHosts implements StoreHosts {
    private final Path folder;
    private @Nullable RegionStores ofJudge;

    /** Stores to be in {@code folder}. */
    public EmbeddedHosts(Path folder) {
        this.folder = folder;
    }

    @Override
    public void awaitUp() {}

    @Override
    public String settings(String region) {
        return "path: \"" + folder.resolve(region) + "\"";
    }

    @Override
    public void prepare(RegionConfig config) {}

    @Override
    public List<String> whereabouts() {
        return List.of();
    }

    @Override
    public Judge judge(RegionConfig config, WriteLog log) {
        RegionStores opened = RegionStores.ofJudge(config);
        ofJudge = opened;
        Map<String, Contents> contents = new LinkedHashMap<>();
        opened.byRegion().forEach((region, store) -> contents.put(region, Contents.of(store)));
        return new LogJudge(log, List.copyOf(config.namespaces().keySet()), contents, true);
    }

    @Override
    public void close() {
        if (ofJudge != null) {
            ofJudge.close();
        }
    }
}
