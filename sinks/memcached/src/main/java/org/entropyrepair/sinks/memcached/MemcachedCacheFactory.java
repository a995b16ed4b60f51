package org.entropyrepair.sinks.memcached;

import java.util.List;
import java.util.Map;
import org.entropyrepair.core.model.Bytes;
import org.entropyrepair.sinks.Cache;
import org.entropyrepair.sinks.CacheContext;
import org.entropyrepair.sinks.CacheFactory;
import org.entropyrepair.sinks.KeyTemplate;
import org.entropyrepair.sinks.StoreFactory.Problem;

/**
 * Kind {@code memcached}: servers in one or several zones, each of which holds everything, as
 * EVCache has it. Settings: {@code zones} (a list of lists of {@code host:port}, required), {@code
 * placement} ({@code every}, the default: each server of a zone is told, wherever readers put the
 * key; {@code ketama}: only the one where spymemcached puts it), {@code timeout} (default 1s).
 *
 * <p>Keys that memcached does not take (longer than 250 bytes, with a blank or a control character)
 * are refused, not hashed: no reader can have cached under them. Readers who hash do so in a way of
 * their own, which the template then has to name.
 */
public final class MemcachedCacheFactory implements CacheFactory {
    /** For {@link java.util.ServiceLoader}. */
    public MemcachedCacheFactory() {}

    @Override
    public String kind() {
        return "memcached";
    }

    @Override
    public List<Problem> check(Map<String, Object> settings) {
        return Settings.check(settings);
    }

    @Override
    public List<Problem> check(KeyTemplate key) {
        Bytes literals = key.literals();
        return literals.isEmpty()
                ? List.of()
                : MemcachedCache.wrongWith(literals)
                        .map(wrong -> List.of(new Problem("", key.toString(), wrong)))
                        .orElse(List.of());
    }

    @Override
    public Cache open(CacheContext context) {
        return new MemcachedCache(context, Settings.of(context.settings()));
    }
}
