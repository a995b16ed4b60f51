package org.entropyrepair.sinks.memcached;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import org.entropyrepair.core.model.Bytes;
import org.entropyrepair.core.model.Cell;
import org.entropyrepair.core.model.Subject;
import org.entropyrepair.sinks.Cache;
import org.entropyrepair.sinks.CacheContext;
import org.entropyrepair.sinks.InvalidationResult;
import org.entropyrepair.sinks.KeyTemplate;
import org.jspecify.annotations.Nullable;

/**
 * One opening: makes keys of a cell and has them deleted in every zone. Says that a cell is
 * invalidated when each server that may hold one of its keys has said that it does not.
 */
final class MemcachedCache implements Cache {
    /** The most cells in flight; 16,384 keys of 250 bytes are some 4 MiB. */
    static final int IN_FLIGHT_MAX = 16_384;

    /** The longest key that memcached takes, in bytes. */
    static final int KEY_BYTES_MAX = 250;

    private final Map<String, List<KeyTemplate>> templates;
    private final Loop loop = new Loop();
    private final List<Placement> zones = new ArrayList<>();
    private final AtomicInteger inFlight = new AtomicInteger();

    MemcachedCache(CacheContext context, Settings settings) {
        this.templates = Map.copyOf(context.keys());
        List<Link> all = new ArrayList<>();
        for (List<Server> zone : settings.zones()) {
            List<Link> links =
                    zone.stream()
                            .map(server -> new Link(server, loop, settings.timeoutMillis()))
                            .toList();
            all.addAll(links);
            zones.add(Placement.of(settings.placement(), links));
        }
        loop.start("cache of " + context.region(), all);
    }

    @Override
    public CompletionStage<InvalidationResult> invalidate(Subject subject, Cell cell) {
        Set<Bytes> names = new HashSet<>();
        String trouble = name(subject, cell, names);
        Deletion deletion = new Deletion(trouble);
        if (inFlight.incrementAndGet() > IN_FLIGHT_MAX) {
            inFlight.decrementAndGet();
            return CompletableFuture.completedStage(
                    new InvalidationResult.NotInvalidated("too many in flight"));
        }
        CompletionStage<InvalidationResult> answer =
                deletion.answer().whenComplete((result, bug) -> inFlight.decrementAndGet());
        loop.hand(
                new Loop.Task() {
                    @Override
                    public void run() {
                        send(names, deletion);
                    }

                    @Override
                    public void refuse() {
                        deletion.refuse("closed");
                    }
                });
        return answer;
    }

    /** Collects the names of a cell; returns what is wrong with one of them, null if nothing is. */
    private @Nullable String name(Subject subject, Cell cell, Set<Bytes> names) {
        List<KeyTemplate> keys = templates.get(cell.namespace());
        if (keys == null) {
            return "namespace " + cell.namespace() + " without keys";
        }
        String trouble = null;
        for (KeyTemplate template : keys) {
            Optional<Bytes> name = template.nameOf(subject, cell);
            String wrong =
                    name.isEmpty() ? "names no such cell" : wrongWith(name.get()).orElse(null);
            if (wrong == null) {
                name.ifPresent(names::add);
            } else {
                trouble = "key " + template + ": " + wrong;
            }
        }
        return trouble;
    }

    /** What is wrong with a key; empty if memcached takes it. */
    static Optional<String> wrongWith(Bytes key) {
        if (key.isEmpty() || key.size() > KEY_BYTES_MAX) {
            return Optional.of(key.size() + " bytes (expected: 1 to " + KEY_BYTES_MAX + ")");
        }
        for (byte sign : key.unsafeArray()) {
            if ((sign >= 0 && sign <= ' ') || sign == 0x7f) {
                return Optional.of("a blank or control character (expected: none)");
            }
        }
        return Optional.empty();
    }

    private void send(Set<Bytes> names, Deletion deletion) {
        for (Bytes name : names) {
            for (Placement zone : zones) {
                for (Link link : zone.of(name.unsafeArray())) {
                    link.delete(name.unsafeArray(), deletion);
                }
            }
        }
        deletion.done();
    }

    @Override
    public void close() {
        loop.close();
    }
}
