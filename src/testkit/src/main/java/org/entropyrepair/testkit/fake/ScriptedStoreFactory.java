package org.entropyrepair.testkit.fake;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.entropyrepair.sinks.Store;
import org.entropyrepair.sinks.StoreContext;
import org.entropyrepair.sinks.StoreFactory;

/**
 * Opens {@link ScriptedStore#named} stores: kind {@code scripted}, setting {@code name}. What opens
 * them and the test which scripts them must run in one JVM.
 */
public final class ScriptedStoreFactory implements StoreFactory {
    /** For {@link java.util.ServiceLoader}. */
    public ScriptedStoreFactory() {}

    @Override
    public String kind() {
        return "scripted";
    }

    @Override
    public List<Problem> check(Map<String, Object> settings) {
        List<Problem> problems = new ArrayList<>();
        Object name = settings.get("name");
        if (!(name instanceof String text) || text.isBlank()) {
            problems.add(new Problem("name", String.valueOf(name), "a name"));
        }
        settings.forEach(
                (setting, found) -> {
                    if (!COMMON_SETTINGS.contains(setting) && !setting.equals("name")) {
                        problems.add(
                                new Problem(setting, String.valueOf(found), "no such setting"));
                    }
                });
        return problems;
    }

    @Override
    public Store open(StoreContext context) {
        if (!(context.settings().get("name") instanceof String name) || name.isBlank()) {
            throw new IllegalArgumentException("name: none (expected: a name)");
        }
        return ScriptedStore.named(name).opening(context);
    }

    /** False: the data is in this JVM's memory. */
    @Override
    public boolean sharedAcrossProcesses() {
        return false;
    }
}
