package org.entropyrepair.quickstart.faults;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.entropyrepair.sinks.Store;
import org.entropyrepair.sinks.StoreContext;
import org.entropyrepair.sinks.StoreFactory;

/**
 * The kind {@code unreliable}: a store of another kind, which {@code of} names, with {@link
 * Outages} of the run which {@code run} names and with {@code perMille} of 1,000 writes going
 * wrong. All other settings are those of the other kind.
 */
public final class UnreliableStoreFactory implements StoreFactory {
    /** The kind. */
    public static final String KIND = "unreliable";

    @Override
    public String kind() {
        return KIND;
    }

    @Override
    public List<Problem> check(Map<String, Object> settings) {
        List<Problem> problems = new ArrayList<>();
        for (String name : List.of("of", "run")) {
            if (!(settings.get(name) instanceof String)) {
                problems.add(new Problem(name, "nothing", "a name"));
            }
        }
        if (!(settings.get("perMille") instanceof Number)) {
            problems.add(new Problem("perMille", "nothing", "a number from 0 to 1000"));
        }
        if (problems.isEmpty()) {
            problems.addAll(inner(settings).check(innerSettings(settings)));
        }
        return problems;
    }

    @Override
    public Store open(StoreContext context) {
        Map<String, Object> settings = context.settings();
        List<Problem> problems = check(settings);
        if (!problems.isEmpty()) {
            throw new IllegalArgumentException("store: " + problems);
        }
        Store store =
                inner(settings)
                        .open(
                                new StoreContext(
                                        context.region(),
                                        innerSettings(settings),
                                        context.namespaces()));
        return new UnreliableStore(
                context.region(),
                store,
                Outages.of(String.valueOf(settings.get("run"))),
                Integer.parseInt(String.valueOf(settings.get("perMille"))));
    }

    /** As little as the embedded store: its outages are known to this process only. */
    @Override
    public boolean sharedAcrossProcesses() {
        return false;
    }

    private static StoreFactory inner(Map<String, Object> settings) {
        return StoreFactory.ofKind(
                String.valueOf(settings.get("of")), UnreliableStoreFactory.class.getClassLoader());
    }

    /** The settings of the store within. */
    public static Map<String, Object> innerSettings(Map<String, Object> settings) {
        Map<String, Object> inner = new HashMap<>(settings);
        inner.keySet().removeAll(List.of("of", "run", "perMille"));
        inner.put("kind", String.valueOf(settings.get("of")));
        return inner;
    }
}
